/**
 * The run of a job, from its submission to its end, as facts: the events of `lehr.run.<job>`. Who comes late subscribes with
 * `_replay: { from: 0 }` and is told all of it, then what follows.
 */
import type { JobEnd, JobFailure, JobSample } from './procedures.ts';

/** A best as it was told, without its state. */
export interface RunBest extends JobSample {
  readonly version: number;
  /** Public name of who found it. */
  readonly by: string;
}

/** The state of the last best of an event, for who shows the run again. */
export interface RunPicture {
  /** Version of the picture told before, which `bytes` change (peer/delta.ts); null: they are the whole state. */
  readonly base: number | null;
  readonly version: number;
  readonly bytes: Uint8Array;
}

/** What happened. */
export type RunNews =
  | {
      readonly is: 'submitted';
      readonly title: string;
      readonly kind: string;
      /** Blob hashes, as in JobSpec. */
      readonly problem: string;
      readonly view: string;
      /** Cities, or spins. */
      readonly size: number;
      /** Seconds, as in JobSpec. */
      readonly budget: number | null;
    }
  /** Donors work on it from now on; again when it was paused. */
  | { readonly is: 'started' }
  /** Other bests since the event before: shorter ones, or a longer one where somebody's lie was taken back. */
  | {
      readonly is: 'best';
      /** Oldest first, at least one. Of many, every other is left out; the last is always there. */
      readonly bests: readonly RunBest[];
      /** How many improvements each name found since the event before, those left out of `bests` too. */
      readonly finders: readonly { readonly name: string; readonly improvements: number }[];
      /** Of the last best; null where it is too large, or was lost with a process. */
      readonly picture: RunPicture | null;
    }
  | { readonly is: 'paused' }
  /** It waits for its turn again. */
  | { readonly is: 'resumed' }
  | {
      readonly is: 'ended';
      readonly why: JobEnd;
      /** Where it could not be run. */
      readonly failure: JobFailure | null;
    };

/** One event of a run. */
export type RunEvent = RunNews & {
  readonly job: string;
  /** 1, 2, 3 … in its run, without a gap. The fact's key is `<job> <n>`. */
  readonly n: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Seconds of budget used. */
  readonly elapsed: number;
};

/** The topic of a job's run. */
export function runTopic(job: string): `lehr.run.${string}` {
  return `lehr.run.${job}`;
}
