/**
 * The jobs of this orchestrator: so many run at once, the others wait in the order they came or are paused. A state is
 * durable before it is announced; what is in memory is true at once.
 */
import type { ProblemKind } from '../anneal/kind.ts';
import { ERRORS, WampError } from '../peer/errors.ts';
import type { Job, JobBest, JobEnd, JobList, JobProof, JobSpec, JobStatus } from '../peer/procedures.ts';
import { ActiveJob } from './active-job.ts';
import { type Archive, restingJob, sameProblem } from './archive.ts';
import type { Clock } from './clock.ts';
import {
  completed,
  hasEnded,
  inBrief,
  type JobEntry,
  type JobRecord,
  NO_COUNTS,
  withoutStory,
} from './job.ts';
import type { Journal } from './journal.ts';
import { givenStart, loadProblem, soundBest, targetEnergy } from './load-problem.ts';
import type { Random } from './random.ts';
import { RunningJob } from './running-job.ts';
import type { OrchestratorStore } from './store.ts';
import { NO_STORY, told } from './story.ts';

/** Jobs that run at once; each keeps its problem and its tours in memory. */
const MOST_RUNNING = 8;

/** Jobs that wait or are paused. */
const MOST_WAITING = 100;

export interface JobsOptions {
  readonly archive: Archive;
  readonly journal: Journal;
  readonly store: OrchestratorStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly kinds: ReadonlyMap<string, ProblemKind<unknown>>;
  readonly references: (problem: string) => JobSpec['reference'];
  /** Default 8. */
  readonly mostRunning?: number;
  readonly log: (line: string) => void;
  /** It is to be worked on from now on, or no more. */
  readonly started: (job: RunningJob) => void;
  readonly stopped: (id: string) => void;
  readonly announce: {
    best(best: JobBest): void;
    status(status: JobStatus): void;
    /** A job began, paused or ended; this is the one to look at. */
    current(job: string | null): void;
  };
}

export class Jobs {
  private readonly active = new Map<string, ActiveJob>();
  private readonly waiters = new Map<string, ((job: Job) => void)[]>();

  constructor(private readonly options: JobsOptions) {}

  /** In the order they began. */
  get running(): RunningJob[] {
    return [...this.active.values()].map(({ job }) => job);
  }

  find(id: string): RunningJob | null {
    return this.active.get(id)?.job ?? null;
  }

  /** The job people look at: see JobList. */
  get current(): Job | null {
    const id = this.currentId();
    return id === null ? null : this.get(id);
  }

  /** Throws lehr.error.invalid_input where there is no such job. */
  get(id: string): Job {
    return this.active.get(id)?.shown() ?? restingJob(this.entry(id));
  }

  /** The best of a job and how it came to be. */
  proof(id: string): JobProof {
    const { best } = this.entry(id);
    const job = this.active.get(id)?.job;
    return job ? { best: job.best, proof: job.proof() } : { best, proof: this.options.journal.proof(id) };
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
   * lehr.error.jobs_full when too many wait.
   * @param house given by whoever runs this program: see JobRecord
   */
  async submit(wanted: JobSpec, house = false): Promise<Job> {
    const { clock, random, archive, journal, references, store } = this.options;
    if (archive.in('waiting', 'paused').length >= MOST_WAITING)
      throw new WampError(ERRORS.jobsFull, `${MOST_WAITING} jobs wait: cancel one, or try again later`);
    const { kind, problem } = loadProblem(wanted, this.options);
    const reference = wanted.reference ?? references(wanted.problem);
    const asked = completed(wanted);
    const spec = { ...asked, reference, target: targetEnergy(asked.target, reference) };
    // No two in the same millisecond: the order in which they came is theirs also after a restart.
    const createdAt = Math.max(clock.wall(), (archive.all()[0]?.record.createdAt ?? 0) + 1);
    const id = `j${createdAt.toString(36)}${random().toString(36).padStart(7, '0')}`;
    const best = givenStart(spec.start, { kind, problem, store, job: id });
    const record: JobRecord = {
      id,
      spec,
      state: 'waiting',
      ended: null,
      n: kind.size(problem),
      createdAt,
      elapsed: 0,
      counts: NO_COUNTS,
      house,
    };
    const story = best ? told(NO_STORY, best, false) : NO_STORY;
    // Durable first: a job that was refused must not begin later.
    if (best) {
      await journal.saveBest(best);
      await journal.saveStory(id, story);
    }
    await journal.saveJob(record);
    archive.hold({ record, best, story });
    await this.startNext();
    return this.get(id);
  }

  /**
   * Goes on where the last process ended. Of the house's unfinished jobs, one on the same problem as a wanted one takes its
   * title, budget and weight and goes on from its best, with a new clock where the time already used would end it at once; the
   * others are cancelled, and what is missing is submitted. Submitted jobs go on as they are, and without anything wanted, all.
   * Resolves with the wanted jobs, in their order.
   */
  async restore(wanted: readonly JobSpec[]): Promise<Job[]> {
    const { archive } = this.options;
    const left = wanted.length === 0 ? [] : unfinished(archive).filter(({ record }) => record.house);
    const ids: (string | null)[] = [];
    for (const spec of wanted) {
      const known = left.findLast(({ record }) => sameProblem(record.spec, spec));
      ids.push(known ? await this.renew(known, spec) : null);
      if (known) left.splice(left.indexOf(known), 1);
    }
    for (const { record, best, story } of left)
      await archive.keep({ ...record, state: 'cancelled', ended: 'cancelled' }, best, story);
    await this.startNext();
    const jobs: Job[] = [];
    for (const [i, spec] of wanted.entries()) {
      const id = ids[i]!;
      jobs.push(id === null ? await this.submit(spec, true) : this.get(id));
    }
    return jobs;
  }

  /** Takes a job from work until it is resumed; its best stays. One that is paused already stays so. */
  async pause(id: string): Promise<Job> {
    const active = this.active.get(id);
    const { record, best, story } = this.entry(id);
    if (hasEnded(record.state)) throw ended(id);
    if (active) await this.leave(active, 'paused', null);
    else if (record.state !== 'paused')
      await this.keep({ record: { ...record, state: 'paused' }, best, story });
    return this.get(id);
  }

  /** A paused job waits for its turn again, by its age, and goes on from its best. Others stay as they are. */
  async resume(id: string): Promise<Job> {
    const { record, best, story } = this.entry(id);
    if (hasEnded(record.state)) throw ended(id);
    if (record.state === 'paused') {
      await this.keep({ record: { ...record, state: 'waiting' }, best, story });
      await this.startNext();
    }
    return this.get(id);
  }

  /** Ends a job; one that has ended stays as it is. */
  async cancel(id: string): Promise<Job> {
    const { record, best, story } = this.entry(id);
    if (this.active.has(id)) await this.finish(id, 'cancelled');
    else if (!hasEnded(record.state)) {
      await this.keep({ record: { ...record, state: 'cancelled', ended: 'cancelled' }, best, story });
      await this.tellEnd(id);
    }
    return this.get(id);
  }

  /** Resolves with the job when it has ended. */
  ended(id: string): Promise<Job> {
    const job = this.get(id);
    if (hasEnded(job.state)) return Promise.resolve(job);
    return new Promise((resolve) => this.waiters.set(id, [...(this.waiters.get(id) ?? []), resolve]));
  }

  /** Ends a running job; its last best and its state are on disk before anybody hears of it. */
  async finish(id: string, why: JobEnd): Promise<void> {
    const active = this.active.get(id);
    if (!active) return;
    await this.leave(active, why === 'cancelled' ? 'cancelled' : 'done', why);
    await this.tellEnd(id);
  }

  /** A running job changed: its best when `improved`, else its counts. */
  touched(id: string, improved: boolean): void {
    this.active.get(id)?.touched(improved);
  }

  announceStatus(): void {
    for (const active of this.active.values()) active.announceStatus();
  }

  /** Resolves when all is durable; running jobs stay `running`, to be continued. */
  async close(): Promise<void> {
    await Promise.all([...this.active.values()].map((active) => active.rest()));
  }

  /** Starts what was running when the last process ended, then what waits longest, while there is room. */
  private async startNext(): Promise<void> {
    const { archive, mostRunning = MOST_RUNNING } = this.options;
    while (this.active.size < mostRunning) {
      const entry = [...archive.in('running'), ...archive.in('waiting')].find(
        ({ record }) => !this.active.has(record.id),
      );
      if (!entry) return;
      await this.start(entry);
    }
  }

  private async start(entry: JobEntry): Promise<void> {
    const { archive, journal, random, log, started, announce } = this.options;
    const { id, spec } = entry.record;
    try {
      const { kind, problem } = loadProblem(spec, this.options);
      const best =
        soundBest(entry.best, { kind, problem, log }) ??
        givenStart(spec.start, { kind, problem, job: id, store: this.options.store });
      const job = new RunningJob({
        entry: { ...entry, best, proof: journal.proof(id) },
        kind,
        problem,
        seed: random(),
      });
      this.active.set(id, new ActiveJob(job, this.options));
      started(job);
      await this.loggingFailure(archive.keep(job.record(this.options.clock.now()), best, job.story));
    } catch (error) {
      log(`job ${id} cannot run: ${error instanceof Error ? error.message : error}`);
      const record = { ...entry.record, state: 'cancelled', ended: 'failed' } as const;
      await this.keep({ ...entry, record });
      await this.tellEnd(id);
      return;
    }
    announce.current(this.currentId());
    this.active.get(id)?.announceStatus();
  }

  /** A running job goes on under a new spec; returns its id. */
  private async renew({ record, best, story }: JobEntry, spec: JobSpec): Promise<string> {
    const reference = spec.reference ?? this.options.references(spec.problem);
    const asked = completed(spec);
    const { budget } = asked;
    const elapsed = budget !== null && record.elapsed >= budget * 1_000 ? 0 : record.elapsed;
    const target = targetEnergy(asked.target, reference);
    await this.options.archive.keep(
      { ...record, elapsed, spec: { ...asked, reference, target } },
      best,
      story,
    );
    return record.id;
  }

  /** Takes a running job from work; others take its place. */
  private async leave(active: ActiveJob, state: 'paused' | 'done' | 'cancelled', why: JobEnd | null) {
    this.active.delete(active.job.id);
    this.options.stopped(active.job.id);
    await active.leave(state, why);
    await this.startNext();
    this.options.announce.current(this.currentId());
  }

  private async keep({ record, best, story }: JobEntry): Promise<void> {
    const { archive, announce } = this.options;
    await this.loggingFailure(archive.keep(record, best, story));
    const { id, state, elapsed, stats } = this.get(record.id);
    announce.status({ job: id, state, elapsed, energy: best?.energy ?? null, stats });
    announce.current(this.currentId());
  }

  /** Tells those who wait for its end. */
  private async tellEnd(id: string): Promise<void> {
    const job = this.get(id);
    for (const resolve of this.waiters.get(id) ?? []) resolve(job);
    this.waiters.delete(id);
    await this.loggingFailure(this.options.archive.tidy());
  }

  private currentId(): string | null {
    const heaviest = this.running.sort((a, b) => b.weight - a.weight || b.createdAt - a.createdAt)[0];
    return heaviest?.id ?? this.options.archive.last()?.record.id ?? null;
  }

  private entry(id: string): JobEntry {
    const entry = this.options.archive.get(id);
    if (!entry) throw new WampError(ERRORS.invalidInput, `there is no job "${id}"`);
    return entry;
  }

  /** A full disk stops nobody's work, and no round after it: the next write tries again. */
  private async loggingFailure(write: Promise<void>): Promise<void> {
    await write.catch((error) => this.options.log(`the state cannot be written: ${error}`));
  }
}

function unfinished(archive: Archive): JobEntry[] {
  return archive.in('running', 'waiting', 'paused');
}

function ended(id: string): WampError {
  return new WampError(ERRORS.invalidInput, `job "${id}" has ended: submit it anew`);
}
