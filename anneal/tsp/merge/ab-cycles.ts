import type { Random } from '../../random.ts';
import type { Steps } from '../../steps.ts';

/** Cities that walks begin at in one step: some milliseconds. */
const STEP = 10_000;

/**
 * What two tours A and B differ in, cut into AB-cycles: closed walks along edges of A and of B in turn, which share no
 * edge and together hold every edge that only one of the tours has (Y. Nagata and S. Kobayashi, "A Powerful Genetic
 * Algorithm Using Edge Assembly Crossover for the Traveling Salesman Problem", INFORMS Journal on Computing 25, 2013).
 * Removing a cycle's edges of A and adding those of B leaves every city with two edges.
 *
 * Where both tours have two edges of their own at a city, chance decides which go together. O(n).
 */
export class AbCycles {
  /** Cities of the cycles one after another; each begins at a city that its edge of A leads away from. */
  readonly cities: Int32Array;
  /** Cycle i is cities[starts[i]] … cities[starts[i + 1] − 1], an even number. */
  readonly starts: Int32Array;
  count = 0;
  private readonly n: number;
  /** The other ends of the edges not yet in a cycle: two places for A, two for B, a city. */
  private readonly ends: Int32Array;
  /** How many of these there are: A at 2c, B at 2c + 1. */
  private readonly left: Uint8Array;
  private readonly walk: Int32Array;
  /** Place of a city on the walk, by the parity of the place; −1 when it is not on it. */
  private readonly place: Int32Array;

  constructor(n: number) {
    this.n = n;
    this.cities = new Int32Array(2 * n);
    this.starts = new Int32Array(n + 1);
    this.ends = new Int32Array(4 * n);
    this.left = new Uint8Array(2 * n);
    this.walk = new Int32Array(2 * n + 1);
    this.place = new Int32Array(2 * n).fill(-1);
  }

  /** Finds the cycles; `a` and `b` hold the two neighbours of each city in its tour. Returns how many there are. In steps. */
  *find(a: Int32Array, b: Int32Array, random: Random): Steps<number> {
    this.count = 0;
    this.starts[0] = 0;
    this.collect(a, b, 0);
    yield;
    this.collect(b, a, 1);
    for (let city = 0; city < this.n; city++) {
      if (city % STEP === 0) yield;
      while (this.left[2 * city] > 0) this.trace(city, random);
    }
    return this.count;
  }

  /** Edges of `own` that `other` does not have. */
  private collect(own: Int32Array, other: Int32Array, kind: number): void {
    for (let city = 0; city < this.n; city++) {
      const [first, second] = [other[2 * city], other[2 * city + 1]];
      let count = 0;
      for (let i = 2 * city; i < 2 * city + 2; i++) {
        const end = own[i];
        if (end !== first && end !== second) this.ends[4 * city + 2 * kind + count++] = end;
      }
      this.left[2 * city + kind] = count;
    }
  }

  /** Walks from a city along A, B, A … and cuts off every cycle that the walk closes, until it is back for good. */
  private trace(start: number, random: Random): void {
    const { walk, place } = this;
    walk[0] = start;
    place[2 * start] = 0;
    let at = 0;
    do {
      const city = this.follow(walk[at], at & 1, random);
      at++;
      const seen = 2 * city + (at & 1);
      const since = place[seen];
      if (since < 0) {
        walk[at] = city;
        place[seen] = at;
      } else {
        this.cutOff(since, at);
        at = since;
      }
    } while (at > 0);
    place[2 * start] = -1;
  }

  /** Takes one of the edges left at a city; returns its other end. */
  private follow(city: number, kind: number, random: Random): number {
    const { ends, left } = this;
    const base = 4 * city + 2 * kind;
    const pick = left[2 * city + kind] === 2 ? random.next() >>> 31 : 0;
    const end = ends[base + pick];
    if (pick === 0) ends[base] = ends[base + 1];
    left[2 * city + kind]--;
    const back = 4 * end + 2 * kind;
    if (ends[back] === city) ends[back] = ends[back + 1];
    left[2 * end + kind]--;
    return end;
  }

  /** Takes the walk's places from `since` to before `at` as a cycle. */
  private cutOff(since: number, at: number): void {
    const { walk, place, cities } = this;
    let write = this.starts[this.count];
    // From an odd place an edge of B leads away: the cycle begins one further.
    const odd = since & 1;
    for (let i = since + odd; i < at; i++) cities[write++] = walk[i];
    if (odd === 1) cities[write++] = walk[since];
    for (let i = since + 1; i < at; i++) place[2 * walk[i] + (i & 1)] = -1;
    this.starts[++this.count] = write;
  }
}
