/** The topics of the realm `lehr`: every event has one positional argument, an object. */
import type { Donor, JobBest, JobStatus, Leaderboard } from './procedures.ts';

/** No cores and paused: the donor has stopped, though its session may stay to look. */
export interface DonorLoad {
  readonly donor: string;
  readonly cores: number;
  readonly running: number;
  readonly paused: boolean;
}

/** Topics with an id in them are written as template types. */
export interface Topics {
  /** At most 4 a second a job. */
  [best: `lehr.job.${string}.best`]: JobBest;
  /** Once a second while it runs, and at every change of state. */
  [state: `lehr.job.${string}.state`]: JobStatus;
  /** A job began, paused or ended: which one is the current job now (see JobList). */
  'lehr.jobs': { readonly current: string | null };
  /** Published by the donor itself. */
  'lehr.donor.load': DonorLoad;
  /** On every join and leave, and at most once a second. */
  'lehr.donors': { readonly donors: readonly Donor[] };
  'lehr.leaderboard': Leaderboard;
}

export type Topic = keyof Topics;
