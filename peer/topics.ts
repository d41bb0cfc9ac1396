/** The topics of the realm `lehr`: every event has one positional argument, an object. */
import type { HealthBulletin } from './health/bulletin.ts';
import type {
  Chaos,
  CreditBooking,
  Donor,
  JobBest,
  JobDelta,
  JobStatus,
  Leader,
  Leaderboard,
} from './procedures.ts';
import type { RunEvent } from './run.ts';

/** No cores and paused: the donor has stopped, though its session may stay to look. */
export interface DonorLoad {
  readonly donor: string;
  readonly cores: number;
  readonly running: number;
  readonly paused: boolean;
}

/** How a task that somebody had came to its end. */
export interface TaskEnd {
  readonly job: string;
  /** Of its job; the same when it is given out again. */
  readonly task: string;
  /** 0 when it was given out first. */
  readonly attempt: number;
  /** Public id and name of who had it. */
  readonly donor: string;
  readonly name: string;
  /** When it was given out and when it ended, by the server's clock: milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** `rejected`: a wrong answer. `lost`: the donor left, failed or was late. Both are given out again. */
  readonly end: 'done' | 'rejected' | 'lost';
}

/** Ends of tasks since the last event, oldest first, and how many more there were than are told. */
export interface TaskEnds {
  readonly ends: readonly TaskEnd[];
  readonly more: number;
}

/** Topics with an id in them are written as template types. */
export interface Topics {
  /** The whole state each time: for who looks now and then. At most 4 a second a job. */
  [best: `lehr.job.${string}.best`]: JobBest;
  /** The same bests as changes of each other: for who watches. */
  [delta: `lehr.job.${string}.delta`]: JobDelta;
  /** Once a second while it runs, and at every change of state. */
  [state: `lehr.job.${string}.state`]: JobStatus;
  /** Facts: the run of a job, for those who come late as well (`_replay`). Ten a second of a job at most, and ever fewer. */
  [run: `lehr.run.${string}`]: RunEvent;
  /** A job began, paused or ended: which one is the current job now (see JobList). */
  'lehr.jobs': { readonly current: string | null };
  /** Another orchestrator leads from now on: donors say hello to it. */
  'lehr.orchestrator': Leader;
  /** Published by the donor itself. */
  'lehr.donor.load': DonorLoad;
  /** On every join and leave, and at most once a second. */
  'lehr.donors': { readonly donors: readonly Donor[] };
  'lehr.leaderboard': Leaderboard;
  /** A fact of `lehr serve`: credit that was given since the one before. For orchestrators and operators. */
  'lehr.credit.booked': { readonly bookings: readonly CreditBooking[] };
  /** Who had which task: at most 4 a second, 100 ends each. */
  'lehr.tasks': TaskEnds;
  /** Faults were switched on or off. */
  'lehr.chaos': Chaos;
  /** How the services are: when that changes, and every 30 s. */
  'lehr.health': HealthBulletin;
}

export type Topic = keyof Topics;
