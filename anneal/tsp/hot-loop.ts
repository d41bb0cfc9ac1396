import {
  COLUMN,
  COUNT,
  HEAD,
  HOW,
  KEEPING,
  LISTS,
  LOOKED_UP,
  MASK,
  NUMBER,
  QUEUE,
  ROOM,
  ROUNDED_UP,
  ROW,
  TAIL,
  TOUR,
  WRITTEN,
  X_BYTES,
  Y_BYTES,
} from './records.ts';

/** How many candidates of t2 and of t4 are tried. */
const BREADTH_FIRST = 6;
const BREADTH_SECOND = 4;
const END_FIRST = LISTS + 2 * BREADTH_FIRST;
const END_SECOND = LISTS + 2 * BREADTH_SECOND;

/** The tour in `memory` and the moves that change it; what they need is laid out as in records.ts. */
export interface HotLoop {
  readonly memory: Int32Array;
  /** Improves around at most `cities` cities of the queue; returns the length gained. */
  descend(cities: number): number;
  /** Of the three segments of b, c and d cities behind the slot `before` makes d, c, b; returns the length that costs. */
  swap(before: number, b: number, c: number, d: number): number;
  /** Undoes every turn in the journal. */
  rollback(): void;
  /** Puts a city into the queue unless it is there. */
  push(city: number): void;
}

/**
 * The hot loop. Made once a thread, and that is the point of it: the engine then knows the one block of memory that these
 * functions ever see, and builds its address and length into their code, where it would otherwise look both up, and
 * check that it still is the same array, after every turn of every loop: a quarter of the time (docs/decisions/kernel.md).
 * Made twice it would do the same, only slower. Long functions, and one file, on purpose: one call left in
 * `improve` costs a tenth, and what the engine is to take in must know the same constants. `| 0`
 * tells the engine that a sum, which never leaves the int32s, need not be watched for it.
 *
 * What must hold between calls: the tour is a permutation, the slots its inverse, and exactly the cities in the queue are
 * marked so. Lengths are integers, so the sum of all gains and costs is the tour's change of length, exactly.
 *
 * Words: t1 … t6 are the ends of a sequential exchange in the literature's order: edges (t1,t2), (t3,t4), (t5,t6) go,
 * (t2,t3), (t4,t5), (t6,t1) come (S. Lin and B. W. Kernighan, 1973).
 *
 * @param far the distance of two city numbers that is neither to be computed in the plane nor to be looked up
 */
export function hotLoop(far: (i: number, j: number) => number): HotLoop {
  const { ceil, sqrt } = Math;
  const memory = new Int32Array(ROOM);
  // The coordinates of the city at t are at t/2.
  const xs = new Float64Array(memory.buffer, X_BYTES);
  const ys = new Float64Array(memory.buffer, Y_BYTES);
  /** Turns since `commit`, as (first slot, last slot): their own inverses. */
  let journal = new Int32Array(2048);

  /**
   * Short, as the engine takes in only so much into `improve`: ten of these, but not ten of `between`, nor these and ten of
   * what looks up, in a thread that has to do with both. And called where a distance is looked up too, as it takes in only what
   * was called often before; machine code computes it only where it is used.
   */
  function length(dx: number, dy: number, up: boolean): number {
    const d = sqrt(dx * dx + dy * dy);
    return up ? ceil(d) | 0 : (d + 0.5) | 0;
  }

  function asked(a: number, b: number): number {
    return far(memory[a + NUMBER] >> 1, memory[b + NUMBER] >> 1);
  }

  /** As `improve` has it in ten places. */
  function between(a: number, b: number): number {
    const how = memory[HOW];
    if (how <= ROUNDED_UP)
      return length(xs[a >> 1] - xs[b >> 1], ys[a >> 1] - ys[b >> 1], how === ROUNDED_UP);
    return how === LOOKED_UP ? memory[memory[a + ROW] + memory[b + COLUMN]] : asked(a, b);
  }

  /**
   * Applies the first improving 2-opt or sequential 3-opt exchange that removes an edge at t1; returns its gain, or 0.
   *
   * "Ahead" is the direction from t1 over t2, one `way` of the slots. `ahead3` and `ahead5` count steps from t2 to t3 and
   * t5, and decide in O(1) which reconnections leave one tour:
   *   A  t4 before t3: closes as a 2-opt move; and any t5 with the one t6 that leaves a tour.
   *   B  t4 after t3: only with t5 between t2 and t3, then t6 on either side of t5.
   */
  function improve(t1: number): number {
    const m = memory;
    const n = m[COUNT];
    const plane = m[HOW] <= ROUNDED_UP;
    const up = m[HOW] === ROUNDED_UP;
    const looked = m[HOW] === LOOKED_UP;
    const x1 = xs[t1 >> 1];
    const y1 = ys[t1 >> 1];
    const slot1 = m[t1];
    for (let way = 1; way >= -1; way -= 2) {
      const t2 = m[slot1 + way];
      const slot2 = m[t2];
      const plane12 = length(x1 - xs[t2 >> 1], y1 - ys[t2 >> 1], up);
      const d12 = plane ? plane12 : looked ? m[m[t1 + ROW] + m[t2 + COLUMN]] : asked(t1, t2);
      const end2 = (t2 + END_FIRST) | 0;
      for (let near2 = (t2 + LISTS) | 0; near2 < end2; near2 = (near2 + 2) | 0) {
        const gain1 = (d12 - m[near2 + 1]) | 0;
        if (gain1 <= 0) break;
        const t3 = m[near2];
        const slot3 = m[t3];
        const x3 = xs[t3 >> 1];
        const y3 = ys[t3 >> 1];
        let ahead3 = (way > 0 ? slot3 - slot2 : slot2 - slot3) | 0;
        if (ahead3 < 0) ahead3 = (ahead3 + n) | 0;

        const before3 = m[slot3 - way];
        if (before3 !== t2) {
          const t4 = before3;
          const x4 = xs[t4 >> 1];
          const y4 = ys[t4 >> 1];
          const went4Plane = length(x3 - x4, y3 - y4, up);
          const went4 = plane ? went4Plane : looked ? m[m[t3 + ROW] + m[t4 + COLUMN]] : asked(t3, t4);
          const gain2 = (gain1 + went4) | 0;
          const came4Plane = length(x4 - x1, y4 - y1, up);
          const came4 = plane ? came4Plane : looked ? m[m[t4 + ROW] + m[t1 + COLUMN]] : asked(t4, t1);
          const closed = (gain2 - came4) | 0;
          if (closed > 0) {
            exchange(t1, t2, t3, t4);
            return closed;
          }
          const end4 = (t4 + END_SECOND) | 0;
          for (let near4 = (t4 + LISTS) | 0; near4 < end4; near4 = (near4 + 2) | 0) {
            const gain3 = (gain2 - m[near4 + 1]) | 0;
            if (gain3 <= 0) break;
            const t5 = m[near4];
            if (t5 === t3) continue;
            const slot5 = m[t5];
            let ahead5 = (way > 0 ? slot5 - slot2 : slot2 - slot5) | 0;
            if (ahead5 < 0) ahead5 = (ahead5 + n) | 0;
            // t4 itself, where t5 is next to it: gains what closing did, nothing.
            const t6 = m[ahead5 > ahead3 ? slot5 - way : slot5 + way];
            const x6 = xs[t6 >> 1];
            const y6 = ys[t6 >> 1];
            const wentPlane = length(xs[t5 >> 1] - x6, ys[t5 >> 1] - y6, up);
            const went = plane ? wentPlane : looked ? m[m[t5 + ROW] + m[t6 + COLUMN]] : asked(t5, t6);
            const camePlane = length(x6 - x1, y6 - y1, up);
            const came = plane ? camePlane : looked ? m[m[t6 + ROW] + m[t1 + COLUMN]] : asked(t6, t1);
            const gain = (gain3 + went - came) | 0;
            if (gain > 0) {
              exchange(t1, t2, t3, t4);
              exchange(t1, t4, t5, t6);
              return gain;
            }
          }
        }

        const after3 = m[slot3 + way];
        if (after3 !== t1) {
          const t4 = after3;
          const went4Plane = length(x3 - xs[t4 >> 1], y3 - ys[t4 >> 1], up);
          const went4 = plane ? went4Plane : looked ? m[m[t3 + ROW] + m[t4 + COLUMN]] : asked(t3, t4);
          const gain2 = (gain1 + went4) | 0;
          const end4 = (t4 + END_SECOND) | 0;
          for (let near4 = (t4 + LISTS) | 0; near4 < end4; near4 = (near4 + 2) | 0) {
            const gain3 = (gain2 - m[near4 + 1]) | 0;
            if (gain3 <= 0) break;
            const t5 = m[near4];
            const slot5 = m[t5];
            let ahead5 = (way > 0 ? slot5 - slot2 : slot2 - slot5) | 0;
            if (ahead5 < 0) ahead5 = (ahead5 + n) | 0;
            if (ahead5 >= ahead3) continue;
            const x5 = xs[t5 >> 1];
            const y5 = ys[t5 >> 1];
            const after5 = m[slot5 + way];
            const xAfter = xs[after5 >> 1];
            const yAfter = ys[after5 >> 1];
            const wentAfterPlane = length(x5 - xAfter, y5 - yAfter, up);
            const wentAfter = plane
              ? wentAfterPlane
              : looked
                ? m[m[t5 + ROW] + m[after5 + COLUMN]]
                : asked(t5, after5);
            const cameAfterPlane = length(xAfter - x1, yAfter - y1, up);
            const cameAfter = plane
              ? cameAfterPlane
              : looked
                ? m[m[after5 + ROW] + m[t1 + COLUMN]]
                : asked(after5, t1);
            const gainAfter = (gain3 + wentAfter - cameAfter) | 0;
            if (gainAfter > 0) {
              // Segments t2…t5 and t6…t3 change places, neither turned: three reversals.
              exchange(t1, t2, t4, t3);
              exchange(t1, t3, t5, after5);
              exchange(t3, t5, t4, t2);
              return gainAfter;
            }
            if (ahead5 === 0) continue;
            const before5 = m[slot5 - way];
            const xBefore = xs[before5 >> 1];
            const yBefore = ys[before5 >> 1];
            const wentBeforePlane = length(x5 - xBefore, y5 - yBefore, up);
            const wentBefore = plane
              ? wentBeforePlane
              : looked
                ? m[m[t5 + ROW] + m[before5 + COLUMN]]
                : asked(t5, before5);
            const cameBeforePlane = length(xBefore - x1, yBefore - y1, up);
            const cameBefore = plane
              ? cameBeforePlane
              : looked
                ? m[m[before5 + ROW] + m[t1 + COLUMN]]
                : asked(before5, t1);
            const gainBefore = (gain3 + wentBefore - cameBefore) | 0;
            if (gainBefore > 0) {
              // Segments t2…t6 and t5…t3 stay, each turned.
              exchange(t1, t2, t5, before5);
              exchange(t5, t2, t3, t4);
              return gainBefore;
            }
          }
        }
      }
    }
    return 0;
  }

  function descend(cities: number): number {
    const m = memory;
    let total = 0;
    for (let i = 0; i < cities && m[HEAD] !== m[TAIL]; i++) {
      const city = m[m[QUEUE] + m[HEAD]];
      m[HEAD] = (m[HEAD] + 1) & m[MASK];
      m[city + NUMBER] &= ~1;
      let gain = improve(city);
      while (gain > 0) {
        total += gain;
        gain = improve(city);
      }
    }
    return total;
  }

  /** Replaces the edges (t1,t2), (t3,t4) by (t2,t3), (t4,t1); t4 must lie on the same side of t3 as t1 of t2 does not. */
  function exchange(t1: number, t2: number, t3: number, t4: number): void {
    const m = memory;
    if (m[m[t1] + 1] === t2) reverse(m[t2], m[t4]);
    else reverse(m[t4], m[t2]);
    push(t1);
    push(t2);
    push(t3);
    push(t4);
  }

  /** Turns the path from one slot up to another, or the rest of the tour, which is the same: whichever is shorter. */
  function reverse(from: number, to: number): void {
    const n = memory[COUNT];
    let first = from;
    let last = to;
    let count = (last - first + 1) | 0;
    if (count <= 0) count = (count + n) | 0;
    if (2 * count > n) {
      first = to === TOUR + n ? TOUR + 1 : to + 1;
      last = from === TOUR + 1 ? TOUR + n : from - 1;
    }
    turn(first, last);
  }

  function turn(first: number, last: number): void {
    if (memory[KEEPING] === 1) record(first, last);
    flip(first, last);
  }

  function flip(first: number, last: number): void {
    const m = memory;
    const n = m[COUNT];
    const end = (TOUR + n) | 0;
    let i = first;
    let j = last;
    if (i <= j) {
      while (i < j) {
        const a = m[i];
        const b = m[j];
        m[i] = b;
        m[b] = i;
        m[j] = a;
        m[a] = j;
        i = (i + 1) | 0;
        j = (j - 1) | 0;
      }
    } else {
      for (let swaps = (j - i + 1 + n) >> 1; swaps > 0; swaps--) {
        const a = m[i];
        const b = m[j];
        m[i] = b;
        m[b] = i;
        m[j] = a;
        m[a] = j;
        i = i === end ? TOUR + 1 : (i + 1) | 0;
        j = j === TOUR + 1 ? end : (j - 1) | 0;
      }
    }
    m[TOUR] = m[end];
    m[end + 1] = m[TOUR + 1];
  }

  function record(first: number, last: number): void {
    const written = memory[WRITTEN];
    if (written === journal.length) {
      const longer = new Int32Array(2 * written);
      longer.set(journal);
      journal = longer;
    }
    journal[written] = first;
    journal[written + 1] = last;
    memory[WRITTEN] = written + 2;
  }

  function rollback(): void {
    for (let w = memory[WRITTEN] - 2; w >= 0; w -= 2) flip(journal[w], journal[w + 1]);
    memory[WRITTEN] = 0;
  }

  function push(city: number): void {
    const m = memory;
    const number = m[city + NUMBER];
    if ((number & 1) === 1) return;
    m[city + NUMBER] = number | 1;
    m[m[QUEUE] + m[TAIL]] = city;
    m[TAIL] = (m[TAIL] + 1) & m[MASK];
  }

  function wrap(slot: number): number {
    const n = memory[COUNT];
    return slot > TOUR + n ? slot - n : slot;
  }

  function swap(before: number, b: number, c: number, d: number): number {
    const m = memory;
    const b1 = wrap(before + 1);
    const last = wrap(before + b + c + d);
    const a = m[before];
    const bFirst = m[b1];
    const bLast = m[wrap(before + b)];
    const cFirst = m[wrap(before + b + 1)];
    const cLast = m[wrap(before + b + c)];
    const dFirst = m[wrap(before + b + c + 1)];
    const dLast = m[last];
    const e = m[wrap(before + b + c + d + 1)];
    // By positions, so never the rest of the tour instead, even where that is shorter.
    turn(b1, last);
    turn(b1, wrap(before + d));
    turn(wrap(before + d + 1), wrap(before + d + c));
    turn(wrap(before + d + c + 1), last);
    push(a);
    push(bFirst);
    push(bLast);
    push(cFirst);
    push(cLast);
    push(dFirst);
    push(dLast);
    push(e);
    const came = between(a, dFirst) + between(dLast, cFirst) + between(cLast, bFirst) + between(bLast, e);
    const went = between(a, bFirst) + between(bLast, cFirst) + between(cLast, dFirst) + between(dLast, e);
    return came - went;
  }

  return { memory, descend, swap, rollback, push };
}
