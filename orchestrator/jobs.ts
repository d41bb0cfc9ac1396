/**
 * The jobs of this orchestrator: at most one runs, the others wait in the order they came. Owns what is durable about them:
 * a best is on disk before anybody is told of it, a state before it is announced.
 */
import type { ProblemKind } from '../anneal/kind.ts';
import { ERRORS, WampError } from '../peer/errors.ts';
import type { Job, JobBest, JobSpec, JobStatus } from '../peer/procedures.ts';
import { type Archive, restingJob, sameProblem } from './archive.ts';
import type { Clock } from './clock.ts';
import { type JobRecord, NO_COUNTS, withoutState } from './job.ts';
import type { Journal } from './journal.ts';
import { loadProblem, soundBest } from './load-problem.ts';
import type { Random } from './random.ts';
import { RunningJob } from './running-job.ts';
import type { OrchestratorStore } from './store.ts';
import { Throttle } from './throttle.ts';

const BEST_EVERY = 250;
const CHECKPOINT_EVERY = 1_000;

export interface JobsOptions {
  readonly archive: Archive;
  readonly journal: Journal;
  readonly store: OrchestratorStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly kinds: ReadonlyMap<string, ProblemKind<unknown>>;
  readonly references: (problem: string) => JobSpec['reference'];
  readonly log: (line: string) => void;
  readonly announce: {
    best(best: JobBest): void;
    status(status: JobStatus): void;
    /** Another job runs, or none does. */
    current(job: string | null): void;
  };
}

export class Jobs {
  private active: RunningJob | null = null;
  /** The best of the running job that is on disk. */
  private published: JobBest | null = null;
  private readonly publishing: Throttle;
  private readonly checkpoints: Throttle;
  private readonly waiters = new Map<string, ((job: Job) => void)[]>();

  constructor(private readonly options: JobsOptions) {
    const { clock } = options;
    this.publishing = new Throttle(
      clock,
      () => BEST_EVERY,
      () => this.loggingFailure(this.publishBest()),
    );
    this.checkpoints = new Throttle(
      clock,
      () => CHECKPOINT_EVERY,
      () => this.loggingFailure(this.checkpoint()),
    );
  }

  get running(): RunningJob | null {
    return this.active;
  }

  /** The job people look at: the one that runs, else the one that ended last. */
  get current(): Job | null {
    const id = this.active?.id ?? this.options.archive.last()?.record.id;
    return id === undefined ? null : this.get(id);
  }

  /** Throws lehr.error.invalid_input where there is no such job. */
  get(id: string): Job {
    if (this.active?.id === id) return this.active.job('running', this.published, this.options.clock.now());
    const entry = this.options.archive.get(id);
    if (!entry) throw new WampError(ERRORS.invalidInput, `there is no job "${id}"`);
    return restingJob(entry);
  }

  /** Newest first; only the current job carries the bytes of its best. */
  list(): Job[] {
    const current = this.current?.id;
    return this.options.archive.all().map(({ record }) => {
      const job = this.get(record.id);
      return record.id === current ? job : withoutState(job);
    });
  }

  /** Resolves when the job is durable. Throws lehr.error.invalid_input when its blobs are missing or wrong. */
  async submit(spec: JobSpec): Promise<Job> {
    const { clock, random, archive, journal, references } = this.options;
    const { kind, problem } = loadProblem(spec, this.options);
    const record: JobRecord = {
      id: `j${clock.wall().toString(36)}${random().toString(36).padStart(7, '0')}`,
      spec: { ...spec, reference: spec.reference ?? references(spec.problem) },
      state: 'waiting',
      n: kind.size(problem),
      createdAt: clock.wall(),
      elapsed: 0,
      counts: NO_COUNTS,
    };
    // Durable first: a job that was refused must not begin later.
    await journal.saveJob(record);
    archive.hold(record, null);
    await this.startNext();
    return this.get(record.id);
  }

  /**
   * Goes on where the last process ended. With a wanted spec: an unfinished job on the same problem takes its title and
   * budget and goes on from its best, with a new clock where the time already used would end it at once; unfinished jobs on
   * other problems are cancelled; without any, it is submitted.
   */
  async resume(wanted: JobSpec | null): Promise<void> {
    const { archive } = this.options;
    const unfinished = archive
      .all()
      .filter(({ record }) => record.state === 'running' || record.state === 'waiting');
    if (!wanted) return this.startNext();
    const { record: latest, best: known } =
      unfinished.find(({ record }) => sameProblem(record.spec, wanted)) ?? {};
    for (const { record, best } of unfinished) {
      if (record !== latest) await archive.keep({ ...record, state: 'cancelled' }, best);
    }
    if (!latest) {
      await this.submit(wanted);
      return;
    }
    const reference = wanted.reference ?? this.options.references(wanted.problem);
    const { budget } = wanted;
    const elapsed = budget !== null && latest.elapsed >= budget * 1_000 ? 0 : latest.elapsed;
    await archive.keep({ ...latest, elapsed, spec: { ...wanted, reference } }, known ?? null);
    await this.startNext();
  }

  /** Ends a job that waits or runs; one that has ended stays as it is. */
  async cancel(id: string): Promise<Job> {
    const job = this.get(id);
    if (this.active?.id === id) await this.finish('cancelled');
    else if (job.state === 'waiting')
      await this.end({ ...this.options.archive.get(id)!.record, state: 'cancelled' }, null);
    return this.get(id);
  }

  /** Resolves with the job when it has ended. */
  ended(id: string): Promise<Job> {
    const job = this.get(id);
    if (job.state === 'done' || job.state === 'cancelled') return Promise.resolve(job);
    return new Promise((resolve) => this.waiters.set(id, [...(this.waiters.get(id) ?? []), resolve]));
  }

  /** Starts what was running when the last process ended, else what waits longest. */
  async startNext(): Promise<void> {
    const { archive, random, log } = this.options;
    while (!this.active) {
      const entry = archive.first('running') ?? archive.first('waiting');
      if (!entry) return;
      let best: JobBest | null;
      try {
        const { kind, problem } = loadProblem(entry.record.spec, this.options);
        best = soundBest(entry.best, { kind, problem, log });
        this.active = new RunningJob({ ...entry, best, kind, problem, seed: random() });
      } catch (error) {
        log(`job ${entry.record.id} cannot run: ${error instanceof Error ? error.message : error}`);
        await this.loggingFailure(archive.keep({ ...entry.record, state: 'cancelled' }, entry.best));
        continue;
      }
      this.published = best;
      const record = this.active.record('running', this.options.clock.now());
      await this.loggingFailure(archive.keep(record, best));
      this.options.announce.current(entry.record.id);
      this.announceStatus();
    }
  }

  /** The running job changed: its best when `improved`, else its counts. */
  touched(improved: boolean): void {
    if (improved) this.publishing.request();
    this.checkpoints.request();
  }

  announceStatus(): void {
    if (this.active)
      this.options.announce.status(this.active.status('running', this.published, this.options.clock.now()));
  }

  /** Ends the running job; its last best and its state are on disk before anybody hears of it. */
  async finish(state: 'done' | 'cancelled'): Promise<void> {
    const job = this.active;
    if (!job) return;
    const now = this.options.clock.now();
    job.work(now, false);
    this.active = null;
    const { best } = job;
    const record = job.record(state, now);
    this.options.archive.hold(record, best);
    if (best && best !== this.published) {
      await this.loggingFailure(this.options.journal.saveBest(best));
      this.options.announce.best(best);
    }
    await this.end(record, best);
    this.options.announce.status({ ...job.status(state, best, now), state });
    await this.startNext();
    if (!this.active) this.options.announce.current(record.id);
  }

  /** Resolves when all is durable; a running job stays `running`, to be continued. */
  async close(): Promise<void> {
    this.publishing.close();
    this.checkpoints.close();
    if (!this.active) return;
    this.active.work(this.options.clock.now(), false);
    await this.loggingFailure(this.publishBest());
    await this.loggingFailure(this.checkpoint());
  }

  private async end(record: JobRecord, best: JobBest | null): Promise<void> {
    const { archive } = this.options;
    await this.loggingFailure(archive.keep(record, best));
    await this.loggingFailure(archive.tidy());
    const job = this.get(record.id);
    for (const resolve of this.waiters.get(record.id) ?? []) resolve(job);
    this.waiters.delete(record.id);
  }

  /** A full disk stops nobody's work, and no round after it: the next write tries again. */
  private async loggingFailure(write: Promise<void>): Promise<void> {
    await write.catch((error) => this.options.log(`the state cannot be written: ${error}`));
  }

  private async publishBest(): Promise<void> {
    const job = this.active;
    const best = job?.best;
    if (!job || !best || best === this.published) return;
    await this.options.journal.saveBest(best);
    // It may have ended while the disk was busy; its end told of a best at least as good.
    if (this.active !== job) return;
    this.published = best;
    this.options.announce.best(best);
  }

  private async checkpoint(): Promise<void> {
    const job = this.active;
    if (!job) return;
    const record = job.record('running', this.options.clock.now());
    await this.options.archive.keep(record, this.published);
  }
}
