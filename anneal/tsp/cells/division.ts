import type { Division, Part } from '../../kind.ts';
import { Random } from '../../random.ts';
import { type Distance, tourLength } from '../distance.ts';
import { decodeTour, encodeTour } from '../state.ts';
import { Leaves } from './leaves.ts';
import { Links } from './links.ts';
import { partEnergy } from './part.ts';
import { encodeScope, LARGEST_PART, type Scope, SMALLEST_PART } from './scope.ts';

/** Free places looked at for the next part: the one that waited longest is its middle. */
const PLACES = 12;
/** A part looks for its cities among so many times its size around its middle: beyond, it would be no compact one. */
const REACH = 2.5;
/** A part smaller than this share of what was asked for is not worth a task. */
const LEAST = 0.4;

interface TourPart extends Part {
  readonly cities: Scope;
}

/**
 * A tour in the hands of many. A part is the cities around a place, in tour order, with what lies outside collapsed to
 * joins; the cities of a part that is out are held, so no edge is in two hands. Each part alone keeps the tour whole;
 * two that were out at the same time may together leave several cycles, which are linked again where that costs least
 * (as in Y. Nagata's edge assembly, 1997). Lengths add up exactly.
 */
export class TourDivision implements Division {
  private readonly distance: Distance;
  private readonly leaves: Leaves;
  private readonly links: Links;
  private readonly held: Uint8Array;
  /** The round in which a city was last in a part. */
  private readonly seen: Int32Array;
  private readonly random = new Random();
  private readonly out = new Set<Part>();
  private rounds = 0;
  private length: number;

  constructor(distance: Distance, state: Uint8Array, seed: number) {
    const { n } = distance;
    const order = decodeTour(state, n);
    this.distance = distance;
    this.leaves = new Leaves(distance.points);
    this.links = new Links(order);
    this.held = new Uint8Array(n);
    this.seen = new Int32Array(n);
    this.length = tourLength(distance, order);
    this.random.seed(seed);
  }

  get energy(): number {
    return this.length;
  }

  state(): Uint8Array {
    return encodeTour(this.links.order);
  }

  cut(size: number): TourPart | null {
    const wanted = Math.min(LARGEST_PART, Math.max(SMALLEST_PART, Math.round(size)));
    const middle = this.place();
    if (middle < 0) return null;
    const scope = this.links.scope(this.around(middle, wanted));
    if (scope.cities.length < Math.max(SMALLEST_PART, LEAST * wanted)) return null;
    this.rounds++;
    for (const city of scope.cities) {
      this.held[city] = 1;
      this.seen[city] = this.rounds;
    }
    const part = {
      scope: encodeScope(scope, this.distance.n),
      energy: freeLength(this.distance, scope),
      cities: scope,
    };
    this.out.add(part);
    return part;
  }

  merge(part: Part, state: Uint8Array): boolean {
    const { cities } = this.take(part);
    const after = partEnergy(this.distance, part.scope, state);
    const order = decodeTour(state, cities.cities.length);
    const change = this.links.replace(cities, order, {
      distance: this.distance,
      change: after - part.energy,
    });
    this.length += change ?? 0;
    return change !== null;
  }

  release(part: Part): void {
    this.take(part);
  }

  private take(part: Part): TourPart {
    if (!this.out.delete(part)) throw new Error('This part is not out.');
    const mine = part as TourPart;
    for (const city of mine.cities.cities) this.held[city] = 0;
    return mine;
  }

  /** A free city that has not been in a part for long; −1 when chance finds none. */
  private place(): number {
    let best = -1;
    for (let i = 0; i < PLACES; i++) {
      const city = this.random.below(this.held.length);
      if (this.held[city] === 0 && (best < 0 || this.seen[city] < this.seen[best])) best = city;
    }
    return best;
  }

  private around(middle: number, size: number): Int32Array {
    const { points } = this.distance;
    const found = new Int32Array(size);
    let count = 0;
    let looked = 0;
    this.leaves.around(points[3 * middle], points[3 * middle + 1], points[3 * middle + 2], (cities) => {
      for (const city of cities) if (this.held[city] === 0 && count < size) found[count++] = city;
      looked += cities.length;
      return count < size && looked < REACH * size;
    });
    return found.subarray(0, count);
  }
}

function freeLength(distance: Distance, { cities, joined }: Scope): number {
  let sum = 0;
  for (let i = 0; i < cities.length; i++)
    if (joined[i] === 0) sum += distance.between(cities[i], cities[i + 1 === cities.length ? 0 : i + 1]);
  return sum;
}
