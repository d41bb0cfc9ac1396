/** A job that is being worked on: its search, its clock and its counts, tied to one problem. No I/O. */
import type { ProblemKind } from '../anneal/kind.ts';
import type { Steps } from '../anneal/steps.ts';
import type { AnnealTask, Job, JobBest, JobEnd, JobState, JobStatus } from '../peer/procedures.ts';
import type { Proof } from '../peer/proof.ts';
import type { Booking } from './claim.ts';
import { type Contender, Contenders } from './contenders.ts';
import { type JobCounts, type JobEntry, type JobRecord, toJob } from './job.ts';
import { JobPlan } from './job-plan.ts';
import { MoveBudget } from './move-budget.ts';
import { Parcels } from './parcels.ts';
import { Provenance } from './provenance.ts';
import { Rate } from './rate.ts';
import { found, type Run } from './run.ts';
import { Scale } from './scale.ts';
import { Search } from './search.ts';
import type { Step } from './step.ts';
import type { Point, Strategy } from './strategy.ts';
import { strategyFor } from './strategy-for.ts';
import type { Outcome, Task } from './task.ts';
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

/** What the end of a task came to. */
export interface Settled {
  /** How the verified answer was made; null for any other end. */
  readonly step: Step | null;
  /** It is shorter than any state before it. */
  readonly improved: boolean;
  /** There is another best to tell people of. */
  readonly isNews: boolean;
}

export class RunningJob {
  readonly id: string;
  private readonly before: JobCounts;
  private readonly search: Strategy;
  private readonly plan: JobPlan;
  private readonly clock: WorkClock;
  private readonly budget: MoveBudget;
  private readonly scale: Scale;
  /** Steps before the first task; null: done. */
  private preparation: Steps<void> | null = null;
  private readonly rate = new Rate();
  /** The best as people may be told of it. */
  private latest: JobBest | null;
  private version: number;
  /** What is told of it, and what is to be told. */
  run: Run;
  /** Its states on the way to donors and back. */
  readonly parcels: Parcels;
  private readonly truth: Truth<unknown>;
  private readonly provenance = new Provenance();
  private readonly contenders = new Contenders();
  /** Answers that count, and replays of this job's answers. */
  private readonly counted = { tasks: 0, moves: 0, replays: 0, replayedMoves: 0, lies: 0 };

  constructor(private readonly options: RunningJobOptions) {
    const { kind, problem, seed } = options;
    const { record, best } = options.entry;
    this.id = record.id;
    this.before = record.counts;
    this.latest = best;
    this.version = best?.version ?? 0;
    this.run = record.run;
    if (best) this.start(best);
    this.clock = new WorkClock(record.elapsed);
    this.plan = new JobPlan(record.spec, record.counts.moves, record.elapsed);
    this.budget = new MoveBudget(record.spec.moves, record.counts.moves);
    this.scale = new Scale(kind, problem, options.inSteps ?? false);
    const { parts } = kind;
    this.search = strategyFor({
      seed,
      plan: this.plan,
      scale: (state) => this.scale.at(state),
      best: best && { state: best.state, energy: best.energy },
      size: kind.size(problem),
      mates: kind.mates ?? 0,
      movesPerHeat: kind.movesPerHeat,
      startsDiffer: kind.startsDiffer?.(problem),
      divide: parts?.isDivisible(problem) ? (state, seed) => parts.divide(problem, state, seed) : null,
      lineage: this.provenance,
    });
    // Parts are small as they are.
    const isWhole = this.search instanceof Search;
    this.parcels = new Parcels(isWhole ? kind.packing : undefined, problem, () => this.search.inFlight);
    this.truth = { kind, problem, measured: (state) => this.parcels.energyOf(state) };
    if (options.inSteps) this.preparation = this.preparing(isWhole ? null : parts!.prepare(problem));
  }

  get weight(): number {
    return this.options.entry.record.spec.weight;
  }

  /** Seconds, as in JobSpec. */
  get budgetSeconds(): number | null {
    return this.options.entry.record.spec.budget;
  }

  get createdAt(): number {
    return this.options.entry.record.createdAt;
  }

  get best(): JobBest | null {
    return this.latest;
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

  /**
   * One step, of some milliseconds, of what it has to do beside its tasks; true when nothing is left for now. No task is given out
   * before its parts and the scale of an earlier best are there; states go unpacked until the packing is.
   */
  prepare(): boolean {
    if (this.preparation) {
      if (this.preparation.next().done) this.preparation = null;
      return false;
    }
    if (!this.scale.isUnderWay) return this.parcels.prepare();
    this.scale.step();
    return false;
  }

  /** Tasks may go out. */
  get isReady(): boolean {
    return this.preparation === null;
  }

  private *preparing(parts: Steps<void> | null): Steps<void> {
    if (parts) yield* parts;
    while (this.scale.isUnderWay) {
      this.scale.step();
      yield;
    }
  }

  /** Why the job has to end now; null while it goes on. */
  over(now: number): JobEnd | null {
    const { target } = this.options.entry.record.spec;
    // An accepted job's target is an energy: see Jobs.submit.
    const reached =
      target !== null && 'energy' in target && this.latest && this.latest.energy <= target.energy;
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
    return {
      job: this.id,
      task: task.id,
      kind: kind.name,
      kernel: kind.kernelVersion,
      problem: entry.record.spec.problem,
      seed: task.seed,
      scope: task.scope,
      state: task.state,
      mates: task.mates,
      schedule: task.schedule,
      moves: task.moves,
      millis: task.millis,
      until: null,
    };
  }

  verify(task: Task, answer: unknown): Outcome {
    const outcome = verify(this.truth, task, answer);
    // The bytes may be a window on a whole network frame: keep the state, not the frame.
    if (outcome.is !== 'verified' || outcome.state.length === outcome.state.buffer.byteLength) return outcome;
    return { ...outcome, state: outcome.state.slice() };
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
    const isUseful = ![task.state ?? [], task.mates].flat().some((start) => this.provenance.isFalse(start));
    const improved = this.search.settle(task, isUseful ? outcome : { is: 'returned' }, at);
    this.plan.learn(this.budget.done, elapsed);
    const { best } = this.search;
    if (improved && best)
      this.contenders.offer({ ...best, by, elapsed, temperature: this.search.temperature(elapsed) });
    return { step, improved, isNews: improved && this.elect() };
  }

  /** An answer counts from now on; returns true when there is another best to tell people of. */
  count({ step, moves }: Booking<RunningJob>, now: number): boolean {
    this.counted.tasks++;
    this.counted.moves += moves;
    this.rate.add(now, moves);
    this.provenance.confirm(step, 'counted');
    return this.elect();
  }

  /** Somebody computed an answer again: with the same result, or it is about to be taken back. */
  replayed({ step, moves }: Booking<RunningJob>): void {
    this.counted.replays++;
    this.counted.replayedMoves += moves;
    this.provenance.confirm(step, 'replayed');
  }

  /**
   * Answers that are no work of a kernel: everything that grew from them goes back to the best that is sound. Returns true
   * when there is another best to tell people of.
   */
  takeBack(fallen: readonly Booking<RunningJob>[]): boolean {
    this.counted.lies++;
    for (const { step, moves } of fallen) {
      this.budget.takeBack(moves);
      if (step.standing !== 'open') {
        this.counted.tasks--;
        this.counted.moves -= moves;
      }
      this.provenance.falsify(step);
    }
    const best = this.contenders.purge((point) => this.provenance.standing(point));
    this.search.forget((state) => this.provenance.isFalse(state), best);
    const hasFallen = this.latest !== null && this.provenance.isFalse(this.latest.state);
    if (hasFallen) {
      this.latest = null;
      if (best) this.tell(best);
    }
    return this.elect() || hasFallen;
  }

  /** How the best came to be; null while there is none. */
  proof(): Proof | null {
    const { kind, entry } = this.options;
    if (!this.latest) return null;
    return {
      kind: kind.name,
      kernel: kind.kernelVersion,
      problem: entry.record.spec.problem,
      steps: this.provenance.proof(this.latest),
    };
  }

  /** The best of an earlier life, or a start that was given. */
  private start(best: JobBest): void {
    const known = this.options.entry.proof;
    if (known) this.provenance.restore(known.steps, best);
    else this.provenance.given(best);
    const { elapsed, temperature, by } = best;
    this.contenders.offer({ ...point(best), by, temperature, elapsed: elapsed * 1_000 });
    this.contenders.elect(() => 'sound');
  }

  private elect(): boolean {
    const chosen = this.contenders.elect((each) => this.provenance.standing(each));
    if (chosen) this.tell(chosen);
    return chosen !== null;
  }

  private tell({ by, elapsed, temperature, ...best }: Contender): void {
    this.version++;
    const { state, energy } = best;
    this.latest = {
      job: this.id,
      version: this.version,
      energy,
      state,
      by,
      elapsed: elapsed / 1_000,
      temperature,
    };
    this.run = found(this.run, this.latest);
  }

  record(now: number, state: JobState = 'running', ended: JobEnd | null = null): JobRecord {
    const { record } = this.options.entry;
    const { budget } = record.spec;
    const most = budget === null ? Number.POSITIVE_INFINITY : budget * 1_000;
    const elapsed = Math.min(Math.round(this.clock.elapsed(now)), most);
    return { ...record, state, ended, elapsed, counts: this.counts(), run: this.run };
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
        rate: this.rate.perSecond(now),
        inFlight: this.search.inFlight,
        heat: this.plan.heat(record.elapsed),
      },
    };
  }

  private counts(): JobCounts {
    const { rejected, lost } = this.search.tally;
    const { before, counted } = this;
    return {
      tasks: before.tasks + counted.tasks,
      reissued: before.reissued + lost + rejected,
      rejected: before.rejected + rejected + counted.lies,
      moves: before.moves + counted.moves,
      replays: before.replays + counted.replays,
      replayedMoves: before.replayedMoves + counted.replayedMoves,
    };
  }
}

function point({ state, energy }: Point): Point {
  return { state, energy };
}
