/**
 * The search of one job: many annealing chains (lanes) under one temperature clock, and the best tour any of them found.
 * Pure: it is told what happened and says what to do next; no clock, no I/O.
 *
 * Invariants, property-tested in search.test.ts:
 * 1. A lane has at most one task out, and every task given out is settled at most once.
 * 2. given = verified + rejected + lost + returned + tasks out.
 * 3. A task that was lost or rejected is given out again: same id, seed and start, before its lane does anything else.
 * 4. The best never gets longer, and is always a point that was verified.
 * 5. Never more tasks are out than the target at the time they were given out.
 */
import type { CoolingPlan } from './cooling-plan.ts';
import { type Lane, moreUrgent, type Point, retryPause } from './lane.ts';
import { Pace } from './pace.ts';
import { mix } from './random.ts';
import { millisFor, type Outcome, type Task } from './task.ts';

/** Lanes without work that are kept for donors to come; beyond, the longest tours are dropped. */
const PARKED = 32;

/** Share of the cooling after which lanes that lag behind start again from the best. */
const GATHER_FROM = 0.7;

/** How far above the best, as a share of it, a lane may be when gathering begins; falls to 0 at the end. */
const GATHER_SLACK = 0.01;

/** Everything ever given out, by how it ended. */
export interface Tally {
  given: number;
  verified: number;
  rejected: number;
  lost: number;
  returned: number;
  /** Verified moves. */
  moves: number;
}

export interface SearchOptions {
  readonly seed: number;
  readonly plan: CoolingPlan;
  /** kind.temperatureScale of the problem at this state; asked once, at the first point. */
  readonly scale: (state: Uint8Array) => number;
  /** The best of an earlier life of the job. */
  readonly best: Point | null;
}

export class Search {
  readonly tally: Tally = { given: 0, verified: 0, rejected: 0, lost: 0, returned: 0, moves: 0 };
  /** In the order they were opened. */
  private readonly lanes = new Map<number, Lane>();
  private laneCount = 0;
  private readonly out = new Map<number, Task>();
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

  /** In 1/256 energy units; 0 until a first tour says what a temperature means for this problem. */
  temperature(elapsed: number): number {
    return this.scale === null ? 0 : this.options.plan.temperature(elapsed, this.scale);
  }

  /**
   * The next task to give out, or null when `target` tasks are out or every lane has to wait (see nextDue).
   * @param now on the clock
   * @param elapsed milliseconds of budget used
   * @param target tasks to have out
   */
  next(now: number, elapsed: number, target: number): Task | null {
    if (this.out.size >= target) return null;
    const lane = this.idleLane(now) ?? (this.lanes.size < target ? this.openLane() : null);
    if (!lane) return null;
    const task = this.taskOf(lane, elapsed);
    lane.busy = true;
    this.out.set(lane.id, task);
    this.tally.given++;
    return task;
  }

  /** When a lane that waits before its task is repeated may go on; null when none waits. */
  nextDue(now: number): number | null {
    let due: number | null = null;
    for (const lane of this.lanes.values()) {
      if (!lane.busy && lane.notBefore > now && (due === null || lane.notBefore < due)) due = lane.notBefore;
    }
    return due;
  }

  /**
   * Ends a task that was given out. Returns true when it brought a new best.
   * @param target tasks to have out from now on: lanes far beyond it are dropped
   */
  settle(task: Task, outcome: Outcome, now: number, elapsed: number, target: number): boolean {
    const lane = this.lanes.get(task.lane);
    if (!lane || this.out.get(task.lane) !== task) throw new Error(`task ${task.id} is not out`);
    this.out.delete(task.lane);
    this.tally[outcome.is]++;
    lane.busy = false;
    if (outcome.is !== 'verified') {
      if (outcome.is !== 'returned') lane.attempts++;
      lane.notBefore = now + retryPause(lane.attempts);
      return false;
    }
    this.tally.moves += outcome.moves;
    this.pace.learn(task, outcome.moves);
    const improved = this.advance(lane, { state: outcome.state, energy: outcome.energy }, elapsed);
    this.dropParked(target);
    return improved;
  }

  private advance(lane: Lane, point: Point, elapsed: number): boolean {
    lane.step++;
    lane.attempts = 0;
    lane.notBefore = 0;
    lane.at = point;
    const improved = this.bestPoint === null || point.energy < this.bestPoint.energy;
    if (improved) this.bestPoint = point;
    this.scale ??= this.options.scale(point.state);
    if (this.bestPoint && this.lags(point, this.bestPoint, elapsed)) lane.at = this.bestPoint;
    return improved;
  }

  private lags(point: Point, best: Point, elapsed: number): boolean {
    const progress = this.options.plan.progress(elapsed);
    if (progress < GATHER_FROM) return false;
    const slack = (GATHER_SLACK * (1 - progress)) / (1 - GATHER_FROM);
    return point.energy > best.energy * (1 + slack);
  }

  private idleLane(now: number): Lane | null {
    let chosen: Lane | null = null;
    for (const lane of this.lanes.values()) {
      if (lane.busy || lane.notBefore > now) continue;
      if (chosen === null || moreUrgent(lane, chosen) < 0) chosen = lane;
    }
    return chosen;
  }

  private openLane(): Lane {
    const lane: Lane = {
      id: this.laneCount++,
      at: this.bestPoint,
      step: 0,
      attempts: 0,
      notBefore: 0,
      busy: false,
    };
    this.lanes.set(lane.id, lane);
    return lane;
  }

  private taskOf(lane: Lane, elapsed: number): Task {
    const millis = millisFor(lane.step, this.options.plan.remaining(elapsed));
    const from = this.temperature(elapsed);
    const end = this.temperature(elapsed + millis);
    const to = Math.max(0, Math.round(from + (end - from) / this.pace.share));
    return {
      id: `${lane.id}.${lane.step}`,
      lane: lane.id,
      attempt: lane.attempts,
      seed: mix(this.options.seed ^ mix(lane.id * 0x10001 + lane.step)),
      state: lane.at?.state ?? null,
      schedule: { from, to: this.pace.share === 1 ? from : to },
      moves: this.pace.moves(millis),
      millis,
    };
  }

  /** Lanes with a task to repeat stay: the task is not lost. */
  private dropParked(target: number): void {
    const surplus = this.lanes.size - target - PARKED;
    if (surplus <= 0) return;
    const parked = [...this.lanes.values()].filter(({ busy, attempts, at }) => !busy && attempts === 0 && at);
    parked.sort((a, b) => b.at!.energy - a.at!.energy);
    for (const { id } of parked.slice(0, surplus)) this.lanes.delete(id);
  }
}
