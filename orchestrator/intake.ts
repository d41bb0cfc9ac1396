/** How a job comes in: judged, given its id and its moment, and durable before anything comes of it. */
import { ERRORS, WampError } from '../peer/errors.ts';
import type { JobSpec, JobSubmission } from '../peer/procedures.ts';
import type { JobsOptions } from './jobs-options.ts';
import { newJob } from './new-job.ts';

/** Jobs that wait or are paused. */
const MOST_WAITING = 100;

export class Intake {
  /** Being judged, or accepted and not durable yet. */
  private readonly coming = new Set<JobSpec>();
  private lastMoment = 0;

  constructor(private readonly options: JobsOptions) {}

  /** What is no job yet, and has blobs that must stay. */
  get arriving(): Iterable<JobSpec> {
    return this.coming;
  }

  /** Resolves with its id when the job is durable, and waits. Throws as Jobs.submit() does. */
  async take({ key = null, ...wanted }: JobSubmission, house: boolean): Promise<string> {
    const { random, archive, journal, references, runs } = this.options;
    const waiting = archive.in('waiting', 'paused').length + this.coming.size;
    if (waiting >= MOST_WAITING)
      throw new WampError(ERRORS.jobsFull, `${MOST_WAITING} jobs wait: cancel one, or try again later`);
    const createdAt = this.moment();
    const id = `j${createdAt.toString(36)}${random().toString(36).padStart(7, '0')}`;
    this.coming.add(wanted);
    try {
      const entry = await newJob(wanted, this.options, { id, createdAt, house, key, references });
      // Durable first: a job that was refused must not begin later.
      if (entry.best) await journal.saveBest(entry.best);
      await journal.saveJob(entry.record);
      archive.hold(entry);
      runs?.tell(entry.record.run);
    } finally {
      this.coming.delete(wanted);
    }
    return id;
  }

  /** No two are the same: the order in which jobs came is theirs also after a restart. */
  private moment(): number {
    const { archive, clock } = this.options;
    this.lastMoment ||= archive.all()[0]?.record.createdAt ?? 0;
    this.lastMoment = Math.max(clock.wall(), this.lastMoment + 1);
    return this.lastMoment;
  }
}
