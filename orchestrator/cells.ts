/**
 * Many donors on one state: each anneals a cell, the cities around some place, while the others anneal cells elsewhere; all
 * under one temperature clock. A cell that comes back is put in at once and another is cut where nobody is: nobody waits for
 * the slowest. A lost cell stays as it was. Where there are more donors than a state has room for, several states (worlds)
 * are annealed, and towards the end of a cooling those that lag start again from the best.
 *
 * A division's own start is quick and bad. So the first donor makes a tour of the whole (its kernel's greedy and descent)
 * while the others begin in cells; where that is the shorter one when it comes, it is what all go on from.
 *
 * Invariants beside those of strategy.ts, property-tested in strategy.test.ts:
 * 1. No two tasks out of one world share a city.
 * 2. A world's energy is that of its state, whatever came back in whatever order.
 */
import type { Division, Part } from '../anneal/kind.ts';
import { CellWorld } from './cell-world.ts';
import { type CoolingPlan, endOfTask } from './cooling-plan.ts';
import { retryPause } from './lane.ts';
import { Pace } from './pace.ts';
import type { Lineage } from './provenance.ts';
import { mix } from './random.ts';
import { type Moment, noTasks, type Point, type Strategy } from './strategy.ts';
import { type Outcome, SHORTEST, type Task } from './task.ts';

/** Cities a cell should have at least: smaller ones are soon as good as they can be, and their borders are in the way. */
const SMALLEST_CELL = 400;
/** Share of a world's cities that is out at a time: the rest is where the next cell can be cut across old borders. */
const FILL = 0.7;
/** Kernel time of a task, in milliseconds: the first round is over soon, later ones take so much for each city. */
const FIRST_TASK = 60;
const LONGEST_TASK = 1_000;
const PER_CITY = 0.5;
/** Kernel time for the tour of the whole: the preparation before it is not counted. */
const WHOLE_TASK = 1_000;
/** The best is written down no more often: each time costs a look at every city. Milliseconds. */
const BEST_EVERY = 150;
/** In the last so many milliseconds of a budget every best is. */
const AT_THE_END = 1_000;
/** Parts that one step of the lineage puts together. */
const MOST_SPLICED = 128;
/** Share of a cooling after which worlds that lag start again from the best, and how much longer than it they may be. */
const GATHER_FROM = 0.85;
const GATHER_SLACK = 0.005;
/** Opening a world takes a moment for each city: never many at once. Milliseconds. */
const GATHER_EVERY = 250;

export interface CellsOptions {
  readonly seed: number;
  readonly plan: CoolingPlan;
  /** kind.size of the problem. */
  readonly size: number;
  /** As of SearchOptions. */
  readonly scale: (state: Uint8Array) => number | null;
  /** A division of this state, or of a quick start where it is null. */
  readonly divide: (state: Uint8Array | null, seed: number) => Division;
  /** The best of an earlier life of the job. */
  readonly best: Point | null;
  /** Told of every state that is put together. */
  readonly lineage: Lineage;
}

interface Flight {
  readonly world: CellWorld;
  readonly part: Part;
}

export class Cells implements Strategy {
  readonly tally = noTasks();
  private worlds: CellWorld[] = [];
  private opened = 0;
  /** Null for the tour of the whole. */
  private readonly out = new Map<Task, Flight | null>();
  /** A tour of the whole is to be asked for. */
  private wholeWanted: boolean;
  private readonly pace = new Pace();
  private bestPoint: Point | null;
  private scale: number | null = null;
  private serial = 0;
  private gatheredAt = Number.NEGATIVE_INFINITY;
  private writtenAt = Number.NEGATIVE_INFINITY;
  /** Failures since the last verified answer. */
  private failures = 0;
  private notBefore = 0;

  constructor(private readonly options: CellsOptions) {
    this.bestPoint = options.best;
    this.wholeWanted = options.best === null;
    if (options.best) this.scale = options.scale(options.best.state);
  }

  get best(): Point | null {
    return this.bestPoint;
  }

  get inFlight(): number {
    return this.out.size;
  }

  temperature(elapsed: number): number {
    return this.scale === null ? 0 : this.options.plan.temperature(elapsed, this.scale);
  }

  next(at: Moment): Task | null {
    if (this.out.size >= at.target || at.now < this.notBefore) return null;
    if (this.wholeWanted) return this.giveWhole(at);
    const { size } = this.options;
    const worlds = Math.max(1, Math.floor((lanesAt(at) * SMALLEST_CELL) / size));
    while (this.worlds.length < worlds) this.worlds.push(this.openWorld(this.bestPoint));
    const cities = (FILL * size * worlds) / lanesAt(at);
    for (const world of this.worlds.toSorted((a, b) => a.out - b.out)) {
      const part = world.division.cut(cities);
      if (part) return this.give({ world, part }, PER_CITY * cities, at);
    }
    return null;
  }

  nextDue(now: number): number | null {
    return this.notBefore > now ? this.notBefore : null;
  }

  settle(task: Task, outcome: Outcome, at: Moment): boolean {
    const flight = this.out.get(task);
    if (flight === undefined) throw new Error(`task ${task.id} is not out`);
    this.out.delete(task);
    this.tally[outcome.is]++;
    if (flight) flight.world.out--;
    if (outcome.is !== 'verified') {
      if (flight) flight.world.division.release(flight.part);
      else this.wholeWanted = true;
      if (outcome.is !== 'returned') this.notBefore = at.now + retryPause(++this.failures);
      return false;
    }
    this.failures = 0;
    this.tally.moves += outcome.moves;
    if (flight === null) return this.takeWhole(outcome);
    this.pace.learn(task, outcome.moves);
    return this.takeCell(flight, outcome, at);
  }

  private takeWhole({ state, energy }: Point): boolean {
    const whole = { state, energy };
    this.scale ??= this.options.scale(state);
    this.worlds = this.worlds.map((world) => (world.energy > energy ? this.openWorld(whole) : world));
    if (this.bestPoint && this.bestPoint.energy <= energy) return false;
    this.bestPoint = whole;
    return true;
  }

  private takeCell({ world, part }: Flight, outcome: Point, at: Moment): boolean {
    world.take(part, outcome);
    // A world that was given up takes its cells back, and that is all.
    if (!this.worlds.includes(world)) return false;
    const improved = this.write(world, at);
    this.gather(world, at);
    return improved;
  }

  forget(isFalse: (state: Uint8Array) => boolean, to: Point | null): void {
    if (this.bestPoint && isFalse(this.bestPoint.state)) this.bestPoint = to;
    this.worlds = this.worlds.map((world) => (world.grewFrom(isFalse) ? this.openWorld(to) : world));
  }

  /** Writes the state down where it is a new best, or has become long to tell of. Returns true for a new best. */
  private write(world: CellWorld, { now, elapsed }: Moment): boolean {
    const { plan, lineage } = this.options;
    const { energy } = world;
    const isDue = now - this.writtenAt >= BEST_EVERY || plan.remaining(elapsed) <= AT_THE_END;
    const isBest = isDue && (this.bestPoint === null || energy < this.bestPoint.energy);
    if (!isBest && world.untold < MOST_SPLICED) return false;
    const written = world.writeDown(lineage);
    this.scale ??= this.options.scale(written.state);
    if (!isBest) return false;
    this.bestPoint = written;
    this.writtenAt = now;
    return true;
  }

  private gather(world: CellWorld, { now, elapsed }: Moment): void {
    const best = this.bestPoint;
    const progress = this.options.plan.progress(elapsed);
    const isLate = progress >= GATHER_FROM && progress < 1;
    if (best === null || !isLate || this.worlds.length < 2 || now - this.gatheredAt < GATHER_EVERY) return;
    const slack = (GATHER_SLACK * (1 - progress)) / (1 - GATHER_FROM);
    if (world.energy <= best.energy + Math.abs(best.energy) * slack) return;
    this.gatheredAt = now;
    this.worlds = this.worlds.map((each) => (each === world ? this.openWorld(best) : each));
  }

  private openWorld(from: Point | null): CellWorld {
    const seed = mix(this.options.seed ^ mix(this.opened++));
    return new CellWorld(this.options.divide(from?.state ?? null, seed), from, seed);
  }

  private give({ world, part }: Flight, longest: number, at: Moment): Task {
    const { elapsed } = at;
    const round = Math.min(8, Math.floor(this.tally.verified / lanesAt(at)));
    const { plan } = this.options;
    const wanted = Math.min(FIRST_TASK * 2 ** round, longest, LONGEST_TASK, plan.remaining(elapsed));
    const task = this.taskOf(part.scope, Math.max(SHORTEST, Math.round(wanted)), at);
    world.out++;
    this.out.set(task, { world, part });
    return task;
  }

  private giveWhole(at: Moment): Task {
    this.wholeWanted = false;
    const remaining = Math.round(this.options.plan.remaining(at.elapsed) / 2);
    const task = this.taskOf(null, Math.max(SHORTEST, Math.min(WHOLE_TASK, remaining)), at);
    this.out.set(task, null);
    return task;
  }

  private taskOf(scope: Uint8Array | null, longest: number, { elapsed, moves: most }: Moment): Task {
    const { moves, millis } = this.pace.size(longest, most);
    const end = endOfTask(this.options.plan, elapsed, millis);
    const schedule = this.pace.schedule(this.temperature(elapsed), this.temperature(end));
    const serial = this.serial++;
    this.tally.given++;
    return {
      id: `${scope ? 'c' : 'w'}${serial}`,
      attempt: 0,
      seed: mix(this.options.seed ^ mix(serial)),
      scope,
      state: null,
      mates: [],
      // The whole is to be short soon, not hot.
      schedule: scope ? schedule : { from: 0, to: 0 },
      moves,
      millis,
    };
  }
}

function lanesAt({ lanes, target }: Moment): number {
  return lanes ?? target;
}
