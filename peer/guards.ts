/**
 * A guard per message of the contract: nothing a stranger sends is trusted for its type. A guard returns a clean copy
 * with the contract's fields only, or throws a WampError that names the path and what belongs there.
 */
import {
  creditBookings,
  donorCredit,
  donorHello,
  donorLoad,
  donors,
  donorWelcome,
  leaderboard,
  taskEnds,
} from './donor-guard.ts';
import { ERRORS, WampError } from './errors.ts';
import { healthBulletin, serviceByName, serviceDeclaration, serviceWelcome } from './health/guard.ts';
import {
  job,
  jobBest,
  jobDelta,
  jobDetails,
  jobList,
  jobProof,
  jobStatus,
  jobSubmission,
} from './job-guard.ts';
import type { Chaos, Input, Output, Procedure } from './procedures.ts';
import { runEvent } from './run-guard.ts';
import { finite, flag, type Guard, hex, integer, listOf, Misfit, nullable, record, text } from './shape.ts';
import { epoch, leader, stateChange, statePage, statePlace } from './state-guard.ts';
import { annealAnswer, annealTask } from './task-guard.ts';
import type { Topic, Topics } from './topics.ts';
import { count, id } from './values.ts';
import { worldCountries, worldProblem, worldWish } from './world-guard.ts';

const chaos = record<Chaos>({ on: flag, liars: count, vanishing: count, until: nullable(finite(0)) });
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
