/**
 * Keeps the donors at work: as many tasks out as they have room for, shared between the jobs by weight, every answer judged
 * and booked, the budgets' clocks moved, a job ended when its time is up or its target reached.
 */
import type { Peer } from '../peer/client.ts';
import type { Clock } from './clock.ts';
import { type Assignment, type CallEnd, Dispatcher } from './dispatch.ts';
import type { Donors } from './donors.ts';
import { FairShares } from './fair-shares.ts';
import type { Jobs } from './jobs.ts';
import type { Ledger } from './ledger.ts';
import type { Reception } from './reception.ts';
import type { RunningJob } from './running-job.ts';
import { FULL, type Outcome, type Task } from './task.ts';

/** The budget's clock and the public status are looked at so often while the orchestrator lives. Milliseconds. */
const TICK = 250;
const STATUS_EVERY = 1_000;

/** How long answers that are on their way when the budget ends are waited for. */
const GRACE = 500;

/** Slack on top of a task's kernel time: fetching and preparing the problem, waiting behind another task, a slow network. */
const CALL_SLACK = 10_000;

/** Tasks that wait in the router while all kernels work, so that none waits for us: few, since a lane stands still in each. */
const queued = (capacity: number) => Math.min(16, Math.floor(capacity / 4));

export interface ForemanOptions {
  readonly peer: Peer;
  readonly clock: Clock;
  readonly jobs: Jobs;
  readonly donors: Donors;
  readonly ledger: Ledger;
  readonly reception: Reception;
  readonly log: (line: string) => void;
}

export class Foreman {
  private readonly dispatcher: Dispatcher;
  private cancelTick = () => {};
  private statusAt = 0;
  private tickedAt = 0;
  private readonly shares = new FairShares(FULL);
  /** When a running job's budget was found spent. */
  private readonly overSince = new Map<string, number>();

  constructor(private readonly options: ForemanOptions) {
    this.dispatcher = new Dispatcher(options.peer, options.clock, {
      next: () => this.next(),
      nextDue: () => this.nextDue(),
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
  }

  /** A job is worked on no more: its tasks are called back, and the others have its donors. */
  stopped(job: string): void {
    this.shares.remove(job);
    this.overSince.delete(job);
    this.dispatcher.recall(job);
  }

  close(): void {
    this.cancelTick();
    this.dispatcher.close();
  }

  /** Tasks to have out. */
  private get target(): number {
    const { capacity } = this.options.donors;
    return capacity + queued(capacity);
  }

  /** Tasks of one job to have out: its share of all, and never so few that a part of a task is lost. */
  private targetOf(job: RunningJob): number {
    return Math.ceil(this.target * this.shares.share(job.id));
  }

  /** The next task of the job whose turn it is; where none has work within its share, of one that can use more. */
  private next(): Assignment | null {
    if (this.dispatcher.inFlight >= this.target) return null;
    const order = this.shares.order();
    return this.ask(order, (job) => this.targetOf(job)) ?? this.ask(order, () => this.target);
  }

  private ask(order: readonly string[], target: (job: RunningJob) => number): Assignment | null {
    const { jobs, clock } = this.options;
    for (const id of order) {
      const job = jobs.find(id);
      const task = job?.next(clock.now(), target(job));
      if (job && task) return this.assign(job, task);
      this.shares.passed(id);
    }
    return null;
  }

  private assign(job: RunningJob, task: Task): Assignment {
    const { clock } = this.options;
    const since = clock.now();
    this.shares.charge(job.id, task.millis);
    return {
      job: job.id,
      input: job.wire(task),
      timeout: 3 * task.millis + CALL_SLACK,
      end: (end) => {
        const used = end.is === 'returned' ? 0 : Math.min(task.millis, clock.now() - since);
        this.shares.charge(job.id, used - task.millis);
        this.settle(job, task, end);
      },
    };
  }

  private nextDue(): number | null {
    const { jobs, clock, donors } = this.options;
    if (donors.capacity === 0) return null;
    const due = jobs.running.map((job) => job.nextDue(clock.now())).filter((at) => at !== null);
    return due.length === 0 ? null : Math.min(...due);
  }

  private settle(job: RunningJob, task: Task, end: CallEnd): void {
    const { clock, jobs, donors, ledger, reception } = this.options;
    const outcome: Outcome = end.is === 'answer' ? job.verify(task, end.output) : end;
    const session = end.is === 'answer' ? end.callee : null;
    const donor = donors.find(session);
    const now = clock.now();
    const improved = job.settle(task, outcome, donor?.name ?? 'somebody who left', {
      now,
      target: this.targetOf(job),
    });
    if (outcome.is === 'rejected') reception.rejected(session, outcome.reason);
    if (outcome.is === 'verified') {
      if (donor) ledger.add(donor.donor, outcome.moves, improved);
      reception.verified(session);
    }
    jobs.touched(job.id, improved);
    this.tick();
  }

  /** Moves the budgets' clocks and ends jobs that are over. */
  private tick(): void {
    const { clock, jobs, donors } = this.options;
    const now = clock.now();
    const passed = Math.min(TICK, now - this.tickedAt);
    this.tickedAt = now;
    const working = donors.capacity > 0 && this.dispatcher.isServed;
    if (working && this.dispatcher.inFlight > 0) donors.worked(passed);
    for (const job of jobs.running) {
      job.work(now, working ? this.shares.share(job.id) : 0);
      this.endIfOver(job, now);
    }
  }

  /** Ends a job at its target and after its moves at once, at the end of its time when the answers under way are in. */
  private endIfOver(job: RunningJob, now: number): void {
    const { jobs, log } = this.options;
    const why = job.over(now);
    if (why === null) {
      this.overSince.delete(job.id);
      return;
    }
    const since = this.overSince.get(job.id) ?? now;
    this.overSince.set(job.id, since);
    // A large problem takes its time to prepare: rather late than without any tour. Each call has its time-out.
    const awaited = why === 'budget' && job.inFlight > 0 && (now - since < GRACE || job.best === null);
    if (!awaited) jobs.finish(job.id, why).catch((error) => log(`job ${job.id}: ${error}`));
  }

  private keepTicking(): void {
    const { clock, jobs } = this.options;
    this.cancelTick = clock.after(TICK, () => this.keepTicking());
    this.tick();
    if (clock.now() < this.statusAt) return;
    this.statusAt = clock.now() + STATUS_EVERY;
    jobs.announceStatus();
    this.pump();
  }
}
