import { ERRORS, WampError } from '../peer/errors.ts';
import type { Job, JobBest, JobEnd, JobList, JobProof, JobSpec, JobSubmission } from '../peer/procedures.ts';
import type { RunPicture } from '../peer/run.ts';
import { ActiveJob } from './active-job.ts';
import { restingJob } from './archive.ts';
import { goOn } from './go-on.ts';
import {
  begun,
  endedRecord,
  hasEnded,
  inBrief,
  type JobEntry,
  type JobRecord,
  momentOf,
  withoutStory,
} from './job.ts';
import type { JobsOptions } from './jobs-options.ts';
import { givenStart, loadProblem, soundBest, UnfitJob } from './load-problem.ts';
import { newJob } from './new-job.ts';
import { happened, stored } from './run.ts';
import { RunningJob } from './running-job.ts';
import { Submissions } from './submissions.ts';
import { Turns } from './turns.ts';

/** Jobs that run at once; each keeps its problem and its tours in memory. */
const MOST_RUNNING = 8;

/** Jobs that wait or are paused. */
const MOST_WAITING = 100;

export class Jobs {
  private readonly active = new Map<string, ActiveJob>();
  private readonly waiters = new Map<string, ((job: Job) => void)[]>();
  private readonly turns = new Turns<Job>();
  /** Being judged, or accepted and not durable yet. */
  private readonly arriving = new Set<JobSpec>();
  /** To be worked on, and their problems not here yet. */
  private readonly starting = new Map<string, Promise<void>>();
  private readonly submissions = new Submissions((key) => {
    const kept = this.options.archive.byKey(key);
    return kept && this.get(kept.record.id);
  });
  private lastMoment = 0;

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

  /** Whether some job needs that blob. */
  names(blob: string): boolean {
    return this.options.archive.names(blob, this.arriving);
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

  private async take({ key = null, ...wanted }: JobSubmission, house: boolean): Promise<Job> {
    const { random, archive, journal, references, runs } = this.options;
    const waiting = archive.in('waiting', 'paused').length + this.arriving.size;
    if (waiting >= MOST_WAITING)
      throw new WampError(ERRORS.jobsFull, `${MOST_WAITING} jobs wait: cancel one, or try again later`);
    const createdAt = this.moment();
    const id = `j${createdAt.toString(36)}${random().toString(36).padStart(7, '0')}`;
    this.arriving.add(wanted);
    try {
      const entry = await newJob(wanted, this.options, { id, createdAt, house, key, references });
      // Durable first: a job that was refused must not begin later.
      if (entry.best) await journal.saveBest(entry.best);
      await journal.saveJob(entry.record);
      archive.hold(entry);
      runs?.tell(entry.record.run);
    } finally {
      this.arriving.delete(wanted);
    }
    await this.startNext();
    // Somebody else's call may have begun it.
    await this.starting.get(id);
    return this.get(id);
  }

  /** Goes on where the last process ended: see goOn(). Resolves with the wanted jobs, in their order. */
  async restore(wanted: readonly JobSpec[]): Promise<Job[]> {
    const { archive, references, clock, runs } = this.options;
    await this.loggingFailure(archive.sweep());
    const ids = await goOn(wanted, archive, { references, at: clock.wall() });
    // What the last process could not tell any more.
    for (const { record } of archive.all()) runs?.tell(record.run);
    await this.startNext();
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
      const active = this.active.get(id);
      const { record, best } = this.entry(id);
      if (hasEnded(record.state)) throw ended(id);
      if (active) await this.leave(active, 'paused', null);
      else if (record.state !== 'paused') await this.keep(this.changed(record, 'paused'), best);
      return this.get(id);
    });
  }

  /** A paused job waits for its turn again, by its age, and goes on from its best. Others stay as they are. */
  resume(id: string): Promise<Job> {
    return this.turns.take(id, async () => {
      const { record, best } = this.entry(id);
      if (hasEnded(record.state)) throw ended(id);
      if (record.state === 'paused') {
        await this.keep(this.changed(record, 'waiting'), best);
        await this.startNext();
      }
      return this.get(id);
    });
  }

  /** Ends a job; one that has ended stays as it is. */
  cancel(id: string): Promise<Job> {
    return this.turns.take(id, async () => {
      const { record, best } = this.entry(id);
      if (this.active.has(id)) await this.finish(id, 'cancelled');
      else if (!hasEnded(record.state)) {
        const { clock } = this.options;
        await this.keep(endedRecord(record, clock.wall(), { state: 'cancelled', ended: 'cancelled' }), best);
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
    const active = this.active.get(id);
    if (!active) return;
    await this.leave(active, why === 'cancelled' ? 'cancelled' : 'done', why);
    await this.tellEnd(id);
  }

  /** Events of its run up to that one are facts: they need not be kept. */
  async told(id: string, n: number): Promise<void> {
    const active = this.active.get(id);
    if (active) active.told(n);
    const entry = this.options.archive.get(id);
    if (!entry || active) return;
    const record = { ...entry.record, run: stored(entry.record.run, n) };
    await this.loggingFailure(this.options.archive.keep(record, entry.best));
  }

  /** The router will not have a picture of that run. */
  pictureRefused(id: string, picture: RunPicture): void {
    this.active.get(id)?.pictureRefused(picture);
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

  private async start(wanted: JobEntry): Promise<void> {
    const { archive, journal, random, clock, log, started, announce, store } = this.options;
    const { id, spec } = wanted.record;
    try {
      const { kind, problem } = await loadProblem(spec, this.options);
      const best =
        soundBest(wanted.best, { kind, problem, log }) ??
        (await givenStart(spec.start, { kind, problem, job: id, store }));
      const entry = archive.get(id);
      // Paused or cancelled meanwhile.
      if (entry?.record.state !== 'running' && entry?.record.state !== 'waiting') return;
      const job = new RunningJob({
        entry: { record: begun(entry.record, best, clock.wall()), best, proof: journal.proof(id) },
        kind,
        problem,
        seed: random(),
        inSteps: true,
      });
      const active = new ActiveJob(job, this.options);
      this.active.set(id, active);
      this.starting.delete(id);
      started(job);
      await active.begin();
    } catch (error) {
      await this.failed(wanted.record, error);
      return;
    }
    announce.current(this.currentId());
    this.active.get(id)?.announceStatus();
  }

  /** It cannot be run. Where somebody paused or cancelled it while that was found out, that is what holds. */
  private async failed({ id }: JobRecord, error: unknown): Promise<void> {
    const { archive, clock, log } = this.options;
    log(`job ${id} cannot run: ${error instanceof Error ? error.message : error}`);
    const entry = archive.get(id);
    if (entry?.record.state !== 'running' && entry?.record.state !== 'waiting') return;
    const failure = error instanceof UnfitJob ? error.failure : 'fault';
    const how = { state: 'cancelled', ended: 'failed', failure } as const;
    await this.keep(endedRecord(entry.record, clock.wall(), how), entry.best);
    await this.tellEnd(id);
  }

  /** Takes a running job from work; others take its place. */
  private async leave(active: ActiveJob, state: 'paused' | 'done' | 'cancelled', why: JobEnd | null) {
    this.active.delete(active.job.id);
    this.options.stopped(active.job.id);
    await active.leave(state, why);
    await this.startNext();
    this.options.announce.current(this.currentId());
  }

  /** The record of a job that rests, and is paused or waits from now on. */
  private changed(record: JobRecord, state: 'paused' | 'waiting'): JobRecord {
    const news = { is: state === 'paused' ? 'paused' : 'resumed' } as const;
    const moment = momentOf(record, this.options.clock.wall());
    return { ...record, state, run: happened(record.run, moment, news) };
  }

  private async keep(record: JobRecord, best: JobBest | null): Promise<void> {
    const { archive, announce, runs } = this.options;
    // What is not on disk is not told: it is, with what comes next.
    await this.loggingFailure(archive.keep(record, best).then(() => runs?.tell(record.run)));
    const { id, state, elapsed, stats } = this.get(record.id);
    announce.status({ job: id, state, elapsed, energy: best?.energy ?? null, stats });
    announce.current(this.currentId());
  }

  /** Tells those who wait for its end. */
  private async tellEnd(id: string): Promise<void> {
    const job = this.get(id);
    for (const resolve of this.waiters.get(id) ?? []) resolve(job);
    this.waiters.delete(id);
    await this.loggingFailure(this.options.archive.tidy(this.arriving));
  }

  /** No two are the same: the order in which jobs came is theirs also after a restart. */
  private moment(): number {
    const { archive, clock } = this.options;
    this.lastMoment ||= archive.all()[0]?.record.createdAt ?? 0;
    this.lastMoment = Math.max(clock.wall(), this.lastMoment + 1);
    return this.lastMoment;
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

function ended(id: string): WampError {
  return new WampError(ERRORS.invalidInput, `job "${id}" has ended: submit it anew`);
}
