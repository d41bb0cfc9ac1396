/** A tour out of the ranks it was packed as, and its length: what the orchestrator does with every answer, so it is written to be fast. */
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
 * Reads the visiting order, each city once, into `near.order` and returns its length as a closed tour: most of its edges are known
 * with the near cities. Throws a `ProblemError` when the bytes say anything else. The bits of the ranks are read here and not by
 * BitReader.read, which does the same: with the interval in local variables a tour of pr2392 takes a fifth less time.
 */
export function readTour(bytes: Uint8Array, near: Near): number {
  const { n, k, lists, lengths, order, distance } = near;
  near.touch(lists);
  const seen = near.seen.fill(0);
  const width = widthOf(n);
  const reader = new BitReader(bytes, 1);
  const { ones } = freshModel();
  let length = 0;
  let context = 0;
  let city = reader.raw(width);
  let { low, high, value, at } = reader;
  for (let i = 0; ; i++) {
    if (city >= n || seen[city] === 1)
      throw new ProblemError(`A packed tour goes to city ${city}, which is not left to visit.`);
    seen[city] = 1;
    order[i] = city;
    if (i === n - 1) return length + distance.between(city, order[0]);
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
        length += lengths[j];
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
    const far = reader.raw(width);
    // One that does not exist is told of above.
    if (far < n) length += distance.between(city, far);
    city = far;
    ({ low, high, value, at } = reader);
  }
}
