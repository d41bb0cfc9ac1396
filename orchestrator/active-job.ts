/** A running job and what is durable and public of it: a best is on disk before anybody is told of it. */
import type { Job, JobBest, JobDelta, JobEnd, JobState, JobStatus } from '../peer/procedures.ts';
import type { Archive } from './archive.ts';
import type { Clock } from './clock.ts';
import { Deltas } from './deltas.ts';
import type { JobRecord } from './job.ts';
import type { Journal } from './journal.ts';
import type { RunningJob } from './running-job.ts';
import type { JobStory } from './story.ts';
import { Throttle } from './throttle.ts';

const BEST_EVERY = 250;
const CHECKPOINT_EVERY = 1_000;

export interface ActiveJobOptions {
  readonly archive: Archive;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  readonly announce: { best(best: JobBest, delta: JobDelta): void; status(status: JobStatus): void };
}

export class ActiveJob {
  /** The best that is on disk. */
  private published: JobBest | null;
  private savedStory: JobStory;
  /** The best whose proof is on disk. */
  private proven: JobBest | null;
  private left = false;
  private readonly deltas: Deltas;
  private readonly publishing: Throttle;
  private readonly checkpoints: Throttle;

  constructor(
    readonly job: RunningJob,
    private readonly options: ActiveJobOptions,
  ) {
    this.published = job.best;
    this.savedStory = job.story;
    this.proven = job.isProven ? job.best : null;
    this.deltas = new Deltas(job.best);
    const every = (interval: number, work: () => Promise<void>) =>
      new Throttle(
        options.clock,
        () => interval,
        () => this.loggingFailure(work()),
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

  announceStatus(): void {
    const { announce, clock } = this.options;
    announce.status(this.job.status('running', this.published, clock.now()));
  }

  /**
   * Takes it from work, at once for all in this process; resolves when its best, its story and its new state are on disk and
   * people were told of them.
   */
  async leave(state: JobState, ended: JobEnd | null): Promise<JobRecord> {
    const { job } = this;
    const { archive, announce, journal, clock } = this.options;
    const now = clock.now();
    this.close(now);
    const record = job.record(now, state, ended);
    const { best, story } = job;
    archive.hold({ record, best, story });
    if (best && best !== this.published) {
      await this.loggingFailure(journal.saveBest(best));
      announce.best(best, this.deltas.next(best));
    }
    await this.loggingFailure(journal.saveStory(job.id, story));
    await this.loggingFailure(this.saveProof());
    await this.loggingFailure(archive.keep(record, best, story));
    announce.status(job.status(state, best, now));
    return record;
  }

  /** Resolves when all is durable; it stays `running`, to be continued by the next process. */
  async rest(): Promise<void> {
    const { clock } = this.options;
    this.publishing.close();
    this.checkpoints.close();
    this.job.work(clock.now(), 0);
    await this.loggingFailure(this.publishBest());
    await this.loggingFailure(this.checkpoint());
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
    await this.options.journal.saveBest(best);
    // It may have left while the disk was busy; it told then of a best at least as good.
    if (this.left) return;
    this.published = best;
    this.options.announce.best(best, this.deltas.next(best));
  }

  private async checkpoint(): Promise<void> {
    const { archive, journal, clock } = this.options;
    const { story } = this.job;
    const record = this.job.record(clock.now());
    if (story !== this.savedStory) {
      await journal.saveStory(this.job.id, story);
      this.savedStory = story;
    }
    // Of a large problem it may be too large for a store that is elsewhere: the job is kept all the same.
    await this.loggingFailure(this.saveProof());
    if (!this.left) await archive.keep(record, this.published, story);
  }

  private async saveProof(): Promise<void> {
    const { best } = this.job;
    const proof = best === this.proven ? null : this.job.proof();
    if (!proof) return;
    await this.options.journal.saveProof(this.job.id, proof);
    this.proven = best;
  }

  /** A full disk stops nobody's work: the next write tries again. */
  private async loggingFailure(write: Promise<void>): Promise<void> {
    await write.catch((error) => this.options.log(`the state cannot be written: ${error}`));
  }
}
