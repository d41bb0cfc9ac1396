/** Guards of a job: what is handed in, what is told of it, its bests. */
import type {
  HeatSample,
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
} from './procedures.ts';
import { proof } from './proof-guard.ts';
import { jobEnd, jobFailure } from './run-guard.ts';
import {
  eitherOf,
  finite,
  hex,
  integer,
  listOf,
  nullable,
  oneOf,
  orElse,
  record,
  text,
  within,
} from './shape.ts';
import { count, energy, id, state } from './values.ts';

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
export const jobSubmission = record<Required<JobSubmission>>({
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
export const jobBest = record<JobBest>({ ...bestFields, state });
export const jobDelta = record<JobDelta>({ ...bestFields, base: nullable(count), bytes: state });
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
export const job = record<Job>(jobFields);
export const jobDetails = record<JobDetails>({
  ...jobFields,
  cooling: orElse(listOf(record<HeatSample>({ elapsed: finite(0), heat: finite(0) }), 500), []),
});
export const jobProof = record<JobProof>({ best: nullable(jobBest), proof: nullable(proof) });
export const jobList = record<JobList>({ jobs: listOf(job, 10_000), current: nullable(id) });
export const jobStatus = record<JobStatus>({
  job: id,
  state: jobState,
  elapsed: finite(0),
  energy: nullable(energy),
  stats: jobStats,
});
