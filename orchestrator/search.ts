/**
 * Multistart: many annealing chains (lanes) over the whole problem under one temperature clock, and the best tour any of
 * them found.
 *
 * Invariants beside those of strategy.ts, property-tested in search.test.ts:
 * 1. A lane has at most one task out.
 * 2. A task that was lost or rejected is given out again: same id, seed and start, before its lane does anything else.
 * 3. The best is always a point that was verified.
 */
import { startHeat } from '../anneal/cooling.ts';
import { type CoolingPlan, endOfTask } from './cooling-plan.ts';
import { Coolings } from './coolings.ts';
import { earliestDue, type Lane, longest, moreUrgent, retryPause, shorter } from './lane.ts';
import { Pace } from './pace.ts';
import { Past } from './past.ts';
import { chainsWorth, isFinishing, lags, MATE_FROM, matesOf, roundMillis, youngUntil } from './population.ts';
import { mix } from './random.ts';
import { type Moment, noTasks, type Point, type Strategy } from './strategy.ts';
import { millisFor, type Outcome, type Task } from './task.ts';

/** Lanes without work that are kept for donors to come; beyond, the longest tours are dropped. */
const PARKED = 32;
/** Of what finishes a cooling: a heat that is next to nothing would still trade tours that differ by next to nothing. */
const COLD = { from: 0, to: 0 };

export interface SearchOptions {
  readonly seed: number;
  readonly plan: CoolingPlan;
  /** kind.temperatureScale of the problem at this state; asked again until it is known, null while it is measured. */
  readonly scale: (state: Uint8Array) => number | null;
  /** The best of an earlier life of the job. */
  readonly best: Point | null;
  /** kind.size of the problem. */
  readonly size: number;
  /** Most mates that a task may name (kind.mates): with none, lanes that lag start again from the best instead. */
  readonly mates: number;
  /** kind.movesPerHeat. */
  readonly movesPerHeat?: number;
  /** kind.startsDiffer of the problem; they do when left out. */
  readonly startsDiffer?: boolean;
}

export class Search implements Strategy {
  readonly tally = noTasks();
  /** In the order they were opened. */
  private readonly lanes = new Map<number, Lane>();
  /** Those without a task out: few, however many donors there are, so that a task costs no look at every lane. */
  private readonly idle = new Set<Lane>();
  private laneCount = 0;
  private readonly out = new Map<Task, Lane>();
  private readonly past = new Past();
  private readonly pace = new Pace();
  private readonly coolings = new Coolings();
  private bestPoint: Point | null;
  private scale: number | null = null;

  constructor(private readonly options: SearchOptions) {
    this.bestPoint = options.best;
    if (options.best) this.scale = options.scale(options.best.state);
  }

  get best(): Point | null {
    return this.bestPoint;
  }

  get inFlight(): number {
    return this.out.size;
  }

  temperature(elapsed: number): number {
    return this.scale === null
      ? 0
      : this.options.plan.temperature(elapsed, this.scale, this.startHeat(elapsed));
  }

  /** Of the cooling under way, by what the fastest donor has time for in it; the most, while that is not known. */
  private startHeat(elapsed: number): number | undefined {
    const { plan, size, movesPerHeat } = this.options;
    if (movesPerHeat === undefined || this.pace.fastest === 0) return undefined;
    return startHeat((this.pace.fastest * plan.length(elapsed)) / size, movesPerHeat);
  }

  next({ now, elapsed, target, lanes = target, moves }: Moment): Task | null {
    if (this.out.size >= target) return null;
    this.coolings.at(this.options.plan.progress(elapsed));
    // That of an earlier best was measured in steps since.
    this.scale ??= this.bestPoint && this.options.scale(this.bestPoint.state);
    const lane = this.chosenLane({ now, elapsed, target, lanes });
    if (!lane) return null;
    const task = this.taskOf(lane, { elapsed, lanes, moves });
    this.idle.delete(lane);
    this.out.set(task, lane);
    this.tally.given++;
    return task;
  }

  nextDue(now: number): number | null {
    return earliestDue(this.idle, now);
  }

  settle(task: Task, outcome: Outcome, { now, elapsed, target, lanes = target }: Moment): boolean {
    const lane = this.out.get(task);
    if (!lane) throw new Error(`task ${task.id} is not out`);
    this.out.delete(task);
    this.tally[outcome.is]++;
    this.idle.add(lane);
    if (outcome.is !== 'verified') {
      if (outcome.is !== 'returned') lane.attempts++;
      lane.notBefore = now + retryPause(lane.attempts);
      return false;
    }
    this.tally.moves += outcome.moves;
    this.pace.learn(task, outcome.moves);
    const improved = this.advance(lane, { state: outcome.state, energy: outcome.energy }, elapsed);
    this.dropParked(lanes);
    return improved;
  }

  forget(isFalse: (state: Uint8Array) => boolean, to: Point | null): void {
    for (const lane of this.lanes.values()) {
      if (lane.at && isFalse(lane.at.state)) lane.at = to;
      if (lane.mates?.some(({ state }) => isFalse(state))) lane.mates = null;
    }
    this.past.forget(isFalse);
    this.coolings.forget(isFalse);
    if (!this.bestPoint || !isFalse(this.bestPoint.state)) return;
    const left = [...this.lanes.values()].flatMap(({ at }) => at ?? []);
    this.bestPoint = left.reduce((a, b) => (a && a.energy <= b.energy ? a : b), to);
  }

  private advance(lane: Lane, point: Point, elapsed: number): boolean {
    const { plan, mates, scale } = this.options;
    const progress = plan.progress(elapsed);
    lane.step++;
    lane.mates = null;
    lane.attempts = 0;
    lane.notBefore = 0;
    lane.at = point;
    this.past.keep(point, progress);
    this.coolings.answered(progress);
    this.coolings.found(lane.cooling, point);
    const best = this.bestPoint && this.bestPoint.energy <= point.energy ? this.bestPoint : point;
    const improved = best !== this.bestPoint;
    this.bestPoint = best;
    this.scale ??= scale(point.state);
    if (mates === 0 && lags(point, best, progress)) lane.at = best;
    return improved;
  }

  /** Lanes to have: as many as the donors need; more where few donors have time for more. */
  private wanted(elapsed: number, lanes: number): number {
    const { mates, size, plan } = this.options;
    if (mates === 0 || this.pace.fastest === 0) return lanes;
    const isOneOfMany = this.coolings.number > 0 || plan.isOpening(elapsed);
    return Math.max(lanes, chainsWorth(this.pace.fastest * plan.left(elapsed) * lanes, size, isOneOfMany));
  }

  /** A lane to work on; a new one where there may be one more and no task waits to be repeated. */
  private chosenLane({ now, elapsed, target, lanes = target }: Moment): Lane | null {
    const isFirst = this.isFinishing(elapsed, lanes) ? shorter : moreUrgent;
    let chosen: Lane | null = null;
    for (const lane of this.idle) {
      if (lane.notBefore > now) continue;
      if (chosen === null || isFirst(lane, chosen) < 0) chosen = lane;
    }
    if (chosen && (chosen.attempts > 0 || chosen.at === null)) return chosen;
    return this.lanes.size < this.wanted(elapsed, lanes) ? this.openLane(elapsed) : chosen;
  }

  private isFinishing(elapsed: number, lanes: number): boolean {
    const { mates, size, plan } = this.options;
    return mates > 0 && isFinishing(plan, elapsed, { size, lanes });
  }

  private openLane(elapsed: number): Lane {
    const lane: Lane = {
      id: this.laneCount++,
      at: this.beginsAnew(elapsed, youngUntil(this.coolings)) ? null : this.bestPoint,
      cooling: this.coolings.number,
      step: 0,
      attempts: 0,
      notBefore: 0,
      mates: null,
    };
    this.lanes.set(lane.id, lane);
    return lane;
  }

  /** A chain that begins while so much of a cooling is over at most. */
  private beginsAnew(elapsed: number, most: number): boolean {
    const { plan, best, startsDiffer = true } = this.options;
    const isEarly = plan.isOpening(elapsed) || plan.progress(elapsed) < most;
    return startsDiffer && isEarly && (best === null || this.coolings.number > 1);
  }

  /** The heat of another cooling takes away what a lane has found. One with a task to repeat does that first. */
  private heat(lane: Lane, elapsed: number): void {
    if (lane.cooling === this.coolings.number || lane.attempts > 0) return;
    lane.cooling = this.coolings.number;
    if (this.options.mates === 0 || !this.beginsAnew(elapsed, MATE_FROM)) return;
    lane.at = null;
    lane.mates = null;
  }

  private taskOf(
    lane: Lane,
    { elapsed, lanes, moves: mostMoves }: Pick<Moment, 'elapsed' | 'moves'> & { readonly lanes: number },
  ): Task {
    const { plan, mates, size } = this.options;
    this.heat(lane, elapsed);
    const isMating = mates > 0 && lane.at !== null && plan.progress(elapsed) >= MATE_FROM;
    lane.mates ??= isMating ? this.matesOf(lane, elapsed, lanes) : [];
    const most = millisFor(lane, plan.left(elapsed));
    const { moves, millis } = this.pace.size(
      mates > 0 ? roundMillis(plan, elapsed, { most, size, lanes }) : most,
      mostMoves,
    );
    const [from, to] = [elapsed, endOfTask(plan, elapsed, millis)].map((at) => this.temperature(at));
    const schedule = this.isFinishing(elapsed, lanes) ? COLD : this.pace.schedule(from!, to!);
    return {
      id: `${lane.id}.${lane.step}`,
      attempt: lane.attempts,
      seed: mix(this.options.seed ^ mix(lane.id * 0x10001 + lane.step)),
      scope: null,
      state: lane.at?.state ?? null,
      mates: lane.mates.map(({ state }) => state),
      schedule,
      moves,
      millis,
    };
  }

  private matesOf(lane: Lane, elapsed: number, wanted: number): readonly Point[] {
    const { plan, mates: most, seed, size } = this.options;
    const { bestPoint: best, lanes, laneCount, coolings } = this;
    if (this.isFinishing(elapsed, wanted))
      return this.past.unmet(lane.id, coolings.elite, { own: lane.at, most });
    const progress = plan.progress(elapsed);
    const mates = matesOf(lane, { best, lanes, laneCount, coolings }, { most, size, seed, progress });
    const chance = seed ^ mix(lane.id * 0x10001 + lane.step);
    return this.past.join(mates, { own: lane.at, most, chains: lanes.size, size, seed: chance });
  }

  private dropParked(lanes: number): void {
    for (const lane of longest(this.idle, this.lanes.size - lanes - PARKED)) {
      this.lanes.delete(lane.id);
      this.idle.delete(lane);
    }
  }
}
