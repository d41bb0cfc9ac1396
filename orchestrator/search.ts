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
import type { CoolingPlan } from './cooling-plan.ts';
import { type Lane, moreUrgent, retryPause } from './lane.ts';
import { Pace } from './pace.ts';
import { Past } from './past.ts';
import { chainsWorth, MATE_FROM, matesOf, type Population, roundMillis } from './population.ts';
import { mix } from './random.ts';
import { type Moment, noTasks, type Point, type Strategy } from './strategy.ts';
import { millisFor, type Outcome, type Task } from './task.ts';

/** Lanes without work that are kept for donors to come; beyond, the longest tours are dropped. */
const PARKED = 32;

/**
 * Share of a cooling in which a new lane begins anew, not where the best stands. A chain never leaves the way round the whole that it
 * began with, so those that begin with the first one's are one chain in all that matters; and what that one gained so
 * early, the heat takes away (docs/decisions/kernel.md).
 */
const YOUNG = 0.1;

/** Share of the cooling after which lanes that lag behind start again from the best. */
const GATHER_FROM = 0.7;

/** How far above the best, as a share of it, a lane may be when gathering begins; falls to 0 at the end. */
const GATHER_SLACK = 0.01;

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
    // That of an earlier best was measured in steps since.
    this.scale ??= this.bestPoint && this.options.scale(this.bestPoint.state);
    const lane = this.chosenLane({ now, elapsed, target, lanes });
    if (!lane) return null;
    const task = this.taskOf(lane, elapsed, moves);
    this.idle.delete(lane);
    this.out.set(task, lane);
    this.tally.given++;
    return task;
  }

  nextDue(now: number): number | null {
    let due: number | null = null;
    for (const { notBefore } of this.idle) {
      if (notBefore > now && (due === null || notBefore < due)) due = notBefore;
    }
    return due;
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
    if (!this.bestPoint || !isFalse(this.bestPoint.state)) return;
    const left = [...this.lanes.values()].flatMap(({ at }) => at ?? []);
    this.bestPoint = left.reduce((a, b) => (a && a.energy <= b.energy ? a : b), to);
  }

  private advance(lane: Lane, point: Point, elapsed: number): boolean {
    lane.step++;
    lane.mates = null;
    lane.attempts = 0;
    lane.notBefore = 0;
    lane.at = point;
    this.past.keep(point, this.options.plan.progress(elapsed));
    const improved = this.bestPoint === null || point.energy < this.bestPoint.energy;
    if (improved) this.bestPoint = point;
    this.scale ??= this.options.scale(point.state);
    if (this.bestPoint && this.lags(point, this.bestPoint, elapsed)) lane.at = this.bestPoint;
    return improved;
  }

  private lags(point: Point, best: Point, elapsed: number): boolean {
    const progress = this.options.plan.progress(elapsed);
    if (progress < GATHER_FROM || this.options.mates > 0) return false;
    const slack = (GATHER_SLACK * (1 - progress)) / (1 - GATHER_FROM);
    // An energy may be negative, as of a cut.
    return point.energy > best.energy + Math.abs(best.energy) * slack;
  }

  /** Lanes to have: as many as the donors need; more where few donors have time for more. */
  private wanted(elapsed: number, lanes: number): number {
    const { mates, size, plan } = this.options;
    if (mates === 0 || this.pace.fastest === 0) return lanes;
    return Math.max(lanes, chainsWorth(this.pace.fastest * plan.remaining(elapsed) * lanes, size));
  }

  /** A lane to work on; a new one where there may be one more and no task waits to be repeated. */
  private chosenLane({ now, elapsed, target, lanes = target }: Moment): Lane | null {
    let chosen: Lane | null = null;
    for (const lane of this.idle) {
      if (lane.notBefore > now) continue;
      if (chosen === null || moreUrgent(lane, chosen) < 0) chosen = lane;
    }
    if (chosen && (chosen.attempts > 0 || chosen.at === null)) return chosen;
    return this.lanes.size < this.wanted(elapsed, lanes) ? this.openLane(elapsed) : chosen;
  }

  private openLane(elapsed: number): Lane {
    const { plan, best, startsDiffer = true } = this.options;
    const beginsAnew = startsDiffer && best === null && elapsed < YOUNG * plan.length(elapsed);
    const lane: Lane = {
      id: this.laneCount++,
      at: beginsAnew ? null : this.bestPoint,
      step: 0,
      attempts: 0,
      notBefore: 0,
      mates: null,
    };
    this.lanes.set(lane.id, lane);
    return lane;
  }

  private taskOf(lane: Lane, elapsed: number, mostMoves?: number): Task {
    const { plan, mates, seed, size } = this.options;
    const isMating = mates > 0 && lane.at !== null && plan.progress(elapsed) >= MATE_FROM;
    lane.mates ??= isMating
      ? this.past.join(matesOf(lane, this.population(), { most: mates, seed }), {
          own: lane.at,
          most: mates,
          chains: this.lanes.size,
          seed: seed ^ mix(lane.id * 0x10001 + lane.step),
        })
      : [];
    const most = millisFor(lane, plan.remaining(elapsed));
    const { moves, millis } = this.pace.size(
      mates > 0 ? roundMillis(plan, elapsed, { most, size }) : most,
      mostMoves,
    );
    const from = this.temperature(elapsed);
    const end = this.temperature(elapsed + millis);
    const to = Math.max(0, Math.round(from + (end - from) / this.pace.share));
    return {
      id: `${lane.id}.${lane.step}`,
      attempt: lane.attempts,
      seed: mix(this.options.seed ^ mix(lane.id * 0x10001 + lane.step)),
      scope: null,
      state: lane.at?.state ?? null,
      mates: lane.mates.map(({ state }) => state),
      schedule: { from, to: this.pace.share === 1 ? from : to },
      moves,
      millis,
    };
  }

  private population(): Population {
    return { best: this.bestPoint, lanes: this.lanes, laneCount: this.laneCount };
  }

  /** Lanes with a task to repeat stay: the task is not lost. */
  private dropParked(lanes: number): void {
    const surplus = this.lanes.size - lanes - PARKED;
    if (surplus <= 0) return;
    const parked = [...this.idle].filter(({ attempts, at }) => attempts === 0 && at);
    parked.sort((a, b) => b.at!.energy - a.at!.energy);
    for (const lane of parked.slice(0, surplus)) {
      this.lanes.delete(lane.id);
      this.idle.delete(lane);
    }
  }
}
