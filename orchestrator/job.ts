/** A job as it is kept and shown. */
import type { Job, JobBest, JobSpec, JobState, JobStats } from '../peer/procedures.ts';

/** What the journal keeps of a job; its best is kept apart. */
export interface JobRecord {
  readonly id: string;
  readonly spec: JobSpec;
  readonly state: JobState;
  readonly n: number;
  readonly createdAt: number;
  /** Milliseconds of budget used. */
  readonly elapsed: number;
  readonly counts: JobCounts;
}

/** The part of JobStats that only grows. */
export interface JobCounts {
  readonly tasks: number;
  readonly reissued: number;
  readonly rejected: number;
  readonly moves: number;
}

export const NO_COUNTS: JobCounts = { tasks: 0, reissued: 0, rejected: 0, moves: 0 };

/** Stats of a job that nobody works on. */
export function restingStats(counts: JobCounts, heat: number): JobStats {
  return { ...counts, rate: 0, inFlight: 0, heat };
}

export function toJob(record: JobRecord, best: JobBest | null, stats: JobStats): Job {
  const { id, spec, state, n, createdAt, elapsed } = record;
  return { ...spec, id, state, n, createdAt, elapsed: elapsed / 1_000, best, stats };
}

/** As a list of jobs shows it: the length of the best, without its bytes. */
export function withoutState(job: Job): Job {
  return job.best === null ? job : { ...job, best: { ...job.best, state: new Uint8Array(0) } };
}
