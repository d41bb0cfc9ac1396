/**
 * Donors in virtual time around the orchestrator's own code: RunningJob, its strategy and its checks are the product's. Only
 * the network, the router's queue and the clock are simulated, and replays of answers are left out. The kernels are the
 * worker's business: real ones (workbench.ts), or made up where only the bookkeeping is asked for (load.ts).
 */
import { Agenda } from '../../orchestrator/agenda.ts';
import { JobEnds } from '../../orchestrator/job-ends.ts';
import { Prefetch } from '../../orchestrator/prefetch.ts';
import { mix } from '../../orchestrator/random.ts';
import type { RunningJob } from '../../orchestrator/running-job.ts';
import { lanesFor } from '../../orchestrator/slots.ts';
import type { Outcome, Task } from '../../orchestrator/task.ts';
import { Tempo } from '../../orchestrator/tempo.ts';
import type { AnnealAnswer } from '../../peer/procedures.ts';
import { Donor } from './donor.ts';
import { SOMEBODY } from './instance.ts';
import { answerOf, outputOf, type Result, type Worker, type World } from './terms.ts';

export class Simulation {
  private readonly events = new Agenda<() => void>();
  private readonly free = new Set<Donor>();
  private readonly donors = new Set<Donor>();
  private readonly tempo: Tempo;
  private readonly prefetch: Prefetch<Task, Donor>;
  /** What comes before is read then. */
  private looksAt = 0;
  private readonly bySession = new Map<number, Donor>();
  private sessions = 0;
  private out = 0;
  private wake: number | null = null;
  private bookedUntil = 0;
  private now = 0;
  private idle = 0;
  private presence = 0;
  private bookkeeping = 0;
  private readonly ends = new JobEnds();
  /** A kernel has worked: the budget's clock goes. */
  private hasBegun = false;
  private readonly counts = { tasks: 0, moves: 0, rejected: 0, lost: 0 };
  /** Kernels run one after the other; time stands still until the last one is through. */
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly job: RunningJob,
    private readonly worker: Worker,
    private readonly world: World,
    private random: number,
  ) {
    this.tempo = new Tempo(world.beat ? { set() {} } : null);
    const find = (session: number | null) => this.bySession.get(session ?? 0) ?? null;
    this.prefetch = new Prefetch({ find, kernelsOf: () => 1 }, this.tempo);
  }

  /** Milliseconds of virtual time. */
  get time(): number {
    return this.now;
  }

  /** Runs to the end of the job's budget, and until the answers that are on their way then are in. */
  async run(): Promise<Result> {
    while (!this.job.parcels.prepare());
    const { donors, speed, spread } = this.world;
    // Before all other chance: fleets of one seed are alike, whoever of them leaves or lies.
    const speeds = Array.from({ length: donors }, () => speed * spread ** -this.chance());
    for (const each of speeds) this.join(each, 0);
    for (let event = this.events.take(); event !== null; event = this.events.take()) {
      this.now = event.at;
      this.job.work(this.now, this.hasBegun ? 1 : 0);
      event.item();
      await this.running;
      if (this.ends.due(this.job, this.now, () => 0) !== null) break;
    }
    for (const donor of this.donors) this.sumUp(donor);
    const { now: end, bookkeeping } = this;
    return { end, ...this.counts, idle: this.presence === 0 ? 0 : this.idle / this.presence, bookkeeping };
  }

  private join(speed: number, after: number): void {
    const { churn, liars } = this.world;
    const donor = new Donor({
      session: ++this.sessions,
      speed,
      liar: this.chance() < liars,
      joined: this.now,
    });
    this.donors.add(donor);
    this.bySession.set(donor.session, donor);
    this.events.plan(this.now + after, () => this.release(donor));
    // Whoever stayed long is no likelier to leave.
    const stay = churn > 0 ? (-Math.log(1 - this.chance()) * 60_000) / churn : Number.POSITIVE_INFINITY;
    if (stay < Number.POSITIVE_INFINITY) this.events.plan(this.now + stay, () => this.leave(donor));
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
    this.bySession.delete(donor.session);
    this.sumUp(donor);
    for (const task of donor.tasks.keys()) this.end(task, { is: 'lost', reason: 'the donor left' }, null);
    donor.tasks.clear();
    this.join(donor.speed, this.world.latency);
    this.pump();
  }

  /** As the foreman does. */
  private pump(): void {
    const { now } = this;
    this.booked(() => this.prefetch.look(now));
    while (this.out < this.prefetch.limit(this.donors.size)) {
      const { waiting } = this.prefetch;
      const [free] = this.free;
      const donor = waiting === null ? free : this.bySession.get(waiting);
      const task = donor ? this.next(now) : null;
      if (!donor || !task) break;
      this.free.delete(donor);
      this.begin(donor, task);
    }
    const due = [this.prefetch.nextDue, this.booked(() => this.job.nextDue(now))];
    for (const at of due) if (at !== null) this.wakeAt(at);
  }

  /** An earlier wake that is planned looks further itself. */
  private wakeAt(at: number): void {
    if (this.wake !== null && this.wake <= at) return;
    this.wake = at;
    this.events.plan(at, () => {
      if (this.wake === at) this.wake = null;
      this.pump();
    });
  }

  private next(now: number): Task | null {
    const { size } = this.donors;
    return this.booked(() => this.job.next(now, this.prefetch.limit(size), lanesFor(size)));
  }

  private begin(donor: Donor, task: Task): void {
    const { latency } = this.world;
    const { parcels } = this.job;
    const input = this.booked(() => parcels.send(this.job.wire(task), true));
    const { asks } = this.booked(() => this.prefetch.sent(task, task, this.now));
    const since = this.now;
    donor.tasks.set(task, since);
    this.out++;
    this.tempo.begins(task.millis);
    this.running = this.running.then(async () => {
      const { answer, millis } = await this.worker.run(input, donor.speed);
      const { prepare } = this.worker;
      const { lead, start, done } = donor.works(since + latency, { takes: millis, prepare });
      const asked = Math.max(start, start + task.millis - donor.lead.millis);
      if (asks && asked < done) {
        this.events.plan(asked + latency, () => this.read(() => this.ending(donor, task)));
        this.events.plan(asked, () => donor.lead.ask(asked));
      }
      const book = () => {
        const output = this.booked(() => outputOf(parcels.receive(input, answerOf({ ...answer, lead }))));
        this.answered(donor, task, output);
      };
      this.events.plan(done + latency, () => this.read(() => this.inTurn(book)));
    });
  }

  /** When the orchestrator looks next. */
  private read(message: () => void): void {
    const look = () => {
      this.looksAt = this.now + this.tempo.rest;
      message();
    };
    if (this.now < this.looksAt) this.events.plan(this.looksAt, look);
    else look();
  }

  /** When the orchestrator is through with what came before. */
  private inTurn(work: () => void): void {
    const { booking } = this.world;
    this.bookedUntil = Math.max(this.now, this.bookedUntil) + booking;
    if (this.bookedUntil === this.now) work();
    else this.events.plan(this.bookedUntil, work);
  }

  private ending(donor: Donor, task: Task): void {
    if (donor.gone || !donor.tasks.has(task)) return;
    this.prefetch.ending(task, donor.session);
    this.pump();
  }

  private answered(donor: Donor, task: Task, honest: AnnealAnswer): void {
    const since = donor.tasks.get(task);
    if (donor.gone || since === undefined) return;
    donor.tasks.delete(task);
    if (!this.hasBegun) {
      // As orchestrator/budgets.ts does: what donors take to get ready is nobody's budget.
      this.hasBegun = true;
      this.job.work(Math.max(since, this.now - task.millis), 1);
    }
    const answer = donor.liar ? { ...honest, energy: honest.energy - 1_000 } : honest;
    const outcome = this.booked(() => this.job.verify(task, answer));
    this.end(task, outcome, { by: donor, answer });
    if (outcome.is === 'rejected') this.leave(donor);
    if (donor.tasks.size === 0) this.release(donor);
    else this.pump();
  }

  private end(task: Task, outcome: Outcome, of: { by: Donor; answer: AnnealAnswer } | null): void {
    const { now, job } = this;
    this.out--;
    this.tempo.ends(task.millis);
    this.booked(() => {
      const isFull = of !== null && of.answer.moves < task.moves;
      const { lead = null } = of?.answer ?? {};
      this.prefetch.ended(task, { session: of?.by.session ?? null, lead, isFull, now });
      const lanes = lanesFor(this.donors.size);
      const { step, improved } = job.settle(task, outcome, { by: 'a donor', now, lanes });
      if (outcome.is !== 'verified' || !step) return;
      this.counts.tasks++;
      this.counts.moves += outcome.moves;
      job.count({ job, step, moves: outcome.moves, improved, by: SOMEBODY }, now);
    });
    if (outcome.is === 'rejected' || outcome.is === 'lost') this.counts[outcome.is]++;
  }

  private sumUp(donor: Donor): void {
    const { presence, idle } = donor.sumUp(this.now);
    this.presence += presence;
    this.idle += idle;
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
