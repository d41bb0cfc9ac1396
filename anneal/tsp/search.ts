import type { Random } from '../random.ts';
import type { Distance } from './distance.ts';
import { KickPlace } from './kick-place.ts';

/**
 * The hot loop: a tour as an array, and the moves that change it. One file and long functions on purpose: the engine
 * compiles `improve` as one unit with its arrays in registers, and every split measured cost 10–30 % of the speed.
 *
 * What must hold between calls: `order` is a permutation, `position` its inverse, `queued[c] = 1` exactly for the cities
 * in the queue. Lengths are integers, so the sum of all gains and costs is the tour's change of length, exactly.
 *
 * Words: t1 … t6 are the ends of a sequential exchange in the literature's order: edges (t1,t2), (t3,t4), (t5,t6) go,
 * (t2,t3), (t4,t5), (t6,t1) come (S. Lin and B. W. Kernighan, 1973).
 */

/** How many candidates of t2 and of t4 are tried; the lists hold at least the first of these where n allows. */
const BREADTH_FIRST = 6;
const BREADTH_SECOND = 4;
/** Candidates a city that the lists should hold: one a quadrant and the nearest others. */
export const CANDIDATES = 6;
/** Kicks need five different cities in a row. */
export const SMALLEST_KICKED = 5;

export class Search {
  readonly order: Int32Array;
  readonly position: Int32Array;
  private readonly distance: Distance;
  private readonly n: number;
  private readonly breadthFirst: number;
  private readonly breadthSecond: number;
  private readonly row: number;
  /** Candidate and its distance side by side, a row of 2k a city. */
  private readonly near: Int32Array;
  /** A ring: each city is in it at most once, so it never overflows. */
  private readonly queue: Int32Array;
  private readonly queued: Uint8Array;
  private readonly place: KickPlace;
  private head = 0;
  private tail = 0;
  /** Reversals since the last `commit`, as (first position, last position): their own inverses. */
  private journal = new Int32Array(2048);
  private written = 0;
  private keeping = false;

  /** `candidates`: k per city, nearest first. */
  constructor(distance: Distance, candidates: Int32Array) {
    const { n } = distance;
    const k = candidates.length / n;
    this.distance = distance;
    this.n = n;
    this.row = 2 * k;
    this.breadthFirst = Math.min(k, BREADTH_FIRST);
    this.breadthSecond = Math.min(k, BREADTH_SECOND);
    this.near = new Int32Array(2 * n * k);
    for (let i = 0; i < n * k; i++) {
      this.near[2 * i] = candidates[i];
      this.near[2 * i + 1] = distance.between(Math.trunc(i / k), candidates[i]);
    }
    this.order = Int32Array.from({ length: n }, (_, i) => i);
    this.position = this.order.slice();
    this.place = new KickPlace(this.position, candidates);
    let ring = 1;
    while (ring <= n) ring *= 2;
    this.queue = new Int32Array(ring);
    this.queued = new Uint8Array(n);
  }

  /** Takes a tour, and puts every city in the queue. */
  load(order: Int32Array): void {
    const { n, position } = this;
    this.order.set(order);
    this.head = 0;
    this.tail = 0;
    this.queued.fill(0);
    this.written = 0;
    this.keeping = false;
    for (let i = 0; i < n; i++) {
      position[order[i]] = i;
      this.push(order[i]);
    }
  }

  get settled(): boolean {
    return this.head === this.tail;
  }

  /** Improves around at most `cities` cities of the queue; returns the length gained. */
  descend(cities: number): number {
    const { queue, queued } = this;
    const mask = queue.length - 1;
    let total = 0;
    for (let i = 0; i < cities && this.head !== this.tail; i++) {
      const city = queue[this.head];
      this.head = (this.head + 1) & mask;
      queued[city] = 0;
      let gain = this.improve(city);
      while (gain > 0) {
        total += gain;
        gain = this.improve(city);
      }
    }
    return total;
  }

  /** From here on the changes can be undone. */
  commit(): void {
    this.written = 0;
    this.keeping = true;
  }

  /** Undoes everything since `commit`. */
  rollback(): void {
    const { journal } = this;
    for (let w = this.written - 2; w >= 0; w -= 2) this.flip(journal[w], journal[w + 1]);
    this.written = 0;
  }

  /**
   * A local double bridge: of three segments B C D in a row makes D C B, which no single move of `improve` undoes (O. Martin, S. W. Otto and E. W. Felten, 1991). Returns the length it costs, mostly > 0.
   */
  kick(random: Random, alongTour = false): number {
    const { order, distance, place } = this;
    if (alongTour) place.chooseAlong(random);
    else place.choose(random);
    const { before, b, c, d } = place;
    const b1 = this.wrap(before + 1);
    const c1 = this.wrap(before + b + 1);
    const d1 = this.wrap(before + b + c + 1);
    const after = this.wrap(before + b + c + d + 1);
    const last = this.wrap(before + b + c + d);
    const a = order[before];
    const [bFirst, bLast] = [order[b1], order[this.wrap(before + b)]];
    const [cFirst, cLast] = [order[c1], order[this.wrap(before + b + c)]];
    const [dFirst, dLast] = [order[d1], order[last]];
    const e = order[after];
    // By positions, so never the rest of the tour instead, even where that is shorter.
    this.turn(b1, last);
    this.turn(b1, this.wrap(before + d));
    this.turn(this.wrap(before + d + 1), this.wrap(before + d + c));
    this.turn(this.wrap(before + d + c + 1), last);
    this.push(a);
    this.push(bFirst);
    this.push(bLast);
    this.push(cFirst);
    this.push(cLast);
    this.push(dFirst);
    this.push(dLast);
    this.push(e);
    const came =
      distance.between(a, dFirst) +
      distance.between(dLast, cFirst) +
      distance.between(cLast, bFirst) +
      distance.between(bLast, e);
    const went =
      distance.between(a, bFirst) +
      distance.between(bLast, cFirst) +
      distance.between(cLast, dFirst) +
      distance.between(dLast, e);
    return came - went;
  }

  /**
   * Applies the first improving 2-opt or sequential 3-opt exchange that removes an edge at t1; returns its gain, or 0.
   *
   * "Ahead" is the direction from t1 over t2. `ahead3` and `ahead5` count steps from t2 to t3 and t5, and decide in O(1)
   * which reconnections leave one tour:
   *   A  t4 before t3: closes as a 2-opt move; and any t5 with the one t6 that leaves a tour.
   *   B  t4 after t3: only with t5 between t2 and t3, then t6 on either side of t5.
   */
  private improve(t1: number): number {
    const { n, order, position, near, row, distance, breadthFirst, breadthSecond } = this;
    const end = n - 1;
    const p1 = position[t1];
    for (let forward = 1; forward >= 0; forward--) {
      const p2 = forward === 1 ? (p1 === end ? 0 : p1 + 1) : p1 === 0 ? end : p1 - 1;
      const t2 = order[p2];
      const d12 = distance.between(t1, t2);
      const row2 = t2 * row;
      for (let i = 0; i < breadthFirst; i++) {
        const gain1 = d12 - near[row2 + 2 * i + 1];
        if (gain1 <= 0) break;
        const t3 = near[row2 + 2 * i];
        const p3 = position[t3];
        let ahead3 = forward === 1 ? p3 - p2 : p2 - p3;
        if (ahead3 < 0) ahead3 += n;
        const above3 = order[p3 === end ? 0 : p3 + 1];
        const below3 = order[p3 === 0 ? end : p3 - 1];
        const before3 = forward === 1 ? below3 : above3;
        const after3 = forward === 1 ? above3 : below3;
        if (before3 !== t2) {
          const t4 = before3;
          const gain2 = gain1 + distance.between(t3, t4);
          const closed = gain2 - distance.between(t4, t1);
          if (closed > 0) {
            this.exchange(t1, t2, t3, t4);
            return closed;
          }
          const row4 = t4 * row;
          for (let j = 0; j < breadthSecond; j++) {
            const gain3 = gain2 - near[row4 + 2 * j + 1];
            if (gain3 <= 0) break;
            const t5 = near[row4 + 2 * j];
            if (t5 === t3) continue;
            const p5 = position[t5];
            let ahead5 = forward === 1 ? p5 - p2 : p2 - p5;
            if (ahead5 < 0) ahead5 += n;
            const t6 =
              ahead5 > ahead3 === (forward === 1)
                ? order[p5 === 0 ? end : p5 - 1]
                : order[p5 === end ? 0 : p5 + 1];
            if (t6 === t4) continue;
            const gain = gain3 + distance.between(t5, t6) - distance.between(t6, t1);
            if (gain > 0) {
              this.exchange(t1, t2, t3, t4);
              this.exchange(t1, t4, t5, t6);
              return gain;
            }
          }
        }
        if (after3 !== t1) {
          const t4 = after3;
          const gain2 = gain1 + distance.between(t3, t4);
          const row4 = t4 * row;
          for (let j = 0; j < breadthSecond; j++) {
            const gain3 = gain2 - near[row4 + 2 * j + 1];
            if (gain3 <= 0) break;
            const t5 = near[row4 + 2 * j];
            const p5 = position[t5];
            let ahead5 = forward === 1 ? p5 - p2 : p2 - p5;
            if (ahead5 < 0) ahead5 += n;
            if (ahead5 >= ahead3) continue;
            const above5 = order[p5 === end ? 0 : p5 + 1];
            const below5 = order[p5 === 0 ? end : p5 - 1];
            const after5 = forward === 1 ? above5 : below5;
            const gainAfter = gain3 + distance.between(t5, after5) - distance.between(after5, t1);
            if (gainAfter > 0) {
              // Segments t2…t5 and t6…t3 change places, neither turned: three reversals.
              this.exchange(t1, t2, t4, t3);
              this.exchange(t1, t3, t5, after5);
              this.exchange(t3, t5, t4, t2);
              return gainAfter;
            }
            if (ahead5 === 0) continue;
            const before5 = forward === 1 ? below5 : above5;
            const gainBefore = gain3 + distance.between(t5, before5) - distance.between(before5, t1);
            if (gainBefore > 0) {
              // Segments t2…t6 and t5…t3 stay, each turned.
              this.exchange(t1, t2, t5, before5);
              this.exchange(t5, t2, t3, t4);
              return gainBefore;
            }
          }
        }
      }
    }
    return 0;
  }

  /** Replaces the edges (t1,t2), (t3,t4) by (t2,t3), (t4,t1); t4 must lie on the same side of t3 as t1 of t2 does not. */
  private exchange(t1: number, t2: number, t3: number, t4: number): void {
    const { order, position } = this;
    const p1 = position[t1];
    if (order[p1 === this.n - 1 ? 0 : p1 + 1] === t2) this.reverse(position[t2], position[t4]);
    else this.reverse(position[t4], position[t2]);
    this.push(t1);
    this.push(t2);
    this.push(t3);
    this.push(t4);
  }

  /** Turns the path from one position up to another, or the rest of the tour, which is the same: whichever is shorter. */
  private reverse(from: number, to: number): void {
    const { n } = this;
    let first = from;
    let last = to;
    let count = last - first + 1;
    if (count <= 0) count += n;
    if (2 * count > n) {
      first = to === n - 1 ? 0 : to + 1;
      last = from === 0 ? n - 1 : from - 1;
    }
    this.turn(first, last);
  }

  private turn(first: number, last: number): void {
    if (this.keeping) this.record(first, last);
    this.flip(first, last);
  }

  private flip(first: number, last: number): void {
    const { n, order, position } = this;
    let i = first;
    let j = last;
    if (i <= j) {
      while (i < j) {
        const a = order[i];
        const b = order[j];
        order[i] = b;
        position[b] = i++;
        order[j] = a;
        position[a] = j--;
      }
      return;
    }
    for (let swaps = (j - i + 1 + n) >> 1; swaps > 0; swaps--) {
      const a = order[i];
      const b = order[j];
      order[i] = b;
      position[b] = i;
      order[j] = a;
      position[a] = j;
      if (++i === n) i = 0;
      if (--j < 0) j = n - 1;
    }
  }

  private record(first: number, last: number): void {
    if (this.written === this.journal.length) {
      const longer = new Int32Array(2 * this.written);
      longer.set(this.journal);
      this.journal = longer;
    }
    this.journal[this.written++] = first;
    this.journal[this.written++] = last;
  }

  private push(city: number): void {
    if (this.queued[city] === 1) return;
    this.queued[city] = 1;
    this.queue[this.tail] = city;
    this.tail = (this.tail + 1) & (this.queue.length - 1);
  }

  private wrap(position: number): number {
    return position >= this.n ? position - this.n : position;
  }
}
