/** The jobs of an orchestrator: those that run, wait, are paused or have ended, and what may become of each. */
import { ERRORS, WampError } from '../peer/errors.ts';
import type { Job, JobBest, JobEnd, JobList, JobProof, JobSpec, JobSubmission } from '../peer/procedures.ts';
import type { RunPicture } from '../peer/run.ts';
import { restingJob } from './archive.ts';
import { AtWork } from './at-work.ts';
import { goOn } from './go-on.ts';
import { Intake } from './intake.ts';
import {
  endedRecord,
  hasEnded,
  inBrief,
  type JobEntry,
  type JobRecord,
  refuseEnded,
  restingRecord,
  withoutStory,
} from './job.ts';
import type { JobsOptions } from './jobs-options.ts';
import { UnfitJob } from './load-problem.ts';
import { stored } from './run.ts';
import type { RunningJob } from './running-job.ts';
import { type OrSaid, orSaid } from './store.ts';
import { Submissions } from './submissions.ts';
import { Turns } from './turns.ts';

export class Jobs {
  private readonly work: AtWork;
  private readonly waiters = new Map<string, ((job: Job) => void)[]>();
  private readonly turns = new Turns<Job>();
  private readonly intake: Intake;
  private readonly orSaid: OrSaid;
  private readonly submissions = new Submissions((key) => {
    const kept = this.options.archive.byKey(key);
    return kept && this.get(kept.record.id);
  });

  constructor(private readonly options: JobsOptions) {
    this.orSaid = orSaid(options.log);
    this.intake = new Intake(options);
    this.work = new AtWork(options, {
      began: () => options.announce.current(this.currentId()),
      failed: (id, error) => this.failed(id, error),
    });
  }

  /** In the order they began. */
  get running(): readonly RunningJob[] {
    return this.work.jobs;
  }

  find(id: string): RunningJob | null {
    return this.work.find(id);
  }

  /** The job people look at: see JobList. */
  get current(): Job | null {
    const id = this.currentId();
    return id === null ? null : this.get(id);
  }

  /** Throws lehr.error.invalid_input where there is no such job. */
  get(id: string): Job {
    return this.work.shown(id) ?? restingJob(this.entry(id));
  }

  /** The best of a job and how it came to be. */
  proof(id: string): JobProof {
    const { best } = this.entry(id);
    const job = this.work.find(id);
    return job ? { best: job.best, proof: job.proof() } : { best, proof: this.options.journal.proof(id) };
  }

  /** Whether some job needs that blob. */
  names(blob: string): boolean {
    return this.options.archive.names(blob, this.intake.arriving);
  }

  list(): JobList {
    const current = this.currentId();
    const jobs = this.options.archive.all().map(({ record: { id } }) => {
      const job = this.get(id);
      return id === current ? withoutStory(job) : inBrief(job);
    });
    return { jobs, current };
  }

  /**
   * Resolves when the job is durable. Throws lehr.error.invalid_input when its blobs are missing or wrong, and
   * lehr.error.jobs_full when too many wait. One with a key is taken once: see Submissions.
   * @param house given by whoever runs this program: see JobRecord
   */
  submit(submission: JobSubmission, house = false): Promise<Job> {
    return this.submissions.once(submission, () => this.take(submission, house));
  }

  private async take(submission: JobSubmission, house: boolean): Promise<Job> {
    const id = await this.intake.take(submission, house);
    await this.work.startNext();
    // Somebody else's call may have begun it.
    await this.work.decided(id);
    return this.get(id);
  }

  /** Goes on where the last process ended: see goOn(). Resolves with the wanted jobs, in their order. */
  async restore(wanted: readonly JobSpec[]): Promise<Job[]> {
    const { archive, references, clock, runs } = this.options;
    await this.orSaid(archive.sweep());
    const ids = await goOn(wanted, archive, { references, at: clock.wall() });
    // What the last process could not tell any more.
    for (const { record } of archive.all()) runs?.tell(record.run);
    await this.work.startNext();
    const jobs: Job[] = [];
    for (const [i, spec] of wanted.entries()) {
      const id = ids[i]!;
      jobs.push(id === null ? await this.submit(spec, true) : this.get(id));
    }
    return jobs;
  }

  /** Takes a job from work until it is resumed; its best stays. One that is paused already stays so. */
  pause(id: string): Promise<Job> {
    return this.turns.take(id, async () => {
      const { record, best } = this.entry(id);
      refuseEnded(record);
      if (await this.work.leave(id, 'paused', null)) await this.goOn();
      else if (record.state !== 'paused') await this.keep(restingRecord(record, this.wall, 'paused'), best);
      return this.get(id);
    });
  }

  /** A paused job waits for its turn again, by its age, and goes on from its best. Others stay as they are. */
  resume(id: string): Promise<Job> {
    return this.turns.take(id, async () => {
      const { record, best } = this.entry(id);
      refuseEnded(record);
      if (record.state === 'paused') {
        await this.keep(restingRecord(record, this.wall, 'waiting'), best);
        await this.work.startNext();
      }
      return this.get(id);
    });
  }

  /** Ends a job; one that has ended stays as it is. */
  cancel(id: string): Promise<Job> {
    return this.turns.take(id, async () => {
      const { record, best } = this.entry(id);
      if (this.work.has(id)) await this.finish(id, 'cancelled');
      else if (!hasEnded(record.state)) {
        await this.keep(endedRecord(record, this.wall, { state: 'cancelled', ended: 'cancelled' }), best);
        await this.tellEnd(id);
      }
      return this.get(id);
    });
  }

  /** Resolves with the job when it has ended. */
  ended(id: string): Promise<Job> {
    const job = this.get(id);
    if (hasEnded(job.state)) return Promise.resolve(job);
    return new Promise((resolve) => this.waiters.set(id, [...(this.waiters.get(id) ?? []), resolve]));
  }

  /** Ends a running job; its last best and its state are on disk before anybody hears of it. */
  async finish(id: string, why: JobEnd): Promise<void> {
    const state = why === 'cancelled' || why === 'failed' ? 'cancelled' : 'done';
    if (!(await this.work.leave(id, state, why))) return;
    // Before others are loaded, however long that takes.
    await this.tellEnd(id);
    await this.goOn();
  }

  /** Events of its run up to that one are facts: they need not be kept. */
  async told(id: string, n: number): Promise<void> {
    this.work.told(id, n);
    const entry = this.options.archive.get(id);
    if (!entry || this.work.has(id)) return;
    const record = { ...entry.record, run: stored(entry.record.run, n) };
    await this.orSaid(this.options.archive.keep(record, entry.best));
  }

  /** The router will not have a picture of that run. */
  pictureRefused(id: string, picture: RunPicture): void {
    this.work.pictureRefused(id, picture);
  }

  /** A running job changed: its best when `improved`, else its counts. */
  touched(id: string, improved: boolean): void {
    this.work.touched(id, improved);
  }

  announceStatus(): void {
    this.work.announceStatus();
  }

  /** Resolves when all is durable; running jobs stay `running`, to be continued. */
  async close(): Promise<void> {
    await this.work.close();
  }

  /** It cannot be run. Where somebody paused or cancelled it while that was found out, that is what holds. */
  private async failed(id: string, error: unknown): Promise<void> {
    const { archive, log } = this.options;
    log(`job ${id} cannot run: ${error instanceof Error ? error.message : error}`);
    const entry = archive.get(id);
    if (entry?.record.state !== 'running' && entry?.record.state !== 'waiting') return;
    const failure = error instanceof UnfitJob ? error.failure : 'fault';
    const how = { state: 'cancelled', ended: 'failed', failure } as const;
    await this.keep(endedRecord(entry.record, this.wall, how), entry.best);
    await this.tellEnd(id);
  }

  /** Others take the place of one that left. */
  private async goOn(): Promise<void> {
    await this.work.startNext();
    this.options.announce.current(this.currentId());
  }

  private async keep(record: JobRecord, best: JobBest | null): Promise<void> {
    const { archive, announce, runs } = this.options;
    // What is not on disk is not told: it is, with what comes next.
    await this.orSaid(archive.keep(record, best).then(() => runs?.tell(record.run)));
    const { id, state, elapsed, stats } = this.get(record.id);
    announce.status({ job: id, state, elapsed, energy: best?.energy ?? null, stats });
    announce.current(this.currentId());
  }

  /** Tells those who wait for its end. */
  private async tellEnd(id: string): Promise<void> {
    const job = this.get(id);
    for (const resolve of this.waiters.get(id) ?? []) resolve(job);
    this.waiters.delete(id);
    await this.orSaid(this.options.archive.tidy(this.intake.arriving));
  }

  private currentId(): string | null {
    return this.work.heaviest?.id ?? this.options.archive.last()?.record.id ?? null;
  }

  private get wall(): number {
    return this.options.clock.wall();
  }

  private entry(id: string): JobEntry {
    const entry = this.options.archive.get(id);
    if (!entry) throw new WampError(ERRORS.invalidInput, `there is no job "${id}"`);
    return entry;
  }
}
