/** A running job and what is durable and public of it: a best is on disk before anybody is told of it. */
import type { Job, JobBest, JobDelta, JobEnd, JobState, JobStatus } from '../peer/procedures.ts';
import type { RunPicture } from '../peer/run.ts';
import type { Archive } from './archive.ts';
import type { Clock } from './clock.ts';
import { Deltas } from './deltas.ts';
import { failureAtWork, type JobRecord } from './job.ts';
import type { Journal } from './journal.ts';
import { bestsTold, happened, isDue, type Moment, stored } from './run.ts';
import type { RunOutbox } from './run-outbox.ts';
import { RunPictures } from './run-pictures.ts';
import type { RunningJob } from './running-job.ts';
import { type OrSaid, orSaid } from './store.ts';
import { Throttle } from './throttle.ts';

const BEST_EVERY = 250;
const CHECKPOINT_EVERY = 1_000;
/** Bytes of proofs that are written a millisecond, at most: of a million cities one is many megabytes. */
const PROOF_BYTES = 1_000;

export interface ActiveJobOptions {
  readonly archive: Archive;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  /** Tells its run; null where nobody keeps facts. */
  readonly runs: Pick<RunOutbox, 'tell'> | null;
  readonly announce: { best(best: JobBest, delta: JobDelta): void; status(status: JobStatus): void };
}

export class ActiveJob {
  /** The best that is on disk. */
  private published: JobBest | null;
  /** The best whose proof is on disk. */
  private proven: JobBest | null;
  /** On the clock, when it may be written again. */
  private proofDue = Number.NEGATIVE_INFINITY;
  private left = false;
  private readonly deltas: Deltas;
  private readonly pictures: RunPictures;
  /** Of events that are not told yet, by their number. */
  private untold = new Map<number, RunPicture>();
  private readonly orSaid: OrSaid;
  private readonly publishing: Throttle;
  private readonly checkpoints: Throttle;

  constructor(
    readonly job: RunningJob,
    private readonly options: ActiveJobOptions,
  ) {
    this.orSaid = orSaid(options.log);
    this.published = job.best;
    this.pictures = new RunPictures(job.record(options.clock.now()).spec.budget);
    this.proven = job.isProven ? job.best : null;
    this.deltas = new Deltas(job.best);
    const every = (interval: number, work: () => Promise<void>) =>
      new Throttle(
        options.clock,
        () => interval,
        () => this.orSaid(work()),
      );
    this.publishing = every(BEST_EVERY, () => this.publishBest());
    this.checkpoints = every(CHECKPOINT_EVERY, () => this.checkpoint());
  }

  /** As people see it. */
  shown(): Job {
    return this.job.job(this.published, this.options.clock.now());
  }

  /** It changed: its best when `improved`, else its counts. */
  touched(improved: boolean): void {
    if (improved) this.publishing.request();
    this.checkpoints.request();
  }

  /** Resolves when it is on disk that it runs. */
  async begin(): Promise<void> {
    await this.orSaid(this.keep(this.job.record(this.options.clock.now()), this.published));
  }

  /** Events of its run up to that one are facts: they need not be kept. */
  told(n: number): void {
    this.job.run = stored(this.job.run, n);
  }

  /** The router will not have a picture of its run: see RunPictures. */
  pictureRefused(picture: RunPicture): void {
    this.pictures.refused(picture);
  }

  announceStatus(): void {
    const { announce, clock } = this.options;
    announce.status(this.job.status('running', this.published, clock.now()));
  }

  /**
   * Takes it from work, at once for all in this process; resolves when its best and its new state are on disk and people were
   * told of them.
   */
  async leave(state: JobState, ended: JobEnd | null): Promise<JobRecord> {
    const { job } = this;
    const { archive, announce, journal, clock } = this.options;
    const now = clock.now();
    this.close(now);
    this.flush(now);
    job.run = happened(
      job.run,
      this.moment(now),
      ended ? { is: 'ended', why: ended, failure: failureAtWork(ended) } : { is: 'paused' },
    );
    const record = job.record(now, state, ended);
    const { best } = job;
    archive.hold({ record, best });
    if (best && best !== this.published) {
      await this.orSaid(journal.saveBest(best));
      announce.best(best, this.deltas.next(best));
    }
    await this.orSaid(this.saveProof());
    // Of events that became facts meanwhile the archive knows.
    await this.orSaid(this.keep(archive.get(job.id)?.record ?? record, best));
    announce.status(job.status(state, best, now));
    return record;
  }

  /** Resolves when all is durable; it stays `running`, to be continued by the next process. */
  async rest(): Promise<void> {
    const { clock } = this.options;
    this.publishing.close();
    this.checkpoints.close();
    this.job.work(clock.now(), 0);
    await this.orSaid(this.publishBest());
    await this.orSaid(this.saveProof());
    await this.orSaid(this.checkpoint());
  }

  private close(now: number): void {
    this.left = true;
    this.publishing.close();
    this.checkpoints.close();
    this.job.work(now, 0);
  }

  private async publishBest(): Promise<void> {
    const { best } = this.job;
    if (!best || best === this.published) return;
    await this.saveBest(best);
    // It may have left while the disk was busy; it told then of a best at least as good.
    if (this.left) return;
    this.published = best;
    this.options.announce.best(best, this.deltas.next(best));
  }

  private async checkpoint(): Promise<void> {
    const { clock } = this.options;
    if (clock.now() >= this.proofDue) await this.orSaid(this.saveProof());
    if (this.left) return;
    const now = clock.now();
    if (isDue(this.job.run, this.moment(now).elapsed)) {
      const { best } = this.job;
      await this.saveBest(best);
      if (this.left) return;
      // What is told of is on disk. A better one that came meanwhile is told with the next.
      if (best === this.job.best) this.flush(now);
    }
    await this.keep(this.job.record(now), this.published);
  }

  /** Bests that were not told yet are, with a picture. */
  private flush(now: number): void {
    const { job, pictures } = this;
    const { best, run } = job;
    if (!run.open || !best) return;
    const moment = this.moment(now);
    const told = bestsTold(run, moment);
    const picture = this.options.runs && pictures.next(best, moment.elapsed, told.pictured);
    if (picture) this.untold.set(told.count, picture);
    job.run = { ...told, pictured: told.pictured + (picture?.bytes.length ?? 0) };
  }

  /** Keeps the record, and tells then what is new in its run. */
  private async keep(record: JobRecord, best: JobBest | null): Promise<void> {
    const { archive, runs } = this.options;
    await archive.keep(record, best);
    runs?.tell(record.run, this.untold);
    for (const { n } of record.run.waiting) this.untold.delete(n);
  }

  private moment(now: number): Moment {
    const { job, options } = this;
    return { job: job.id, at: options.clock.wall(), elapsed: job.record(now).elapsed / 1_000 };
  }

  private async saveBest(best: JobBest | null): Promise<void> {
    if (best && best !== this.published) await this.options.journal.saveBest(best);
  }

  private async saveProof(): Promise<void> {
    const { best } = this.job;
    const proof = best === this.proven ? null : this.job.proof();
    if (!proof) return;
    const bytes = await this.options.journal.saveProof(this.job.id, proof);
    this.proven = best;
    this.proofDue = this.options.clock.now() + bytes / PROOF_BYTES;
  }
}
