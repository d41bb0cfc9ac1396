/**
 * Donors in virtual time around the orchestrator's own code: RunningJob, its strategy and its checks are the product's. Only
 * the network, the router's queue and the clock are simulated, and replays of answers are left out. The kernels are the
 * worker's business: real ones (workbench.ts), or made up where only the bookkeeping is asked for (load.ts).
 */
import { mix } from '../../orchestrator/random.ts';
import type { RunningJob } from '../../orchestrator/running-job.ts';
import type { Outcome, Task } from '../../orchestrator/task.ts';
import type { AnnealAnswer, AnnealTask } from '../../peer/procedures.ts';
import { Events } from './events.ts';
import { SOMEBODY } from './instance.ts';

export interface World {
  readonly donors: number;
  /** One way, milliseconds. */
  readonly latency: number;
  /** Of the fastest donor; 1 is this machine. */
  readonly speed: number;
  /** 1: all are as fast; 20: from a twentieth of it up to it, evenly on a logarithmic scale. */
  readonly spread: number;
  /** Share of the donors that leave each minute, each replaced at once by a stranger. */
  readonly churn: number;
  /** Share of the donors that claim a shorter tour than they have: barred at their first answer, and replaced. */
  readonly liars: number;
}

export interface Worker {
  /** The answer, and the milliseconds it took on the clock of a donor of this speed. */
  run(task: AnnealTask, speed: number): Promise<{ readonly answer: AnnealAnswer; readonly millis: number }>;
  /** Milliseconds in which a donor of speed 1 gets ready for its first task. */
  readonly prepare: number;
}

export interface Result {
  /** Milliseconds of virtual time. */
  readonly end: number;
  /** Verified answers, and the moves in them. */
  readonly tasks: number;
  readonly moves: number;
  readonly rejected: number;
  readonly lost: number;
  /** Share of the donors' presence in which they had nothing to do. */
  readonly idle: number;
  /** CPU milliseconds of the orchestrator's own work. */
  readonly bookkeeping: number;
}

interface Donor {
  readonly speed: number;
  readonly liar: boolean;
  readonly joined: number;
  ready: boolean;
  gone: boolean;
  freeSince: number;
  task: Task | null;
}

export class Simulation {
  private readonly events = new Events();
  /** Tasks in the router, for want of a free donor. */
  private readonly queue: Task[] = [];
  private readonly free = new Set<Donor>();
  private readonly donors = new Set<Donor>();
  private now = 0;
  private idle = 0;
  private presence = 0;
  private bookkeeping = 0;
  private readonly counts = { tasks: 0, moves: 0, rejected: 0, lost: 0 };
  /** Kernels run one after the other; time stands still until the last one is through. */
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly job: RunningJob,
    private readonly worker: Worker,
    private readonly world: World,
    private random: number,
  ) {}

  /** Runs to the end of the job's budget, or to its first answer where that comes later. */
  async run(): Promise<Result> {
    for (let i = 0; i < this.world.donors; i++) this.join(0);
    for (let event = this.events.take(); event !== null; event = this.events.take()) {
      this.now = event.at;
      this.job.work(this.now, 1);
      if (this.job.over(this.now) !== null && this.job.best) break;
      event.run();
      await this.running;
    }
    for (const donor of this.donors) this.sumUp(donor);
    const { now: end, bookkeeping } = this;
    return { end, ...this.counts, idle: this.presence === 0 ? 0 : this.idle / this.presence, bookkeeping };
  }

  /** As the foreman does: some tasks wait in the router, so that no donor waits for us. */
  private get target(): number {
    return this.donors.size + Math.min(16, Math.floor(this.donors.size / 4));
  }

  private join(after: number): void {
    const { speed, spread, churn, liars } = this.world;
    const donor: Donor = {
      speed: speed * spread ** -this.chance(),
      liar: this.chance() < liars,
      joined: this.now,
      ready: false,
      gone: false,
      freeSince: this.now,
      task: null,
    };
    this.donors.add(donor);
    this.events.at(this.now + after, () => this.release(donor));
    // Whoever stayed long is no likelier to leave.
    const stay = churn > 0 ? (-Math.log(1 - this.chance()) * 60_000) / churn : Number.POSITIVE_INFINITY;
    if (stay < Number.POSITIVE_INFINITY) this.events.at(this.now + stay, () => this.leave(donor));
  }

  /** Its kernel is free, and the router knows. */
  private release(donor: Donor): void {
    if (donor.gone) return;
    this.free.add(donor);
    this.pump();
  }

  private leave(donor: Donor): void {
    if (donor.gone) return;
    donor.gone = true;
    this.donors.delete(donor);
    this.free.delete(donor);
    this.sumUp(donor);
    if (donor.task) this.end(donor.task, { is: 'lost', reason: 'the donor left' });
    this.join(this.world.latency);
    this.pump();
  }

  private pump(): void {
    const { now, target } = this;
    for (let task = this.next(now, target); task; task = this.next(now, target)) this.queue.push(task);
    const due = this.booked(() => this.job.nextDue(now));
    if (due !== null) this.events.at(due, () => this.pump());
    for (const donor of this.free) {
      const task = this.queue.shift();
      if (!task) break;
      this.free.delete(donor);
      this.begin(donor, task);
    }
  }

  private next(now: number, target: number): Task | null {
    return this.booked(() => this.job.next(now, target));
  }

  private begin(donor: Donor, task: Task): void {
    const { latency } = this.world;
    const input = this.booked(() => this.job.wire(task));
    donor.task = task;
    this.running = this.running.then(async () => {
      const { answer, millis } = await this.worker.run(input, donor.speed);
      const arrival = this.now + latency;
      this.idle += arrival - donor.freeSince;
      const done = arrival + (donor.ready ? 0 : this.worker.prepare / donor.speed) + millis;
      donor.ready = true;
      donor.freeSince = done;
      this.events.at(done + latency, () => this.answered(donor, task, answer));
    });
  }

  private answered(donor: Donor, task: Task, honest: AnnealAnswer): void {
    if (donor.gone) return;
    donor.task = null;
    const answer = donor.liar ? { ...honest, energy: honest.energy - 1_000 } : honest;
    const outcome = this.booked(() => this.job.verify(task, answer));
    this.end(task, outcome);
    if (outcome.is === 'rejected') this.leave(donor);
    this.release(donor);
  }

  private end(task: Task, outcome: Outcome): void {
    const { now, target, job } = this;
    this.booked(() => {
      const { step, improved } = job.settle(task, outcome, { by: 'a donor', now, target });
      if (outcome.is !== 'verified' || !step) return;
      this.counts.tasks++;
      this.counts.moves += outcome.moves;
      job.count({ job, step, moves: outcome.moves, improved, by: SOMEBODY }, now);
    });
    if (outcome.is === 'rejected' || outcome.is === 'lost') this.counts[outcome.is]++;
  }

  /** What is left of a donor's time: since its last task it was idle, if it has none. */
  private sumUp(donor: Donor): void {
    this.presence += this.now - donor.joined;
    if (!donor.task) this.idle += this.now - donor.freeSince;
  }

  private booked<T>(work: () => T): T {
    const begin = process.cpuUsage();
    const result = work();
    const { user, system } = process.cpuUsage(begin);
    this.bookkeeping += (user + system) / 1e3;
    return result;
  }

  /** 0 … 1. */
  private chance(): number {
    this.random = (this.random + 0x9e3779b9) >>> 0;
    return mix(this.random) / 2 ** 32;
  }
}
