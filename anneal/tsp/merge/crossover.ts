import type { Random } from '../../random.ts';
import type { Steps } from '../../steps.ts';
import type { Distance } from '../distance.ts';
import { AbCycles } from './ab-cycles.ts';
import { type Block, Blocks } from './blocks.ts';
import { citiesOf, smallestCircle } from './circles.ts';
import { connect } from './connect.ts';
import { linksOf, Rewiring } from './rewiring.ts';

/** Fewer cities than this have nothing to assemble. */
const SMALLEST = 8;
/** Edges of AB-cycles tried in one step, or one cycle of more: some milliseconds. */
const STEP = 200;
/** Blocks of more cities than this are not tried, and no blocks beside a circle of more: an exchange is some milliseconds at most. */
const LARGEST = 1_000;
/** Blocks tried beside another: those next to one of two edges are three or four. */
const MOST_BESIDE = 10;

/**
 * Edge assembly crossover, the single strategy (Y. Nagata and S. Kobayashi, "A Powerful Genetic Algorithm Using Edge
 * Assembly Crossover for the Traveling Salesman Problem", INFORMS Journal on Computing 25, 2013), made greedy: of every
 * AB-cycle in which a mate differs, the tour takes the mate's edges for its own when it gets shorter by that, the cost of
 * joining the subtours that come of it included. So the tour never gets longer, and all edges but those that join subtours
 * are of one of the parents. O(n) and some microseconds a cycle; memory O(n).
 *
 * A thorough one then tries the cycles that are left by blocks, and blocks in pairs: two tours that are nearly optimal differ in
 * a block that gains and leaves subtours and another that costs a little and joins them.
 */
export class Crossover {
  private readonly tour: Rewiring;
  private readonly cycles: AbCycles;
  private readonly blocks: Blocks;
  private readonly mate: Int32Array;

  /** `candidates`: the same number for each city, near ones. */
  constructor(
    private readonly distance: Distance,
    private readonly candidates: Int32Array,
  ) {
    this.tour = new Rewiring(distance.n);
    this.cycles = new AbCycles(distance.n);
    this.blocks = new Blocks(distance.n);
    this.mate = new Int32Array(2 * distance.n);
  }

  load(order: Int32Array): void {
    this.tour.load(order);
  }

  /** The tour as it is: a view, to be read before the next call. */
  get order(): Int32Array {
    return this.tour.order;
  }

  /** Takes over from another tour what makes this one shorter; returns the length gained. In steps. */
  *take(other: Int32Array, random: Random, isThorough = false): Steps<number> {
    if (this.distance.n < SMALLEST) return 0;
    linksOf(other, this.mate);
    const { starts } = this.cycles;
    yield;
    const count = yield* this.cycles.find(this.tour.link, this.mate, random);
    const left: number[] = [];
    let gain = 0;
    for (let i = 0, paused = 0; i < count; i++) {
      if (starts[i + 1] - paused > STEP) {
        yield;
        paused = starts[i];
      }
      const gained = this.exchange([i]);
      gain += gained;
      if (gained === 0) left.push(i);
    }
    return isThorough ? gain + (yield* this.takeBlocks(left)) : gain;
  }

  private *takeBlocks(cycles: readonly number[]): Steps<number> {
    const taken = new Set<Block>();
    let gain = 0;
    for (const block of yield* this.blocks.find(this.cycles, cycles)) {
      yield;
      // Its cities first: they are counted, where a gain is added up edge by edge.
      if (taken.has(block) || this.cities(block) > LARGEST || this.gain(block) <= 0) continue;
      const alone = block.length > 1 ? this.exchange(block) : 0;
      gain += alone;
      if (alone > 0) taken.add(block);
      else gain += yield* this.takeWithAnother(block, taken);
    }
    return gain;
  }

  /** Tries a block that leaves subtours together with one that may join them. */
  private *takeWithAnother(block: Block, taken: Set<Block>): Steps<number> {
    for (const other of this.beside(block)) {
      if (taken.has(other) || this.cities(other) > LARGEST) continue;
      yield;
      const gain = this.exchange([...block, ...other], false);
      if (gain === 0) continue;
      taken.add(block).add(other);
      return gain;
    }
    return 0;
  }

  /** Blocks at the smallest circle that this one would leave. */
  private beside(block: Block): ReadonlySet<Block> {
    const { tour, blocks } = this;
    const found = new Set<Block>();
    if (this.open(block) && tour.circles() > 1) {
      const small = smallestCircle(tour);
      if (tour.sizes[small] <= LARGEST) {
        for (const city of citiesOf(tour, small)) {
          const other = blocks.at(city);
          if (other !== null && other !== block) found.add(other);
          if (found.size === MOST_BESIDE) break;
        }
      }
    }
    tour.undo();
    return found;
  }

  /** Tries AB-cycles together, whose subtours may be joined or must be none; returns the length gained, 0 when they are left alone. */
  private exchange(cycles: readonly number[], mayJoin = true): number {
    const { tour } = this;
    const promised = this.gain(cycles);
    if (promised <= 0) return 0;
    let gain = 0;
    if (this.open(cycles)) {
      const circles = tour.circles();
      if (circles === 1) gain = promised;
      else if (mayJoin) gain = connect(tour, this.distance, this.candidates, promised);
      if (circles > 1 && gain > 0) tour.circles();
    }
    if (gain <= 0) {
      tour.undo();
      return 0;
    }
    tour.commit();
    return gain;
  }

  /** Opens the exchange of these cycles; false, with some of it open, where they do not fit. */
  private open(cycles: readonly number[]): boolean {
    const { tour } = this;
    const { cities, starts } = this.cycles;
    for (const cycle of cycles) {
      const [from, to] = [starts[cycle], starts[cycle + 1]];
      if (!this.fits(from, to)) return false;
      for (let i = from; i < to; i += 2) tour.remove(cities[i], cities[i + 1]);
      for (let i = from; i < to; i += 2) tour.add(cities[i + 1], this.after(i + 1, from, to));
    }
    return true;
  }

  /** Length of the cycles' edges of the tour, less that of the mate's. */
  private gain(cycles: readonly number[]): number {
    const { cities, starts } = this.cycles;
    let gain = 0;
    for (const cycle of cycles) {
      const [from, to] = [starts[cycle], starts[cycle + 1]];
      for (let i = from; i < to; i += 2) {
        gain += this.distance.between(cities[i], cities[i + 1]);
        gain -= this.distance.between(cities[i + 1], this.after(i + 1, from, to));
      }
    }
    return gain;
  }

  /** How many the cycles have, with those that two of them share twice. */
  private cities(cycles: readonly number[]): number {
    const { starts } = this.cycles;
    return cycles.reduce((sum, cycle) => sum + starts[cycle + 1] - starts[cycle], 0);
  }

  /** Joining subtours for an earlier cycle may have taken an edge of this one. */
  private fits(from: number, to: number): boolean {
    const { cities } = this.cycles;
    for (let i = from; i < to; i += 2) {
      if (!this.tour.has(cities[i], cities[i + 1])) return false;
      if (this.tour.has(cities[i + 1], this.after(i + 1, from, to))) return false;
    }
    return true;
  }

  /** City after place `i` of a cycle, round. */
  private after(i: number, from: number, to: number): number {
    return this.cycles.cities[i + 1 === to ? from : i + 1];
  }
}
