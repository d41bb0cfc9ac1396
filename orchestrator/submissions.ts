/**
 * Jobs that were handed in with a key: the same key is the same job, however often and however soon it is asked for again. The
 * key is kept with the job, and known for as long as the job is.
 */
import { ERRORS, WampError } from '../peer/errors.ts';
import type { Job, JobSpec, JobSubmission } from '../peer/procedures.ts';

interface Known {
  readonly spec: JobSpec;
  readonly job: Promise<Job>;
}

export class Submissions {
  /** Those that are being taken. */
  private readonly arriving = new Map<string, Known>();

  /** @param kept the job of that key, among those that were taken */
  constructor(private readonly kept: (key: string) => Job | null) {}

  /**
   * Takes a job, or resolves with the one that has this key; rejects as the first taking does, after which the key is free.
   * Throws lehr.error.invalid_input where the key is another job's.
   */
  once({ key = null, ...spec }: JobSubmission, take: () => Promise<Job>): Promise<Job> {
    if (key === null) return take();
    const kept = this.kept(key);
    const known = this.arriving.get(key) ?? (kept && { spec: kept, job: Promise.resolve(kept) });
    if (known) return isRepeat(spec, known.spec) ? known.job : Promise.reject(taken(key));
    const job = take().finally(() => this.arriving.delete(key));
    this.arriving.set(key, { spec, job });
    return job;
  }
}

/** A kept spec is the whole one that was made of what was sent: what names the job's work tells two apart. */
function isRepeat(spec: JobSpec, known: JobSpec): boolean {
  return (
    spec.kind === known.kind &&
    spec.problem === known.problem &&
    (spec.start ?? null) === (known.start ?? null)
  );
}

function taken(key: string): WampError {
  return new WampError(
    ERRORS.invalidInput,
    `the key "${key}" is another job's: make up a new one for each job`,
  );
}
