/**
 * Keeps the donors at work: as many tasks out as they have room for, every answer judged and booked, the budget's clock
 * moved, the job ended when its time is up.
 */
import type { Peer } from '../peer/client.ts';
import type { Clock } from './clock.ts';
import { type Assignment, type CallEnd, Dispatcher } from './dispatch.ts';
import type { Donors } from './donors.ts';
import type { Jobs } from './jobs.ts';
import type { Ledger } from './ledger.ts';
import type { Reception } from './reception.ts';
import type { RunningJob } from './running-job.ts';
import type { Outcome, Task } from './task.ts';

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
  /** When the running job's budget was found spent; null while it is not. */
  private overSince: number | null = null;

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

  /** Calls back the tasks of a job that is about to end. */
  recall(job: string): void {
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

  private next(): Assignment | null {
    const { jobs, clock } = this.options;
    const job = jobs.running;
    const task = job?.next(clock.now(), this.target);
    if (!job || !task) return null;
    return {
      job: job.id,
      input: job.wire(task),
      timeout: 3 * task.millis + CALL_SLACK,
      end: (end) => this.settle(job, task, end),
    };
  }

  private nextDue(): number | null {
    const { jobs, clock, donors } = this.options;
    return donors.capacity > 0 ? (jobs.running?.nextDue(clock.now()) ?? null) : null;
  }

  private settle(job: RunningJob, task: Task, end: CallEnd): void {
    const { clock, jobs, donors, ledger, reception } = this.options;
    const outcome: Outcome = end.is === 'answer' ? job.verify(task, end.output) : end;
    const session = end.is === 'answer' ? end.callee : null;
    const donor = donors.find(session);
    const now = clock.now();
    const improved = job.settle(task, outcome, donor?.name ?? 'somebody who left', {
      now,
      target: this.target,
    });
    if (outcome.is === 'rejected') reception.rejected(session, outcome.reason);
    if (outcome.is === 'verified') {
      if (donor) ledger.add(donor.donor, outcome.moves, improved);
      reception.verified(session);
    }
    if (jobs.running === job) jobs.touched(improved);
    this.tick();
  }

  /** Moves the budget's clock and ends the job when it is spent and the answers under way are in. */
  private tick(): void {
    const { clock, jobs, donors, log } = this.options;
    const job = jobs.running;
    const now = clock.now();
    const passed = Math.min(TICK, now - this.tickedAt);
    this.tickedAt = now;
    if (!job) return;
    const working = donors.capacity > 0 && this.dispatcher.isServed;
    job.work(now, working);
    if (working && job.inFlight > 0) donors.worked(passed);
    if (!job.isSpent(now)) {
      this.overSince = null;
      return;
    }
    this.overSince ??= now;
    // A large problem takes its time to prepare: rather late than without any tour. Each call has its time-out.
    if (job.inFlight > 0 && (now - this.overSince < GRACE || job.best === null)) return;
    this.overSince = null;
    this.recall(job.id);
    jobs.finish('done').catch((error) => log(`job ${job.id}: ${error}`));
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
