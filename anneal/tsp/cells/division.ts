import type { Division, Part, Piece } from '../../kind.ts';
import { Random } from '../../random.ts';
import { type Distance, tourLength } from '../distance.ts';
import { decodeTour, encodeTour } from '../state.ts';
import { cityMapOf } from './city-map.ts';
import type { Leaves } from './leaves.ts';
import { Links } from './links.ts';
import { freeLength, partEnergy } from './part.ts';
import { decodeScope, encodeScope, LARGEST_PART, type Scope, SMALLEST_PART } from './scope.ts';

/** Free cities looked at for the next part: the one that waited longest is its middle. */
const PLACES = 24;
/**
 * Share of a part, nearest to its middle, that counts as worked on. The rest lies at a border: it is soon in the middle of
 * another part. Without this, parts go from gap to gap in the same shapes, and their borders stay what they were.
 */
const CORE = 0.5;
/**
 * An edge longer than parts are wide is in none of them and would stay for ever. So every so many cuts the part is the cities
 * around both ends of some of the longest edges: two of these can change places with two short ones.
 */
const LONG_EVERY = 3;
const LONGEST = 12;
/** Edges looked at for the longest. */
const EDGES = 4_096;
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
  /** The cut in which a city was last at the core of a part. */
  private readonly seen: Int32Array;
  private readonly random = new Random();
  private readonly out = new Set<Part>();
  private cuts = 0;
  private length: number;

  /** @param state null: the cities along a Hilbert curve */
  constructor(distance: Distance, state: Uint8Array | null, seed: number) {
    const { n } = distance;
    const { curve, leaves } = cityMapOf(distance);
    const order = state === null ? curve.slice() : decodeTour(state, n);
    this.distance = distance;
    this.leaves = leaves;
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
    return encodeTour(this.links.canonical());
  }

  cut(size: number): TourPart | null {
    const wanted = Math.min(LARGEST_PART, Math.max(SMALLEST_PART, Math.round(size)));
    const least = Math.max(SMALLEST_PART, LEAST * wanted);
    if (this.cuts % LONG_EVERY === 0) {
      const scope = this.links.scope(this.aroundLongEdges(wanted));
      if (scope.cities.length >= least) return this.give(scope);
    }
    const around = this.aroundPlace(wanted);
    const scope = this.links.scope(around);
    if (scope.cities.length < least) return null;
    for (const city of around.subarray(0, CORE * around.length)) this.seen[city] = this.cuts + 1;
    return this.give(scope);
  }

  private give(scope: Scope): TourPart {
    this.cuts++;
    for (const city of scope.cities) this.held[city] = 1;
    const bytes = encodeScope(scope, this.distance.n);
    const part = { scope: bytes, energy: freeLength(this.distance, scope), cities: scope };
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

  /** A free city that was at no core for long; −1 when chance finds none. */
  private place(): number {
    let best = -1;
    for (let i = 0; i < PLACES; i++) {
      const city = this.random.below(this.held.length);
      if (this.held[city] === 0 && (best < 0 || this.seen[city] < this.seen[best])) best = city;
    }
    return best;
  }

  private aroundPlace(size: number): Int32Array {
    const middle = this.place();
    return middle < 0 ? new Int32Array(0) : this.around(middle, size);
  }

  /** A few of the cities around each end of long edges. */
  private aroundLongEdges(size: number): Int32Array {
    const middles = this.longEdges();
    const groups = middles.map((middle) => {
      const group = this.held[middle] === 0 ? this.around(middle, Math.ceil(size / middles.length)) : [];
      for (const city of group) this.held[city] = 1;
      return group;
    });
    const cities = Int32Array.from(groups.flatMap((group) => Array.from(group)));
    for (const city of cities) this.held[city] = 0;
    return cities;
  }

  /** Both ends of the longest edges among some that nobody holds. */
  private longEdges(): number[] {
    const { order } = this.links;
    const n = order.length;
    const first = n <= EDGES ? 0 : this.random.below(n);
    const found: { readonly length: number; readonly ends: readonly [number, number] }[] = [];
    let least = -1;
    for (let i = 0; i < Math.min(n, EDGES); i++) {
      const at = (first + i) % n;
      const ends: readonly [number, number] = [order[at], order[at + 1 === n ? 0 : at + 1]];
      if (this.held[ends[0]] + this.held[ends[1]] > 0) continue;
      const length = this.distance.between(...ends);
      if (length <= least) continue;
      found.push({ length, ends });
      if (found.length < 2 * LONGEST) continue;
      found.sort((a, b) => b.length - a.length).splice(LONGEST);
      least = found[LONGEST - 1].length;
    }
    found.sort((a, b) => b.length - a.length).splice(LONGEST);
    return found.flatMap(({ ends }) => ends);
  }

  /** Up to `size` free cities around this one, nearest groups first. */
  private around(middle: number, size: number): Int32Array {
    const { points } = this.distance;
    const [x, y, z] = points.subarray(3 * middle, 3 * middle + 3);
    const found = new Int32Array(size);
    let count = 0;
    let looked = 0;
    this.leaves.around([x, y, z], (cities) => {
      for (const city of cities) if (this.held[city] === 0 && count < size) found[count++] = city;
      looked += cities.length;
      return count < size && looked < REACH * size;
    });
    return found.subarray(0, count);
  }
}

/** As `Parts.splice`. Throws a `ProblemError` for bytes that are no states. */
export function splice(distance: Distance, whole: Uint8Array, pieces: readonly Piece[]) {
  const links = new Links(decodeTour(whole, distance.n));
  for (const { scope, state } of pieces) {
    const cities = decodeScope(scope, distance.n);
    const change = partEnergy(distance, scope, state) - freeLength(distance, cities);
    links.replace(cities, decodeTour(state, cities.cities.length), { distance, change });
  }
  return { state: encodeTour(links.canonical()), energy: tourLength(distance, links.order) };
}
