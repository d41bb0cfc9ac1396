/** A job as it is kept and shown. */
import type { Job, JobBest, JobEnd, JobSpec, JobState, JobStats } from '../peer/procedures.ts';
import type { Proof } from '../peer/proof.ts';
import { type JobStory, NO_STORY } from './story.ts';

/** What the journal keeps of a job; its best and its story are kept apart. */
export interface JobRecord {
  readonly id: string;
  readonly spec: Required<JobSpec>;
  readonly state: JobState;
  readonly ended: JobEnd | null;
  readonly n: number;
  readonly createdAt: number;
  /** Milliseconds of budget used. */
  readonly elapsed: number;
  readonly counts: JobCounts;
  /** Given by whoever runs this program, and not submitted: a start with other jobs sets it aside. */
  readonly house: boolean;
  /** Of its submission: see Submissions. */
  readonly key: string | null;
}

/** The part of JobStats that only grows. */
export interface JobCounts {
  readonly tasks: number;
  readonly reissued: number;
  readonly rejected: number;
  readonly moves: number;
  readonly replays: number;
  readonly replayedMoves: number;
}

/** A job with all that is known of it. */
export interface JobEntry {
  readonly record: JobRecord;
  readonly best: JobBest | null;
  readonly story: JobStory;
  /** How the best came to be, as far as an earlier process told. */
  readonly proof?: Proof | null;
}

export const NO_COUNTS: JobCounts = {
  tasks: 0,
  reissued: 0,
  rejected: 0,
  moves: 0,
  replays: 0,
  replayedMoves: 0,
};

/** With what was left out, as the contract says. */
export function completed(spec: JobSpec): Required<JobSpec> {
  return { moves: null, target: null, start: null, weight: 1, ...spec };
}

/** A record of any age: what earlier versions did not write has the value they meant. */
export function recordOf(kept: JobRecord): JobRecord {
  const ended = kept.state === 'done' ? 'budget' : kept.state === 'cancelled' ? 'cancelled' : null;
  return {
    ...{ ended, house: true, key: null },
    ...kept,
    spec: completed(kept.spec),
    counts: { ...NO_COUNTS, ...kept.counts },
  };
}

export function hasEnded(state: JobState): boolean {
  return state === 'done' || state === 'cancelled';
}

/** Stats of a job that nobody works on. */
export function restingStats(counts: JobCounts, heat: number): JobStats {
  return { ...counts, rate: 0, inFlight: 0, heat };
}

export function toJob({ record, best, story }: JobEntry, stats: JobStats): Job {
  const { id, spec, state, ended, n, createdAt, elapsed } = record;
  return { ...spec, id, state, ended, n, createdAt, elapsed: elapsed / 1_000, best, stats, ...story };
}

/** As a list of jobs shows it: the length of the best without its bytes, and no story. */
export function inBrief(job: Job): Job {
  return { ...withoutStory(job), best: job.best && { ...job.best, state: new Uint8Array(0) } };
}

export function withoutStory(job: Job): Job {
  return { ...job, ...NO_STORY };
}
