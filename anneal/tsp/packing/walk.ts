/**
 * The walk that packing and unpacking a tour beside others have in common: at each city those that the other tours go to from
 * there are asked about first, by how many go there, then the near ones. Who packs answers, who unpacks reads the answers.
 */
import { ProblemError } from '../../kind.ts';
import type { Steps } from '../../steps.ts';
import type { Near } from './near.ts';

/** Where a tour goes. */
export interface Guide {
  /** Of its first city, and of one that is none of those asked about. */
  elsewhere(): number;
  /** Whether it goes to this city now. */
  goes(city: number, context: number): boolean;
}

/** Tours that others are packed beside, at most. */
export const MOST_BESIDE = 9;

/** Cities that one step walks to: some milliseconds. */
const PACE = 1_000;

/** How the step before went: to the city asked about first, to a later one, to one that no other tour goes to. */
const STEPS = 3;
const RATIOS = 4;
const TRIES = 3;
const BESIDE = TRIES * (MOST_BESIDE + 1) * 2 * STEPS;

export function contextsOf({ k }: Near): number {
  return BESIDE + k * STEPS * RATIOS;
}

/** Both neighbours of each city in each of the tours: a row a city. */
function* neighboursIn(tours: readonly Int32Array[], n: number): Steps<Int32Array> {
  const width = 2 * tours.length;
  const rows = new Int32Array(width * n);
  for (const [t, order] of tours.entries()) {
    yield;
    let before = order[n - 1];
    for (let i = 0; i < n; i++) {
      const city = order[i];
      rows[width * city + 2 * t] = before;
      rows[width * before + 2 * t + 1] = city;
      before = city;
    }
  }
  return rows;
}

/** Cities that the other tours go to from here and that are not visited yet, those that most go to first. */
class Favourites {
  readonly cities = new Int32Array(2 * MOST_BESIDE);
  readonly votes = new Int32Array(2 * MOST_BESIDE);
  count = 0;
  private readonly rows: Int32Array;
  private readonly width: number;

  /** `rows`: of neighbours, `width` a city. */
  constructor(rows: Int32Array, width: number) {
    this.rows = rows;
    this.width = width;
  }

  gather(city: number, seen: Uint8Array): void {
    const { rows, width } = this;
    this.count = 0;
    const end = (city + 1) * width;
    for (let i = city * width; i < end; i++) if (seen[rows[i]] === 0) this.vote(rows[i]);
  }

  has(city: number): boolean {
    for (let i = 0; i < this.count; i++) if (this.cities[i] === city) return true;
    return false;
  }

  private vote(city: number): void {
    const { cities, votes } = this;
    let i = 0;
    while (i < this.count && cities[i] !== city) i++;
    if (i === this.count) {
      this.count++;
      votes[i] = 0;
    }
    const sum = votes[i] + 1;
    for (; i > 0 && votes[i - 1] < sum; i--) {
      cities[i] = cities[i - 1];
      votes[i] = votes[i - 1];
    }
    cities[i] = city;
    votes[i] = sum;
  }
}

/**
 * The visiting order that the guide takes, each city once. Throws a `ProblemError` when it goes elsewhere to a city that is
 * none, or not left to visit. In steps.
 */
export function* walk(guide: Guide, near: Near, beside: readonly Int32Array[]): Steps<Int32Array> {
  const { lists, k, n } = near;
  const seen = new Uint8Array(n);
  const order = new Int32Array(n);
  const favourites = new Favourites(yield* neighboursIn(beside, n), 2 * beside.length);
  let step = 0;
  let city = guide.elsewhere();
  for (let i = 0; ; i++) {
    if (i % PACE === 0) yield;
    if (city >= n || seen[city] === 1)
      throw new ProblemError(`A packed tour goes to city ${city}, which is not left to visit.`);
    seen[city] = 1;
    order[i] = city;
    if (i === n - 1) return order;
    let first = city * k;
    const end = first + k;
    while (first < end && seen[lists[first]] === 1) first++;
    favourites.gather(city, seen);
    const { cities, votes, count } = favourites;
    let next = -1;
    for (let tried = 0; tried < count; tried++) {
      const other = cities[tried];
      const isNearest = first < end && lists[first] === other ? 1 : 0;
      const context =
        ((Math.min(tried, TRIES - 1) * (MOST_BESIDE + 1) + votes[tried]) * 2 + isNearest) * STEPS + step;
      if (!guide.goes(other, context)) continue;
      next = other;
      step = tried === 0 ? 0 : 1;
      break;
    }
    if (next < 0) {
      const place = nearby(guide, near, { from: first, end, seen, favourites, step });
      next = place < 0 ? guide.elsewhere() : lists[place];
      step = count > 0 || place !== first ? STEPS - 1 : 0;
    }
    city = next;
  }
}

interface Here {
  /** Places of the nearest cities in the lists: from the first that is not visited yet. */
  readonly from: number;
  readonly end: number;
  readonly seen: Uint8Array;
  readonly favourites: Favourites;
  readonly step: number;
}

/** The place in the lists of the near city gone to; −1: to none of them. */
function nearby(guide: Guide, { lists, lengths }: Near, { from, end, seen, favourites, step }: Here): number {
  let rank = 0;
  for (let place = from; place < end; ) {
    let after = place + 1;
    while (after < end && seen[lists[after]] === 1) after++;
    const other = lists[place];
    if (!favourites.has(other)) {
      const ratio = after < end ? ratioOf(lengths[place], lengths[after]) : RATIOS - 1;
      if (guide.goes(other, BESIDE + (rank++ * STEPS + step) * RATIOS + ratio)) return place;
    }
    place = after;
  }
  return -1;
}

/** How much nearer a city is than the next one: 0, hardly, … 3, less than half as far. */
function ratioOf(length: number, next: number): number {
  if (10 * length > 9 * next) return 0;
  if (10 * length > 7 * next) return 1;
  return 20 * length > 9 * next ? 2 : 3;
}
