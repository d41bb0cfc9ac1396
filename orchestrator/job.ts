/** A job as it is kept and shown. */
import { ERRORS, WampError } from '../peer/errors.ts';
import type { Job, JobBest, JobEnd, JobFailure, JobSpec, JobState, JobStats } from '../peer/procedures.ts';
import type { Proof } from '../peer/proof.ts';
import { found, happened, type Moment, NO_RUN, type Run, storyOf } from './run.ts';
import { NO_STORY } from './story.ts';

/** What the journal keeps of a job; its best is kept apart. */
export interface JobRecord {
  readonly id: string;
  readonly spec: Required<JobSpec>;
  readonly state: JobState;
  readonly ended: JobEnd | null;
  /** Why it failed. */
  readonly failure: JobFailure | null;
  readonly n: number;
  readonly createdAt: number;
  /** Milliseconds of budget used. */
  readonly elapsed: number;
  readonly counts: JobCounts;
  /** Given by whoever runs this program, and not submitted: a start with other jobs sets it aside. */
  readonly house: boolean;
  /** Of its submission: see Submissions. */
  readonly key: string | null;
  readonly run: Run;
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
    ...{ ended, failure: null, house: true, key: null, run: NO_RUN },
    ...kept,
    spec: completed(kept.spec),
    counts: { ...NO_COUNTS, ...kept.counts },
  };
}

/** The moment `at`, milliseconds since 1970, in the run of a job that nobody works on. */
export function momentOf({ id, elapsed }: JobRecord, at: number): Moment {
  return { job: id, at, elapsed: elapsed / 1_000 };
}

/** Its record as it begins, or goes on: a best that was written when the process before ended is in its run. */
export function begun(record: JobRecord, best: JobBest | null, at: number): JobRecord {
  const run = best && best.version > record.run.version ? found(record.run, best) : record.run;
  if (record.state === 'running') return { ...record, run };
  return { ...record, run: happened(run, momentOf(record, at), { is: 'started' }) };
}

interface Ending {
  readonly state: 'done' | 'cancelled';
  readonly ended: JobEnd;
  readonly failure?: JobFailure | null;
}

/** Why a job that was at work failed: its problem and its start were read, so what is wrong is ours. */
export function failureAtWork(ended: JobEnd | null): JobFailure | null {
  return ended === 'failed' ? 'fault' : null;
}

/** The record of a job that nobody works on, and that ends. */
export function endedRecord(
  record: JobRecord,
  at: number,
  { state, ended, failure = null }: Ending,
): JobRecord {
  const run = happened(record.run, momentOf(record, at), { is: 'ended', why: ended, failure });
  return { ...record, state, ended, failure, run };
}

/** The record of a job that nobody works on, and that is paused or waits from now on. */
export function restingRecord(record: JobRecord, at: number, state: 'paused' | 'waiting'): JobRecord {
  const news = { is: state === 'paused' ? 'paused' : 'resumed' } as const;
  return { ...record, state, run: happened(record.run, momentOf(record, at), news) };
}

export function hasEnded(state: JobState): boolean {
  return state === 'done' || state === 'cancelled';
}

/** Throws lehr.error.invalid_input where it has ended. */
export function refuseEnded({ id, state }: JobRecord): void {
  if (hasEnded(state)) throw new WampError(ERRORS.invalidInput, `job "${id}" has ended: submit it anew`);
}

/** Stats of a job that nobody works on. */
export function restingStats(counts: JobCounts, heat: number): JobStats {
  return { ...counts, rate: 0, inFlight: 0, heat };
}

export function toJob({ record, best }: JobEntry, stats: JobStats): Job {
  const { id, spec, state, ended, failure, n, createdAt, elapsed, run } = record;
  const told = { id, state, ended, failure, n, createdAt, elapsed: elapsed / 1_000 };
  return { ...spec, ...told, best, stats, ...storyOf(run) };
}

/** As a list of jobs shows it: the length of the best without its bytes, and no story. */
export function inBrief(job: Job): Job {
  return { ...withoutStory(job), best: job.best && { ...job.best, state: new Uint8Array(0) } };
}

export function withoutStory(job: Job): Job {
  return { ...job, ...NO_STORY };
}
