import type { Steps } from '../steps.ts';
import { type Distance, TABLE, UP } from './distance.ts';

/** Candidates a city that the lists should hold: one a quadrant and the nearest others. */
export const CANDIDATES = 6;

/**
 * All that the hot loop reads and writes, in int32s, as one block:
 *   what is said of the whole     COUNT … KEEPING
 *   the tour                      from TOUR: the last city, the cities in slots TOUR + 1 … TOUR + n, the first city, so that
 *                                 no neighbour needs a wrap
 *   a record a city               from FIRST, RECORD each
 *   the queue                     from QUEUE, a ring
 *   distances where looked up     row by row; not part of the block but behind it, as they never change
 *
 * A city is named by the place of its record, so that nothing has to be multiplied to find it.
 */

/** How many cities there are. */
export const COUNT = 0;
/** How distances come about: NEAREST, ROUNDED_UP, LOOKED_UP or ASKED_FOR. */
export const HOW = 1;
/** Where the record of city number 0 is; number i follows after i times RECORD. */
export const FIRST = 2;
/** Where the queue is, its length less one (all ones in binary), its first city, and its first free place. */
export const QUEUE = 3;
export const MASK = 4;
export const HEAD = 5;
export const TAIL = 6;
/** Int32s in the journal, and 1 while it is kept. */
export const WRITTEN = 7;
export const KEEPING = 8;
export const TOUR = 9;

/** In the plane, rounded to the nearest integer or up; in the table behind the block; by `Distance.between`. */
const NEAREST = 0;
export const ROUNDED_UP = 1;
export const LOOKED_UP = 2;
const ASKED_FOR = 3;

/**
 * A city's record: its slot; its number, doubled, and one more while it is in the queue; x and y, a float64 each (or where
 * its row of the table begins, and its number again); then its candidates, each with its distance. 72 bytes: what the search asks about a city
 * mostly costs one cache miss.
 */
export const NUMBER = 1;
export const ROW = 2;
export const COLUMN = 4;
/** Of x and y from the record's beginning, in bytes. */
export const X_BYTES = 8;
export const Y_BYTES = 16;
export const LISTS = 6;
export const RECORD = LISTS + 2 * CANDIDATES;
/** The distance of a candidate that is not there: more than any three edges together gain. */
const NEVER = 1_073_741_824;

/**
 * Int32s of the loop's memory: enough for a block of `MAX_CITIES`, and for one of 2,048 cities with its table, the largest part
 * and the largest great-circle problem that is looked up. Of these 17 MB only what is used takes memory.
 */
export const ROOM = 4_300_000;

/** Cities whose records one step writes: some milliseconds. */
const STEP = 2_000;

/** The block with an unset tour and an empty queue. `candidates`: a row of equal length a city, nearest first; at most CANDIDATES of it are taken. In steps. */
export function* recordsOf(distance: Distance, candidates: Int32Array): Steps<Int32Array> {
  const { n, points, mode } = distance;
  const row = candidates.length / n;
  // Even, as the records hold float64s.
  const first = (TOUR + n + 3) & ~1;
  const queue = first + n * RECORD;
  // Each city is in the queue at most once, so it never overflows.
  let ring = 2;
  while (ring <= n) ring *= 2;
  const block = new Int32Array(queue + ring);
  const looked = mode === TABLE && block.length + n * n <= ROOM;
  block[COUNT] = n;
  block[HOW] = looked ? LOOKED_UP : mode > UP ? ASKED_FOR : mode === UP ? ROUNDED_UP : NEAREST;
  block[FIRST] = first;
  block[QUEUE] = queue;
  block[MASK] = ring - 1;
  const floats = new Float64Array(block.buffer);
  for (let city = 0; city < n; city++) {
    if (city % STEP === 0) yield;
    const at = first + city * RECORD;
    block[at + NUMBER] = 2 * city;
    if (looked) {
      block[at + ROW] = block.length + city * n;
      block[at + COLUMN] = city;
    } else if (points.length > 0) floats.set(points.subarray(3 * city, 3 * city + 2), (4 * at + X_BYTES) / 8);
    for (let i = 0; i < CANDIDATES; i++) {
      const other = i < row ? candidates[city * row + i] : city;
      block[at + LISTS + 2 * i] = first + other * RECORD;
      block[at + LISTS + 2 * i + 1] = i < row ? distance.between(city, other) : NEVER;
    }
  }
  return block;
}
