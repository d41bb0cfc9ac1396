/**
 * A guard per message of the contract: nothing a stranger sends is trusted for its type. A guard returns a clean copy
 * with the contract's fields only, or throws a WampError that names the path and what belongs there.
 */
import { ERRORS, WampError } from './errors.ts';
import { healthBulletin, serviceByName, serviceDeclaration, serviceWelcome } from './health/guard.ts';
import type {
  AnnealAnswer,
  AnnealTask,
  Chaos,
  CreditBooking,
  Donor,
  DonorCredit,
  DonorHello,
  DonorWelcome,
  HeatSample,
  Input,
  Job,
  JobBest,
  JobDelta,
  JobDetails,
  JobFinders,
  JobList,
  JobProof,
  JobSample,
  JobStats,
  JobStatus,
  JobSubmission,
  JobTarget,
  Leader,
  Leaderboard,
  LeaderboardRow,
  Output,
  Procedure,
  WorldCountry,
  WorldProblem,
  WorldWish,
} from './procedures.ts';
import { MOST_MOVES, proof } from './proof-guard.ts';
import { jobEnd, jobFailure, runEvent } from './run-guard.ts';
import {
  bounded,
  bytes,
  eitherOf,
  finite,
  flag,
  type Guard,
  hex,
  integer,
  listOf,
  Misfit,
  nullable,
  oneOf,
  orElse,
  record,
  text,
  within,
} from './shape.ts';
import type { StateChange, StatePage } from './state.ts';
import type { DonorLoad, TaskEnd, TaskEnds, Topic, Topics } from './topics.ts';

const UINT32 = 2 ** 32 - 1;
const STATE_BYTES = 4_000_000;
/** States beside its own that a task may carry. */
const MOST_MATES = 8;
const count = integer(0, Number.MAX_SAFE_INTEGER);
const energy = integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
const id = text(64);
const state = bytes(STATE_BYTES);

const anyTask = record<AnnealTask>({
  job: id,
  task: id,
  kind: text(32),
  kernel: text(64),
  problem: hex(64),
  seed: integer(0, UINT32),
  scope: nullable(state),
  state: nullable(state),
  mates: listOf(state, MOST_MATES),
  packed: orElse(flag, false),
  beside: orElse(flag, false),
  schedule: record({ from: finite(0), to: finite(0) }),
  moves: integer(1, MOST_MOVES),
  millis: integer(1, 600_000),
  until: nullable(integer(1, MOST_MOVES)),
});
const annealTask = bounded(anyTask, 'until', ({ moves }) => moves);
const annealAnswer = record<AnnealAnswer>({
  task: id,
  state,
  packed: orElse(flag, false),
  energy,
  moves: count,
});

const target = eitherOf<JobTarget>(
  'an object with energy, an integer, or gap, a number in 0..1000',
  record({ energy }),
  record({ gap: within(0, 1_000) }),
);
const jobSpecFields = {
  title: text(200),
  kind: text(32),
  problem: hex(64),
  view: hex(64),
  budget: nullable(finite(0)),
  reference: nullable(record<{ energy: number; source: string }>({ energy, source: text(500) })),
  moves: orElse(nullable(integer(1, Number.MAX_SAFE_INTEGER)), null),
  target: orElse(nullable(target), null),
  start: orElse(nullable(hex(64)), null),
  weight: orElse(within(0.01, 100), 1),
};
const jobSubmission = record<Required<JobSubmission>>({
  ...jobSpecFields,
  key: orElse(nullable(text(64, 1)), null),
});
const jobStats = record<JobStats>({
  tasks: count,
  reissued: count,
  rejected: count,
  moves: count,
  replays: count,
  replayedMoves: count,
  rate: finite(0),
  inFlight: count,
  heat: finite(0),
});
const jobState = oneOf('waiting', 'running', 'paused', 'done', 'cancelled');
const sampleFields = { elapsed: finite(0), energy };
const finders = record<JobFinders>({
  donors: listOf(record({ name: text(64), improvements: count }), 100),
  last: listOf(record({ ...sampleFields, version: count, by: text(64) }), 20),
});
const bestFields = {
  job: id,
  version: count,
  energy,
  by: text(64),
  elapsed: finite(0),
  temperature: finite(0),
};
const jobBest = record<JobBest>({ ...bestFields, state });
const jobDelta = record<JobDelta>({ ...bestFields, base: nullable(count), bytes: state });
const jobFields = {
  ...jobSpecFields,
  id,
  state: jobState,
  ended: nullable(jobEnd),
  failure: orElse(nullable(jobFailure), null),
  n: count,
  createdAt: count,
  elapsed: finite(0),
  best: nullable(jobBest),
  stats: jobStats,
  history: listOf(record<JobSample>(sampleFields), 500),
  finders,
};
const job = record<Job>(jobFields);
const jobDetails = record<JobDetails>({
  ...jobFields,
  cooling: orElse(listOf(record<HeatSample>({ elapsed: finite(0), heat: finite(0) }), 500), []),
});
const jobProof = record<JobProof>({ best: nullable(jobBest), proof: nullable(proof) });
const jobList = record<JobList>({ jobs: listOf(job, 10_000), current: nullable(id) });
const jobStatus = record<JobStatus>({
  job: id,
  state: jobState,
  elapsed: finite(0),
  energy: nullable(energy),
  stats: jobStats,
});

const CORES = 1024;
const creditFields = { moves: count, tasks: count, improvements: count };
const donorCredit = record<DonorCredit>(creditFields);
const donorHello = record<DonorHello>({
  token: hex(32),
  name: text(24),
  cores: integer(0, CORES),
  kernels: listOf(text(64), 64),
  agent: text(64),
});
const donorWelcome = record<DonorWelcome>({
  donor: id,
  name: text(64),
  refused: orElse(flag, false),
  credit: donorCredit,
});
const donor = record<Donor>({
  donor: id,
  name: text(64),
  agent: text(64),
  cores: count,
  running: count,
  joinedAt: count,
  credit: donorCredit,
});
const donors = record<{ readonly donors: readonly Donor[] }>({ donors: listOf(donor, 100_000) });
const row = record<LeaderboardRow>({ ...creditFields, donor: id, name: text(64), online: flag });
const leaderboard = record<Leaderboard>({ allTime: listOf(row, 1000), today: listOf(row, 1000) });
const donorLoad = record<DonorLoad>({
  donor: id,
  cores: integer(0, CORES),
  running: integer(0, CORES),
  paused: flag,
});
const creditBookings = record<{ readonly bookings: readonly CreditBooking[] }>({
  bookings: listOf(
    record<CreditBooking>({
      donor: id,
      name: text(64),
      day: text(10, 10),
      credit: record<DonorCredit>(creditFields),
      barred: flag,
    }),
    1_000,
  ),
});
const taskEnds = record<TaskEnds>({
  ends: listOf(
    record<TaskEnd>({
      job: id,
      task: id,
      attempt: count,
      donor: id,
      name: text(64),
      from: finite(0),
      to: finite(0),
      end: oneOf('done', 'rejected', 'lost'),
    }),
    1_000,
  ),
  more: count,
});
const country = text(2);
const worldWish = record<WorldWish>({ country: nullable(country), count: integer(1, 1_000_000) });
const worldProblem = record<WorldProblem>({
  title: text(200),
  kind: text(32),
  n: count,
  problem: hex(64),
  view: hex(64),
});
const worldCountries = record<{ readonly countries: readonly WorldCountry[] }>({
  countries: listOf(record<WorldCountry>({ country, cities: count }), 1_000),
});
const chaos = record<Chaos>({ on: flag, liars: count, vanishing: count, until: nullable(finite(0)) });
const epoch = integer(1, Number.MAX_SAFE_INTEGER);
const leader = record<Leader>({ name: text(64), epoch: nullable(epoch) });
const stateKey = text(1024, 1);
const [from, rest] = [orElse(count, 0), orElse(count, 0)];
const statePage = record<StatePage>({
  entries: listOf(record({ key: stateKey, value: state, rest }), 1_000),
  next: nullable(stateKey),
  from,
});
const stateChange = record<StateChange>({ key: stateKey, value: nullable(state), from, rest });
const statePlace = { after: nullable(stateKey), from };
const nothing: Guard<Record<string, never>> = record({});
const byId = record<{ readonly id: string }>({ id });

const CONTRACT: {
  readonly [P in Procedure]: { readonly input: Guard<Input<P>>; readonly output: Guard<Output<P>> };
} = {
  'lehr.compute.anneal': { input: annealTask, output: annealAnswer },
  'lehr.job.submit': { input: jobSubmission, output: job },
  'lehr.job.list': { input: nothing, output: jobList },
  'lehr.job.get': { input: byId, output: jobDetails },
  'lehr.job.proof': { input: byId, output: jobProof },
  'lehr.job.pause': { input: byId, output: job },
  'lehr.job.resume': { input: byId, output: job },
  'lehr.job.cancel': { input: byId, output: job },
  'lehr.problem.world': { input: worldWish, output: worldProblem },
  'lehr.problem.glass': { input: record({ side: integer(3, 100) }), output: worldProblem },
  'lehr.problem.countries': { input: nothing, output: worldCountries },
  'lehr.donor.hello': { input: donorHello, output: donorWelcome },
  'lehr.donor.list': { input: nothing, output: donors },
  'lehr.donor.stats': { input: record({ donor: id }), output: donorCredit },
  'lehr.chaos.get': { input: nothing, output: chaos },
  'lehr.chaos.set': { input: record({ on: flag }), output: chaos },
  'lehr.orchestrator.get': { input: nothing, output: leader },
  'lehr.state.take': { input: record({ name: text(64) }), output: record({ epoch }) },
  'lehr.state.read': { input: record({ epoch, ...statePlace }), output: statePage },
  'lehr.state.write': { input: record({ epoch, changes: listOf(stateChange, 1_000) }), output: nothing },
  'lehr.state.forget_blob': { input: record({ epoch, sha256: hex(64) }), output: nothing },
  'lehr.leaderboard.get': { input: nothing, output: leaderboard },
  'lehr.service.hello': { input: serviceDeclaration, output: serviceWelcome },
  'lehr.service.bye': { input: serviceByName, output: nothing },
  'lehr.health.get': { input: nothing, output: healthBulletin },
};

const EVENTS: readonly (readonly [RegExp, Guard<unknown>])[] = [
  [/^lehr\.job\.[^.]+\.best$/, jobBest],
  [/^lehr\.job\.[^.]+\.delta$/, jobDelta],
  [/^lehr\.job\.[^.]+\.state$/, jobStatus],
  [/^lehr\.run\.[^.]+$/, runEvent],
  [/^lehr\.jobs$/, record<{ current: string | null }>({ current: nullable(id) })],
  [/^lehr\.orchestrator$/, leader],
  [/^lehr\.donor\.load$/, donorLoad],
  [/^lehr\.donors$/, donors],
  [/^lehr\.leaderboard$/, leaderboard],
  [/^lehr\.credit\.booked$/, creditBookings],
  [/^lehr\.tasks$/, taskEnds],
  [/^lehr\.chaos$/, chaos],
  [/^lehr\.health$/, healthBulletin],
];

function parse<T>(guard: Guard<T>, value: unknown, path: string, uri: string): T {
  try {
    return guard(value, path);
  } catch (error) {
    if (error instanceof Misfit) throw new WampError(uri, error.message);
    throw error;
  }
}

/** The input of a call, checked; throws `lehr.error.invalid_input`. */
export function parseInput<P extends Procedure>(procedure: P, value: unknown): Input<P> {
  return parse<Input<P>>(CONTRACT[procedure].input, value, 'input', ERRORS.invalidInput);
}

/** The answer to a call, checked; throws `lehr.error.invalid_answer`. */
export function parseOutput<P extends Procedure>(procedure: P, value: unknown): Output<P> {
  return parse<Output<P>>(CONTRACT[procedure].output, value, 'answer', ERRORS.invalidAnswer);
}

/** The event of a topic, checked; throws `lehr.error.invalid_input`, also for a topic outside the contract. */
export function parseEvent<T extends Topic>(topic: T, value: unknown): Topics[T] {
  const guard = EVENTS.find(([pattern]) => pattern.test(topic))?.[1];
  if (!guard) throw new WampError(ERRORS.invalidInput, `${topic} is no topic of the contract`);
  return parse(guard as Guard<Topics[T]>, value, 'event', ERRORS.invalidInput);
}
