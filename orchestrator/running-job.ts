/** A job that is being worked on: its search, its clock and its counts, tied to one problem. No I/O. */
import type { ProblemKind } from '../anneal/kind.ts';
import type { AnnealTask, Job, JobBest, JobEnd, JobState, JobStatus } from '../peer/procedures.ts';
import type { Proof } from '../peer/proof.ts';
import type { Booking } from './claim.ts';
import { failureAtWork, type JobEntry, type JobRecord, toJob } from './job.ts';
import { JobPlan } from './job-plan.ts';
import { MoveBudget } from './move-budget.ts';
import { Parcels } from './parcels.ts';
import { Preparation } from './preparation.ts';
import { Provenance } from './provenance.ts';
import type { Run } from './run.ts';
import { Scale } from './scale.ts';
import { Search } from './search.ts';
import type { Settled } from './step.ts';
import type { Strategy } from './strategy.ts';
import { strategyOf } from './strategy-for.ts';
import { Tally } from './tally.ts';
import { type Outcome, type Task, wired } from './task.ts';
import { ToldBest } from './told-best.ts';
import { type Truth, verify } from './verify.ts';
import { WorkClock } from './work-clock.ts';

export interface RunningJobOptions {
  readonly entry: JobEntry;
  readonly kind: ProblemKind<unknown>;
  readonly problem: unknown;
  readonly seed: number;
  /** Somebody calls prepare() until it is done, here and after each settle(): what takes long is done in steps. */
  readonly inSteps?: boolean;
}

export class RunningJob {
  readonly id: string;
  private readonly search: Strategy;
  private readonly plan: JobPlan;
  private readonly clock: WorkClock;
  private readonly budget: MoveBudget;
  private readonly scale: Scale;
  private readonly preparation: Preparation;
  private readonly told: ToldBest;
  /** Its states on the way to donors and back. */
  readonly parcels: Parcels;
  private readonly truth: Truth<unknown>;
  private readonly provenance = new Provenance();
  private readonly tally: Tally;

  constructor(private readonly options: RunningJobOptions) {
    const { kind, problem, seed } = options;
    const { record, best } = options.entry;
    this.id = record.id;
    this.tally = new Tally(record.counts);
    this.told = new ToldBest(options.entry, this.provenance, kind.kernelVersion);
    this.clock = new WorkClock(record.elapsed);
    this.plan = new JobPlan(record.spec, record.counts.moves, record.elapsed);
    this.budget = new MoveBudget(record.spec.moves, record.counts.moves);
    this.scale = new Scale(kind, problem, options.inSteps ?? false);
    const from = { plan: this.plan, scale: (state: Uint8Array) => this.scale.at(state), best, seed };
    this.search = strategyOf({ kind, problem }, { ...from, lineage: this.provenance });
    // Parts are small as they are.
    const isWhole = this.search instanceof Search;
    this.parcels = new Parcels(isWhole ? kind.packing : undefined, problem, () => this.search.inFlight);
    this.truth = { kind, problem, measured: (state) => this.parcels.energyOf(state) };
    const first = isWhole ? null : kind.parts!.prepare(problem);
    this.preparation = new Preparation(this.scale, this.parcels, options.inSteps ? first : undefined);
  }

  get weight(): number {
    return this.options.entry.record.spec.weight;
  }

  get createdAt(): number {
    return this.options.entry.record.createdAt;
  }

  get best(): JobBest | null {
    return this.told.best;
  }

  /** What is told of it, and what is to be told. */
  get run(): Run {
    return this.told.run;
  }

  set run(run: Run) {
    this.told.run = run;
  }

  /** The proof of the best it began with is known already: not so of a start that came with the job. */
  get isProven(): boolean {
    return this.options.entry.proof != null;
  }

  /** kind.size of its problem. */
  get size(): number {
    return this.options.entry.record.n;
  }

  get inFlight(): number {
    return this.search.inFlight;
  }

  /** One step of what it has to do beside its tasks; true when nothing is left for now. */
  prepare(): boolean {
    return this.preparation.step();
  }

  /** Tasks may go out. */
  get isReady(): boolean {
    return this.preparation.isReady;
  }

  /** Why the job has to end now; null while it goes on. */
  over(now: number): JobEnd | null {
    const { target } = this.options.entry.record.spec;
    // An accepted job's target is an energy: see Jobs.submit.
    const reached = target !== null && 'energy' in target && this.best && this.best.energy <= target.energy;
    if (reached) return 'target';
    if (this.budget.isSpent) return 'moves';
    return this.plan.isSpent(this.clock.elapsed(now)) ? 'budget' : null;
  }

  /** Says which share of the donors works on it from now on: the budget's clock goes by it, and stands still at 0. */
  work(now: number, share: number): void {
    this.clock.update(now, share);
  }

  /** `target` and `lanes` as in a Moment. */
  next(now: number, target: number, lanes = target): Task | null {
    if (!this.isReady || this.over(now)) return null;
    const moves = this.budget.share(target - this.search.inFlight);
    if (moves === 0) return null;
    const task = this.search.next({ now, elapsed: this.clock.elapsed(now), target, lanes, moves });
    if (task) this.budget.promise(task.moves);
    return task;
  }

  nextDue(now: number): number | null {
    return this.over(now) ? null : this.search.nextDue(now);
  }

  /** The task as donors are told of it, before its states are packed (parcels). */
  wire(task: Task): AnnealTask {
    const { kind, entry } = this.options;
    return wired(task, { job: this.id, kind, problem: entry.record.spec.problem });
  }

  verify(task: Task, answer: unknown): Outcome {
    return verify(this.truth, task, answer);
  }

  /** Ends a task that the donor of that name had. */
  settle(
    task: Task,
    outcome: Outcome,
    { by, now, lanes }: { by: string; now: number; lanes: number },
  ): Settled {
    const elapsed = this.clock.elapsed(now);
    const at = { now, elapsed, target: lanes, lanes };
    this.budget.settle(task.moves, outcome.is === 'verified' ? outcome.moves : 0);
    if (outcome.is !== 'verified') {
      this.search.settle(task, outcome, at);
      return { step: null, improved: false, isNews: false };
    }
    this.provenance.chains(this.search.inFlight + 1);
    const step = this.provenance.answered(task, outcome, by);
    // Work on what was found false meanwhile is honest, and of no use.
    const isUseful = !this.provenance.restsOnFalse(task);
    const improved = this.search.settle(task, isUseful ? outcome : { is: 'returned' }, at);
    this.plan.learn(this.budget.done, elapsed);
    const { best } = this.search;
    if (improved && best)
      this.told.offer({ ...best, by, elapsed, temperature: this.search.temperature(elapsed) });
    return { step, improved, isNews: improved && this.told.elect() };
  }

  /** An answer counts from now on; returns true when there is another best to tell people of. */
  count({ step, moves }: Booking<RunningJob>, now: number): boolean {
    this.tally.counted(moves, now);
    this.provenance.confirm(step, 'counted');
    return this.told.elect();
  }

  /** Somebody computed an answer again: with the same result, or it is about to be taken back. */
  replayed({ step, moves }: Booking<RunningJob>): void {
    this.tally.replayed(moves);
    this.provenance.confirm(step, 'replayed');
  }

  /**
   * Answers that are no work of a kernel: everything that grew from them goes back to the best that is sound. Returns true
   * when there is another best to tell people of.
   */
  takeBack(fallen: readonly Booking<RunningJob>[]): boolean {
    const before = this.best;
    this.tally.lied();
    for (const { step, moves } of fallen) {
      this.budget.takeBack(moves);
      if (step.standing !== 'open') this.tally.uncount(moves);
      this.provenance.falsify(step);
    }
    const best = this.told.purge();
    this.search.forget((state) => this.provenance.isFalse(state), best);
    this.told.elect();
    return this.best !== before;
  }

  /** How the best came to be; null while there is none. */
  proof(): Proof | null {
    const { kind, entry } = this.options;
    if (!this.best) return null;
    return {
      kind: kind.name,
      kernel: kind.kernelVersion,
      problem: entry.record.spec.problem,
      steps: this.provenance.proof(this.best),
    };
  }

  record(now: number, state: JobState = 'running', ended: JobEnd | null = null): JobRecord {
    const { record } = this.options.entry;
    const { budget } = record.spec;
    const most = budget === null ? Number.POSITIVE_INFINITY : budget * 1_000;
    const elapsed = Math.min(Math.round(this.clock.elapsed(now)), most);
    const counts = this.tally.counts(this.search.tally);
    return { ...record, state, ended, failure: failureAtWork(ended), elapsed, counts, run: this.run };
  }

  /** As people see it; `best` is the one that was published. */
  job(best: JobBest | null, now: number): Job {
    const record = this.record(now);
    return toJob({ record, best }, this.status('running', best, now).stats);
  }

  status(state: JobState, best: JobBest | null, now: number): JobStatus {
    const record = this.record(now, state);
    return {
      job: this.id,
      state,
      elapsed: record.elapsed / 1_000,
      energy: best?.energy ?? null,
      stats: {
        ...record.counts,
        rate: this.tally.perSecond(now),
        inFlight: this.search.inFlight,
        heat: this.plan.heat(record.elapsed),
      },
    };
  }
}
