import type { Distance } from './distance.ts';

/** Candidates a city that the lists should hold: one a quadrant and the nearest others. */
export const CANDIDATES = 6;

/**
 * A city's record, in int32s: its slot in the tour, its number, x and y (a float64 each), then its candidates, each with
 * its distance. 72 bytes: what the search asks about a city mostly costs one cache miss.
 */
export const NUMBER = 1;
export const LISTS = 6;
export const RECORD = LISTS + 2 * CANDIDATES;
/** The distance of a candidate that is not there: more than any three edges together gain. */
const NEVER = 1_073_741_824;

/**
 * All that the hot loop reads, in one buffer: the engine then keeps one address and one length in registers, where
 * an array for each purpose costs it both for every one, and a check at every access that it is still the same array.
 * First the tour: the city before the first, the cities in slots 1 … n, the city after the last, so that no
 * neighbour needs a wrap. Then the records. The search names a city by the place of its record in `memory`, so that
 * nothing has to be multiplied to find it.
 */
export interface Records {
  readonly memory: Int32Array;
  /** The same bytes: the coordinates of the city at `t` are at t/2 + 1 and t/2 + 2. */
  readonly floats: Float64Array;
  /** Where city number 0 is; number i follows after i times RECORD. */
  readonly first: number;
}

/** @param candidates a row of equal length a city, nearest first; at most CANDIDATES of it are taken */
export function recordsOf(distance: Distance, candidates: Int32Array): Records {
  const { n, points } = distance;
  const row = candidates.length / n;
  // Even, as the records hold float64s.
  const first = (n + 3) & ~1;
  const memory = new Int32Array(first + n * RECORD);
  const floats = new Float64Array(memory.buffer);
  for (let city = 0; city < n; city++) {
    const at = first + city * RECORD;
    memory[at + NUMBER] = city;
    if (points.length > 0) floats.set(points.subarray(3 * city, 3 * city + 2), (at >> 1) + 1);
    for (let i = 0; i < CANDIDATES; i++) {
      const other = i < row ? candidates[city * row + i] : city;
      memory[at + LISTS + 2 * i] = first + other * RECORD;
      memory[at + LISTS + 2 * i + 1] = i < row ? distance.between(city, other) : NEVER;
    }
  }
  return { memory, floats, first };
}
