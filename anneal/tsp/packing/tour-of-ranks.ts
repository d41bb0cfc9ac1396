/** A tour out of the ranks it was packed as: what the orchestrator does with every answer, so it is written to be fast. */
import { ProblemError } from '../../kind.ts';
import { ALL, BitReader, cut, Model, RATE, TOP } from './bit-coder.ts';
import { NEAR, type Near } from './near.ts';

/** A context for each rank, after a step to the nearest and after any other. */
export function freshModel(): Model {
  return new Model(2 * NEAR);
}

/** Bits of a city's number. */
export function widthOf(n: number): number {
  return 32 - Math.clz32(n - 1);
}

/**
 * The visiting order, each city once. Throws a `ProblemError` when the bytes say anything else. The bits of the ranks are read
 * here and not by BitReader.read, which does the same: with the interval in local variables a tour of pr2392 takes a
 * fifth less time.
 */
export function tourOf(bytes: Uint8Array, n: number, { lists, k }: Near): Int32Array {
  const width = widthOf(n);
  const reader = new BitReader(bytes, 1);
  const { ones } = freshModel();
  const seen = new Uint8Array(n);
  const order = new Int32Array(n);
  let context = 0;
  let city = reader.raw(width);
  let { low, high, value, at } = reader;
  for (let i = 0; ; i++) {
    if (city >= n || seen[city] === 1)
      throw new ProblemError(`A packed tour goes to city ${city}, which is not left to visit.`);
    seen[city] = 1;
    order[i] = city;
    if (i === n - 1) return order;
    let rank = context;
    let next = -1;
    for (let j = city * k, end = j + k; j < end && next < 0; j++) {
      const other = lists[j];
      if (seen[other] === 1) continue;
      const p = ones[rank];
      const mid = cut(low, high, p);
      if (value <= mid) {
        high = mid;
        ones[rank] = p + ((65_536 - p) >> RATE);
        next = other;
      } else {
        low = mid + 1;
        ones[rank] = p - (p >> RATE);
      }
      rank++;
      while (((low ^ high) & TOP) === 0) {
        low = (low << 8) & ALL;
        high = ((high << 8) & ALL) | 255;
        value = ((value << 8) & ALL) | (at < bytes.length ? bytes[at++] : 0);
      }
    }
    if (next >= 0) {
      context = rank - context === 1 ? 0 : NEAR;
      city = next;
      continue;
    }
    context = NEAR;
    reader.low = low;
    reader.high = high;
    reader.value = value;
    reader.at = at;
    city = reader.raw(width);
    ({ low, high, value, at } = reader);
  }
}
