import type { Random } from '../random.ts';
import { type Distance, TABLE, UP } from './distance.ts';
import { KickPlace } from './kick-place.ts';
import { LISTS, NUMBER, RECORD, recordsOf } from './records.ts';

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

/** How many candidates of t2 and of t4 are tried. */
const BREADTH_FIRST = 6;
const BREADTH_SECOND = 4;
const END_FIRST = LISTS + 2 * BREADTH_FIRST;
const END_SECOND = LISTS + 2 * BREADTH_SECOND;
/** Kicks need five different cities in a row. */
export const SMALLEST_KICKED = 5;

/** How `reconnect` closes an exchange. */
const TWO_TURNED = 0;
const SWAPPED = 1;
const EACH_TURNED = 2;

const { ceil, sqrt } = Math;

export class Search {
  private readonly n: number;
  private readonly distance: Distance;
  private readonly mode: number;
  private readonly table: Int32Array;
  private readonly memory: Int32Array;
  private readonly floats: Float64Array;
  private readonly first: number;
  /** A ring: each city is in it at most once, so it never overflows. */
  private readonly queue: Int32Array;
  private readonly queued: Uint8Array;
  private readonly place: KickPlace;
  private head = 0;
  private tail = 0;
  /** Reversals since the last `commit`, as (first slot, last slot): their own inverses. */
  private journal = new Int32Array(2048);
  private written = 0;
  private keeping = false;

  /** `candidates`: a row of equal length a city, nearest first. */
  constructor(distance: Distance, candidates: Int32Array) {
    const { n } = distance;
    this.n = n;
    this.distance = distance;
    this.mode = distance.mode;
    this.table = distance.table;
    const records = recordsOf(distance, candidates);
    this.memory = records.memory;
    this.floats = records.floats;
    this.first = records.first;
    this.place = new KickPlace(records, n, candidates.length / n);
    let ring = 1;
    while (ring <= n) ring *= 2;
    this.queue = new Int32Array(ring);
    this.queued = new Uint8Array(n);
    this.load(Int32Array.from({ length: n }, (_, i) => i));
  }

  /** The tour: city numbers in visiting order. A new array. */
  get order(): Int32Array {
    const { memory } = this;
    return memory.slice(1, this.n + 1).map((city) => memory[city + NUMBER]);
  }

  /** Takes a tour, and puts every city in the queue. */
  load(order: Int32Array): void {
    const { n, memory } = this;
    this.head = 0;
    this.tail = 0;
    this.queued.fill(0);
    this.written = 0;
    this.keeping = false;
    for (let i = 0; i < n; i++) {
      const city = this.first + order[i] * RECORD;
      memory[i + 1] = city;
      memory[city] = i + 1;
      this.push(city);
    }
    memory[0] = memory[n];
    memory[n + 1] = memory[1];
  }

  get settled(): boolean {
    return this.head === this.tail;
  }

  /** Improves around at most `cities` cities of the queue; returns the length gained. */
  descend(cities: number): number {
    const { memory, queue, queued } = this;
    const mask = queue.length - 1;
    let total = 0;
    for (let i = 0; i < cities && this.head !== this.tail; i++) {
      const city = queue[this.head];
      this.head = (this.head + 1) & mask;
      queued[memory[city + NUMBER]] = 0;
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
    const { memory, place } = this;
    if (alongTour) place.chooseAlong(random);
    else place.choose(random);
    const { before, b, c, d } = place;
    const b1 = this.wrap(before + 1);
    const c1 = this.wrap(before + b + 1);
    const d1 = this.wrap(before + b + c + 1);
    const after = this.wrap(before + b + c + d + 1);
    const last = this.wrap(before + b + c + d);
    const a = memory[before];
    const [bFirst, bLast] = [memory[b1], memory[this.wrap(before + b)]];
    const [cFirst, cLast] = [memory[c1], memory[this.wrap(before + b + c)]];
    const [dFirst, dLast] = [memory[d1], memory[last]];
    const e = memory[after];
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
      this.between(a, dFirst) +
      this.between(dLast, cFirst) +
      this.between(cLast, bFirst) +
      this.between(bLast, e);
    const went =
      this.between(a, bFirst) +
      this.between(bLast, cFirst) +
      this.between(cLast, dFirst) +
      this.between(dLast, e);
    return came - went;
  }

  /**
   * Applies the first improving 2-opt or sequential 3-opt exchange that removes an edge at t1; returns its gain, or 0.
   *
   * "Ahead" is the direction from t1 over t2, one `way` of the slots. `ahead3` and `ahead5` count steps from t2 to t3 and
   * t5, and decide in O(1) which reconnections leave one tour:
   *   A  t4 before t3: closes as a 2-opt move; and any t5 with the one t6 that leaves a tour.
   *   B  t4 after t3: only with t5 between t2 and t3, then t6 on either side of t5.
   */
  private improve(t1: number): number {
    const { n, memory } = this;
    const slot1 = memory[t1];
    for (let way = 1; way >= -1; way -= 2) {
      const t2 = memory[slot1 + way];
      const slot2 = memory[t2];
      const d12 = this.between(t1, t2);
      const end2 = t2 + END_FIRST;
      for (let near2 = t2 + LISTS; near2 < end2; near2 += 2) {
        const gain1 = d12 - memory[near2 + 1];
        if (gain1 <= 0) break;
        const t3 = memory[near2];
        const slot3 = memory[t3];
        let ahead3 = way > 0 ? slot3 - slot2 : slot2 - slot3;
        if (ahead3 < 0) ahead3 += n;
        for (let side = -way, b = 0; b < 2; b++, side = way) {
          const t4 = memory[slot3 + side];
          if (t4 === (b === 0 ? t2 : t1)) continue;
          const gain2 = gain1 + this.between(t3, t4);
          if (b === 0) {
            const closed = gain2 - this.between(t4, t1);
            if (closed > 0) {
              this.exchange(t1, t2, t3, t4);
              return closed;
            }
          }
          const end4 = t4 + END_SECOND;
          for (let near4 = t4 + LISTS; near4 < end4; near4 += 2) {
            const gain3 = gain2 - memory[near4 + 1];
            if (gain3 <= 0) break;
            const t5 = memory[near4];
            if (t5 === t3) continue;
            const slot5 = memory[t5];
            let ahead5 = way > 0 ? slot5 - slot2 : slot2 - slot5;
            if (ahead5 < 0) ahead5 += n;
            let turn = way;
            if (ahead5 > ahead3) {
              if (b > 0) continue;
              turn = -way;
            }
            for (;;) {
              const t6 = memory[slot5 + turn];
              if (t6 !== t4) {
                const gain = gain3 + this.between(t5, t6) - this.between(t6, t1);
                if (gain > 0) {
                  this.reconnect(
                    t1,
                    t2,
                    t3,
                    t4,
                    t5,
                    t6,
                    b === 0 ? TWO_TURNED : turn === way ? SWAPPED : EACH_TURNED,
                  );
                  return gain;
                }
              }
              if (b === 0 || turn !== way || ahead5 === 0) break;
              turn = -way;
            }
          }
        }
      }
    }
    return 0;
  }

  /** `Distance.between`, of cities as records. Short, as the engine inlines only so much into `improve`. */
  private between(a: number, b: number): number {
    const { mode, floats } = this;
    if (mode > UP) return this.unplanar(a, b);
    const i = a >> 1;
    const j = b >> 1;
    const dx = floats[i + 1] - floats[j + 1];
    const dy = floats[i + 2] - floats[j + 2];
    const d = sqrt(dx * dx + dy * dy);
    return mode === UP ? ceil(d) | 0 : (d + 0.5) | 0;
  }

  private unplanar(a: number, b: number): number {
    const { memory } = this;
    const i = memory[a + NUMBER];
    const j = memory[b + NUMBER];
    return this.mode === TABLE ? this.table[i * this.n + j] : this.distance.between(i, j);
  }

  private reconnect(
    t1: number,
    t2: number,
    t3: number,
    t4: number,
    t5: number,
    t6: number,
    how: number,
  ): void {
    if (how === TWO_TURNED) {
      this.exchange(t1, t2, t3, t4);
      this.exchange(t1, t4, t5, t6);
    } else if (how === SWAPPED) {
      // Segments t2…t5 and t6…t3 change places, neither turned: three reversals.
      this.exchange(t1, t2, t4, t3);
      this.exchange(t1, t3, t5, t6);
      this.exchange(t3, t5, t4, t2);
    } else {
      // Segments t2…t6 and t5…t3 stay, each turned.
      this.exchange(t1, t2, t5, t6);
      this.exchange(t5, t2, t3, t4);
    }
  }

  /** Replaces the edges (t1,t2), (t3,t4) by (t2,t3), (t4,t1); t4 must lie on the same side of t3 as t1 of t2 does not. */
  private exchange(t1: number, t2: number, t3: number, t4: number): void {
    const { memory } = this;
    if (memory[memory[t1] + 1] === t2) this.reverse(memory[t2], memory[t4]);
    else this.reverse(memory[t4], memory[t2]);
    this.push(t1);
    this.push(t2);
    this.push(t3);
    this.push(t4);
  }

  /** Turns the path from one slot up to another, or the rest of the tour, which is the same: whichever is shorter. */
  private reverse(from: number, to: number): void {
    const { n } = this;
    let first = from;
    let last = to;
    let count = last - first + 1;
    if (count <= 0) count += n;
    if (2 * count > n) {
      first = to === n ? 1 : to + 1;
      last = from === 1 ? n : from - 1;
    }
    this.turn(first, last);
  }

  private turn(first: number, last: number): void {
    if (this.keeping) this.record(first, last);
    this.flip(first, last);
  }

  private flip(first: number, last: number): void {
    const { n, memory } = this;
    let i = first;
    let j = last;
    if (i <= j) {
      while (i < j) {
        const a = memory[i];
        const b = memory[j];
        memory[i] = b;
        memory[b] = i++;
        memory[j] = a;
        memory[a] = j--;
      }
    } else {
      for (let swaps = (j - i + 1 + n) >> 1; swaps > 0; swaps--) {
        const a = memory[i];
        const b = memory[j];
        memory[i] = b;
        memory[b] = i;
        memory[j] = a;
        memory[a] = j;
        if (++i > n) i = 1;
        if (--j < 1) j = n;
      }
    }
    memory[0] = memory[n];
    memory[n + 1] = memory[1];
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
    const number = this.memory[city + NUMBER];
    if (this.queued[number] === 1) return;
    this.queued[number] = 1;
    this.queue[this.tail] = city;
    this.tail = (this.tail + 1) & (this.queue.length - 1);
  }

  private wrap(slot: number): number {
    return slot > this.n ? slot - this.n : slot;
  }
}
