/** The jobs that are worked on: which begin, in which order, and how one is taken from work. Each keeps its problem in memory. */
import type { Job, JobBest, JobEnd } from '../peer/procedures.ts';
import type { RunPicture } from '../peer/run.ts';
import { ActiveJob } from './active-job.ts';
import { begun, type JobEntry } from './job.ts';
import type { JobsOptions } from './jobs-options.ts';
import { givenStart, loadProblem, soundBest } from './load-problem.ts';
import { RunningJob } from './running-job.ts';

/** Jobs that run at once. */
const MOST_RUNNING = 8;

export interface AtWorkEvents {
  /** A job began. */
  began(): void;
  /** That one cannot be run, and is not worked on. Never rejects. */
  failed(id: string, error: unknown): Promise<void>;
}

export class AtWork {
  private readonly active = new Map<string, ActiveJob>();
  /** Of these, made when it is asked for: at each task. */
  private list: readonly RunningJob[] | null = null;
  /** To be worked on, and their problems not here yet. */
  private readonly starting = new Map<string, Promise<void>>();

  constructor(
    private readonly options: JobsOptions,
    private readonly events: AtWorkEvents,
  ) {}

  /** In the order they began. */
  get jobs(): readonly RunningJob[] {
    this.list ??= [...this.active.values()].map(({ job }) => job);
    return this.list;
  }

  /** The one with most weight, of these the newest. */
  get heaviest(): RunningJob | null {
    return [...this.jobs].sort((a, b) => b.weight - a.weight || b.createdAt - a.createdAt)[0] ?? null;
  }

  has(id: string): boolean {
    return this.active.has(id);
  }

  find(id: string): RunningJob | null {
    return this.active.get(id)?.job ?? null;
  }

  /** As people see it; null where it is not worked on. */
  shown(id: string): Job | null {
    return this.active.get(id)?.shown() ?? null;
  }

  /** Starts what was running when the last process ended, then what waits longest, while there is room. */
  async startNext(): Promise<void> {
    const { archive, mostRunning = MOST_RUNNING } = this.options;
    while (this.active.size + this.starting.size < mostRunning) {
      const entry = [...archive.in('running'), ...archive.in('waiting')].find(
        ({ record: { id } }) => !this.active.has(id) && !this.starting.has(id),
      );
      if (!entry) return;
      const { id } = entry.record;
      const start = this.start(entry).finally(() => this.starting.delete(id));
      this.starting.set(id, start);
      await start;
    }
  }

  /** Resolves when nobody's call is about to begin that job any more. */
  async decided(id: string): Promise<void> {
    await this.starting.get(id);
  }

  /** Takes a job from work, at once for all in this process. Resolves when that is durable; with false where it was not at work. */
  async leave(id: string, state: 'paused' | 'done' | 'cancelled', why: JobEnd | null): Promise<boolean> {
    const active = this.active.get(id);
    if (!active) return false;
    this.drop(id);
    await active.leave(state, why);
    return true;
  }

  /** It changed: its best when `improved`, else its counts. */
  touched(id: string, improved: boolean): void {
    this.active.get(id)?.touched(improved);
  }

  /** Events of its run up to that one are facts. */
  told(id: string, n: number): void {
    this.active.get(id)?.told(n);
  }

  /** The router will not have a picture of that run. */
  pictureRefused(id: string, picture: RunPicture): void {
    this.active.get(id)?.pictureRefused(picture);
  }

  announceStatus(): void {
    for (const active of this.active.values()) active.announceStatus();
  }

  /** Resolves when all is durable; jobs stay `running`, to be continued. */
  async close(): Promise<void> {
    await Promise.all([...this.active.values()].map((active) => active.rest()));
  }

  private async start({ record: { id }, best }: JobEntry): Promise<void> {
    try {
      const job = await this.load(id, best);
      if (!job) return;
      const active = new ActiveJob(job, this.options);
      this.active.set(id, active);
      this.list = null;
      this.starting.delete(id);
      this.options.started(job);
      // It was found at once that it cannot go on.
      if (this.active.get(id) !== active) return;
      await active.begin();
    } catch (error) {
      // What cannot be prepared must not stay among those that donors are kept at work on.
      this.drop(id);
      await this.events.failed(id, error);
      return;
    }
    this.events.began();
    this.active.get(id)?.announceStatus();
  }

  /** Null where it was paused or cancelled meanwhile. @param known its best as it was kept */
  private async load(id: string, known: JobBest | null): Promise<RunningJob | null> {
    const { archive, journal, random, clock, log, store } = this.options;
    const { spec } = archive.get(id)!.record;
    const { kind, problem } = await loadProblem(spec, this.options);
    const best =
      soundBest(known, { kind, problem, log }) ??
      (await givenStart(spec.start, { kind, problem, job: id, store }));
    const entry = archive.get(id);
    if (entry?.record.state !== 'running' && entry?.record.state !== 'waiting') return null;
    return new RunningJob({
      entry: { record: begun(entry.record, best, clock.wall()), best, proof: journal.proof(id) },
      kind,
      problem,
      seed: random(),
      inSteps: true,
    });
  }

  private drop(id: string): void {
    if (!this.active.delete(id)) return;
    this.list = null;
    this.options.stopped(id);
  }
}
