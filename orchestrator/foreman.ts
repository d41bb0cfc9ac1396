/**
 * Keeps the donors at work: as many tasks out as they have room for, shared between the jobs by weight, every answer judged
 * and booked, the budgets' clocks moved, a job ended when its time is up or its target reached.
 */
import type { Peer } from '../peer/client.ts';
import type { AnnealAnswer, AnnealTask, JobEnd } from '../peer/procedures.ts';
import { Auditor, type ReplayCall } from './audit.ts';
import { callTimeout } from './call-timeout.ts';
import type { Booking, Judge, Party } from './claim.ts';
import type { Clock } from './clock.ts';
import { type Assignment, type CallEnd, Dispatcher } from './dispatch.ts';
import type { Donors } from './donors.ts';
import { FairShares } from './fair-shares.ts';
import { JobEnds } from './job-ends.ts';
import type { Jobs } from './jobs.ts';
import type { Ledger } from './ledger.ts';
import { type Ending, Prefetch } from './prefetch.ts';
import { Preparations } from './preparations.ts';
import type { Random } from './random.ts';
import type { Reception } from './reception.ts';
import type { RunningJob } from './running-job.ts';
import { lanesFor } from './slots.ts';
import type { MaybeLater } from './store.ts';
import { LONGEST, type Outcome, type Task } from './task.ts';
import type { TaskNews } from './task-news.ts';

/** The budget's clock and the public status are looked at so often while the orchestrator lives. Milliseconds. */
const TICK = 250;
const STATUS_EVERY = 1_000;

export interface ForemanOptions {
  readonly peer: Peer;
  readonly clock: Clock;
  readonly jobs: Jobs;
  readonly donors: Donors;
  readonly ledger: Ledger;
  readonly reception: Reception;
  readonly news: TaskNews;
  readonly random: Random;
  readonly judge: Judge;
  readonly problem: (sha256: string) => MaybeLater<Uint8Array | undefined>;
  readonly log: (line: string) => void;
}

/** Replays that donors are asked for at the same time: they take kernels from the jobs. */
const replaysAtOnce = (capacity: number) => Math.max(1, Math.floor(capacity / 4));

interface GivenOut {
  readonly job: RunningJob;
  readonly task: Task;
  readonly input: AnnealTask;
  /** On the clock. */
  readonly since: number;
}

export class Foreman {
  readonly auditor: Auditor<RunningJob>;
  private readonly dispatcher: Dispatcher;
  private cancelTick = () => {};
  private statusAt = 0;
  private tickedAt = 0;
  private readonly shares = new FairShares(LONGEST);
  private readonly prefetch: Prefetch<GivenOut, Party>;
  /** Tasks of all jobs that are out; replays are not counted: each waits its turn at its donor, beside the tasks. */
  private out = 0;
  private closed = false;
  private readonly ends = new JobEnds();
  /** Jobs that a kernel has worked on: what donors take to get ready is nobody's budget. */
  private readonly begun = new Set<string>();
  private readonly preparations: Preparations;

  constructor(private readonly options: ForemanOptions) {
    this.dispatcher = new Dispatcher(options.peer, options.clock, {
      next: () => this.next(),
      nextDue: () => this.nextDue(),
    });
    const { random, judge, problem, donors, ledger, clock, log, jobs } = options;
    this.preparations = new Preparations({
      clock,
      isOn: (job) => !this.closed && jobs.find(job.id) === job,
      isReady: () => this.pump(),
      failed: ({ id }, error) => {
        log(`job ${id} cannot go on: ${error instanceof Error ? error.message : error}`);
        this.finish(id, 'failed');
      },
    });
    this.prefetch = new Prefetch({
      find: (session) => donors.find(session),
      kernelsOf: ({ session }) => donors.coresOf(session),
    });
    this.auditor = new Auditor({
      random,
      judge,
      problem,
      log,
      parties: () => donors.parties(),
      trust: { get: (donor) => ledger.trust(donor), set: (donor, trust) => ledger.setTrust(donor, trust) },
      now: () => clock.now(),
      verdicts: {
        counts: (booking) => this.count(booking),
        replayed: (booking) => booking.job.replayed(booking),
        worked: (replayer, moves) => ledger.add(replayer, moves, false),
        lied: (liar, fallen, reason) => this.lied(liar, fallen, reason),
      },
    });
  }

  /** Begins to tick. */
  start(): void {
    this.keepTicking();
  }

  /** There may be more to give out. */
  pump(): void {
    this.dispatcher.pump();
  }

  /** Somebody came or went. */
  wake(): void {
    this.dispatcher.wake();
  }

  /** A job is to be worked on from now on. */
  started(job: RunningJob): void {
    this.shares.add(job.id, job.weight);
    this.preparations.begin(job);
  }

  /** A job is worked on no more: its tasks are called back, and the others have its donors. */
  stopped(job: string): void {
    this.shares.remove(job);
    this.begun.delete(job);
    this.ends.stopped(job);
    this.dispatcher.recall(job);
  }

  close(): void {
    this.closed = true;
    this.cancelTick();
    this.auditor.close();
    this.dispatcher.close();
  }

  /** Tasks that may be out. */
  private get limit(): number {
    return this.prefetch.limit(this.options.donors.capacity);
  }

  /** Lanes of one job: its share of all, and never so few that a part of one is lost. */
  private lanesOf(job: RunningJob): number {
    return Math.ceil(lanesFor(this.options.donors.capacity) * this.shares.share(job.id));
  }

  /** The next task of the job whose turn it is; where none has work within its share, of one that can use more. */
  private next(): Assignment | null {
    const replay = this.auditor.next(replaysAtOnce(this.options.donors.capacity));
    if (replay) return this.assignReplay(replay);
    this.prefetch.look(this.options.clock.now());
    const { limit } = this;
    if (this.out >= limit) return null;
    const order = this.shares.order();
    const within = (job: RunningJob) => Math.ceil(limit * this.shares.share(job.id));
    return this.ask(order, within) ?? this.ask(order, () => limit);
  }

  /** Of no job's donors: a job that is stopped does not call it back. */
  private assignReplay({ job, ...replay }: ReplayCall<RunningJob>): Assignment {
    const sent = job.parcels.send(replay.input, this.options.donors.areQuick);
    return { ...replay, job: '', input: sent, end: (end) => replay.end(job.parcels.receive(sent, end)) };
  }

  private ask(order: readonly string[], target: (job: RunningJob) => number): Assignment | null {
    const { jobs, clock } = this.options;
    for (const id of order) {
      const job = jobs.find(id);
      const task = job?.next(clock.now(), target(job), this.lanesOf(job));
      if (job && task) return this.assign(job, task);
      this.shares.passed(id);
    }
    return null;
  }

  private assign(job: RunningJob, task: Task): Assignment {
    const { clock } = this.options;
    const since = clock.now();
    const call: GivenOut = { job, task, input: job.wire(task), since };
    const sent = job.parcels.send(call.input, this.options.donors.areQuick);
    const { session, asks } = this.prefetch.sent(call, task, since);
    this.out++;
    this.shares.charge(job.id, task.millis);
    return {
      job: job.id,
      input: sent,
      timeout: callTimeout(task.millis, job.size),
      ...(session === null ? {} : { eligible: [session] }),
      ...(asks ? { ending: (callee) => this.ending(call, callee) } : {}),
      end: (end) => {
        this.out--;
        const used = end.is === 'returned' ? 0 : Math.min(task.millis, clock.now() - since);
        this.shares.charge(job.id, used - task.millis);
        this.settle(call, job.parcels.receive(sent, end));
      },
    };
  }

  /** A donor is about to be free: its next task is sent to it now. */
  private ending(call: GivenOut, callee: number | null): void {
    this.prefetch.ending(call, callee);
    this.pump();
  }

  private nextDue(): number | null {
    const { jobs, clock, donors } = this.options;
    if (donors.capacity === 0) return null;
    const now = clock.now();
    let due = this.prefetch.nextDue;
    for (const job of jobs.running) {
      const at = job.nextDue(now);
      if (at !== null && (due === null || at < due)) due = at;
    }
    return due;
  }

  private settle(call: GivenOut, end: CallEnd): void {
    const { job, task, input, since } = call;
    const { clock, jobs, donors, reception, news } = this.options;
    this.prefetch.ended(call, endOf(end, task, clock.now()));
    if (end.is !== 'returned') this.begin(job, task, since);
    const by = donors.find(end.is === 'answer' ? end.callee : null);
    const outcome = this.outcome(job, task, { end, by });
    const { step, improved, isNews } = job.settle(task, outcome, {
      by: by?.name ?? '',
      now: clock.now(),
      lanes: this.lanesOf(job),
    });
    // A first state may have to be looked at.
    this.preparations.begin(job);
    const session = end.is === 'returned' ? null : (end.callee ?? null);
    news.ended({ job: job.id, task, since, session, outcome: outcome.is });
    if (end.is === 'answer' && !by) reception.stranger(end.callee);
    if (by && outcome.is === 'rejected') {
      reception.rejected(by, outcome.reason);
      if (outcome.isLie) this.auditor.lie(by, outcome.reason);
    }
    if (by && outcome.is === 'verified' && step) {
      reception.verified(by.session, outcome.moves / task.millis);
      this.auditor.answered({ job, step, input, by, improved, moves: outcome.moves, answer: outcome });
    }
    jobs.touched(job.id, isNews);
    this.tick();
  }

  /** The first end that a donor gave the job, also a failure, so that every budget ends: it goes from when that kernel began. */
  private begin(job: RunningJob, task: Task, since: number): void {
    if (this.begun.has(job.id)) return;
    this.begun.add(job.id);
    const now = this.options.clock.now();
    job.work(Math.max(since, now - task.millis), this.shares.share(job.id));
  }

  /** Who has not said hello, or was caught in a lie, is not listened to. */
  private outcome(job: RunningJob, task: Task, { end, by }: { end: CallEnd; by: Party | null }): Outcome {
    if (end.is !== 'answer') return end;
    if (!by) return { is: 'lost', reason: 'nobody knows whose answer it is' };
    if (this.auditor.isBarred(by.donor)) return { is: 'lost', reason: 'its donor was caught in a lie' };
    return job.verify(task, end.output);
  }

  /** An answer counts: its donor is credited, and its job may have another best to tell of. */
  private count(booking: Booking<RunningJob>): void {
    const { ledger, reception, jobs, clock } = this.options;
    const { job, by, moves, improved } = booking;
    const isNews = job.count(booking, clock.now());
    ledger.add(by, moves, improved);
    reception.credited();
    jobs.touched(job.id, isNews);
  }

  /** Somebody lied: everything that rests on its word alone is taken back. */
  private lied(liar: Party, fallen: readonly Booking<RunningJob>[], reason: string): void {
    const { reception, jobs } = this.options;
    reception.expel(liar, reason);
    for (const job of new Set(fallen.map((booking) => booking.job)))
      jobs.touched(job.id, job.takeBack(fallen.filter((booking) => booking.job === job)));
  }

  /** There are donors, and calls find them. */
  private get isWorking(): boolean {
    return this.options.donors.capacity > 0 && this.dispatcher.isServed;
  }

  /** Moves the budgets' clocks and ends jobs that are over. */
  private tick(): void {
    const { clock, jobs } = this.options;
    const now = clock.now();
    const working = this.isWorking;
    for (const job of jobs.running) {
      job.work(now, working && this.begun.has(job.id) ? this.shares.share(job.id) : 0);
      const why = this.ends.due(job, now, () => this.auditor.openOf(job));
      if (why !== null) this.finish(job.id, why);
    }
  }

  private finish(job: string, why: JobEnd): void {
    const { jobs, log } = this.options;
    jobs.finish(job, why).catch((error) => log(`job ${job}: ${error}`));
  }

  private keepTicking(): void {
    const { clock, jobs, donors } = this.options;
    this.cancelTick = clock.after(TICK, () => this.keepTicking());
    const now = clock.now();
    // Here and not at each answer: it looks at every session.
    if (this.isWorking && this.dispatcher.inFlight > 0) donors.worked(Math.min(TICK, now - this.tickedAt));
    this.tickedAt = now;
    this.tick();
    if (now < this.statusAt) return;
    this.statusAt = now + STATUS_EVERY;
    jobs.announceStatus();
    this.pump();
  }
}

/** What an end says of the donor that had the task. */
function endOf(end: CallEnd, task: Task, now: number): Ending {
  const session = end.is === 'returned' ? null : (end.callee ?? null);
  const answer = end.is === 'answer' ? (end.output as AnnealAnswer | null) : null;
  return { now, session, lead: answer?.lead ?? null, isFull: answer !== null && answer.moves < task.moves };
}
