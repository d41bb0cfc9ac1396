import type { Random } from '../../random.ts';
import type { Steps } from '../../steps.ts';
import type { Distance } from '../distance.ts';
import { AbCycles } from './ab-cycles.ts';
import { connect } from './connect.ts';
import { linksOf, Rewiring } from './rewiring.ts';

/** Fewer cities than this have nothing to assemble. */
const SMALLEST = 8;
/** Edges of AB-cycles tried in one step, or one cycle of more: some milliseconds. */
const STEP = 200;

/**
 * Edge assembly crossover, the single strategy (Y. Nagata and S. Kobayashi, "A Powerful Genetic Algorithm Using Edge
 * Assembly Crossover for the Traveling Salesman Problem", INFORMS Journal on Computing 25, 2013), made greedy: of every
 * AB-cycle in which a mate differs, the tour takes the mate's edges for its own when it gets shorter by that, the cost of
 * joining the subtours that come of it included. So the tour never gets longer, and all edges but those that join subtours
 * are of one of the parents. O(n) and some microseconds a cycle; memory O(n).
 */
export class Crossover {
  private readonly tour: Rewiring;
  private readonly cycles: AbCycles;
  private readonly mate: Int32Array;

  /** `candidates`: the same number for each city, near ones. */
  constructor(
    private readonly distance: Distance,
    private readonly candidates: Int32Array,
  ) {
    this.tour = new Rewiring(distance.n);
    this.cycles = new AbCycles(distance.n);
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
  *take(other: Int32Array, random: Random): Steps<number> {
    if (this.distance.n < SMALLEST) return 0;
    linksOf(other, this.mate);
    const { starts } = this.cycles;
    yield;
    const count = yield* this.cycles.find(this.tour.link, this.mate, random);
    let gain = 0;
    for (let i = 0, paused = 0; i < count; i++) {
      if (starts[i + 1] - paused > STEP) {
        yield;
        paused = starts[i];
      }
      gain += this.exchange(starts[i], starts[i + 1]);
    }
    return gain;
  }

  /** Tries the AB-cycle at these places of the list; returns the length gained, 0 when it is left alone. */
  private exchange(from: number, to: number): number {
    const { tour } = this;
    const promised = this.gain(from, to);
    if (promised <= 0 || !this.fits(from, to)) return 0;
    const { cities } = this.cycles;
    for (let i = from; i < to; i += 2) tour.remove(cities[i], cities[i + 1]);
    for (let i = from; i < to; i += 2) tour.add(cities[i + 1], this.after(i + 1, from, to));
    const circles = tour.circles();
    const gain = circles === 1 ? promised : connect(tour, this.distance, this.candidates, promised);
    if (gain <= 0) {
      tour.undo();
      return 0;
    }
    if (circles > 1) tour.circles();
    tour.commit();
    return gain;
  }

  /** Length of the cycle's edges of the tour, less that of the mate's. */
  private gain(from: number, to: number): number {
    const { cities } = this.cycles;
    let gain = 0;
    for (let i = from; i < to; i += 2) {
      gain += this.distance.between(cities[i], cities[i + 1]);
      gain -= this.distance.between(cities[i + 1], this.after(i + 1, from, to));
    }
    return gain;
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
