import { ProblemError } from '../../kind.ts';

/**
 * A part of a tour: some of its cities in visiting order, and which consecutive two of them are joined by a path through
 * cities outside. A join is an edge that must stay; what lies on the path is none of the part's business.
 *
 * As bytes, little-endian: uint32 m; the m cities, uint16 each for problems of n ≤ 65,536 cities and uint32 beyond; a bit
 * a city, lowest first: 1 where the edge to the next city (from the last to the first) is a join.
 */
export interface Scope {
  readonly cities: Int32Array;
  /** joined[i] = 1: cities i and i + 1 (the last and the first) stay neighbours. */
  readonly joined: Uint8Array;
}

/** Fewer cities than kicks need are no work for anybody. */
export const SMALLEST_PART = 8;
/** A part's distances are looked up in a table of 4 m² bytes. */
export const LARGEST_PART = 2_048;
const WIDE = 65_537;
const HEADER = 4;

/** @param n cities of the whole problem */
export function encodeScope({ cities, joined }: Scope, n: number): Uint8Array {
  const m = cities.length;
  const width = n < WIDE ? 2 : 4;
  const bytes = new Uint8Array(HEADER + m * width + Math.ceil(m / 8));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, m, true);
  for (let i = 0; i < m; i++) {
    if (width === 2) view.setUint16(HEADER + 2 * i, cities[i], true);
    else view.setUint32(HEADER + 4 * i, cities[i], true);
    bytes[HEADER + m * width + (i >> 3)] |= joined[i] << (i & 7);
  }
  return bytes;
}

/** Throws a `ProblemError` for bytes that are no part of a problem of n cities. */
export function decodeScope(bytes: Uint8Array, n: number): Scope {
  const width = n < WIDE ? 2 : 4;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const m = bytes.length < HEADER ? 0 : view.getUint32(0, true);
  if (m < SMALLEST_PART || m > LARGEST_PART)
    throw new ProblemError(`A part has ${SMALLEST_PART} to ${LARGEST_PART} cities, not ${m}.`);
  const size = HEADER + m * width + Math.ceil(m / 8);
  if (bytes.length !== size)
    throw new ProblemError(`A part of ${m} cities takes ${size} bytes; there are ${bytes.length}.`);
  const cities = new Int32Array(m);
  const joined = new Uint8Array(m);
  const seen = new Set<number>();
  for (let i = 0; i < m; i++) {
    const city = width === 2 ? view.getUint16(HEADER + 2 * i, true) : view.getUint32(HEADER + 4 * i, true);
    if (city >= n) throw new ProblemError(`The part names city ${city}; the last of ${n} is ${n - 1}.`);
    cities[i] = city;
    seen.add(city);
    joined[i] = (bytes[HEADER + m * width + (i >> 3)] >> (i & 7)) & 1;
    if (i > 0 && joined[i] + joined[i - 1] === 2)
      throw new ProblemError(`City ${city} of the part is joined on both sides: it has nothing to change.`);
  }
  if (seen.size !== m) throw new ProblemError('The part names a city twice.');
  if (joined[0] + joined[m - 1] === 2)
    throw new ProblemError(
      `City ${cities[0]} of the part is joined on both sides: it has nothing to change.`,
    );
  return { cities, joined };
}

/** For each place of a scope the place it is joined with, or −1. */
export function partnersOf(joined: Uint8Array): Int32Array {
  const m = joined.length;
  const partner = new Int32Array(m).fill(-1);
  for (let i = 0; i < m; i++) {
    if (joined[i] === 0) continue;
    const next = i + 1 === m ? 0 : i + 1;
    partner[i] = next;
    partner[next] = i;
  }
  return partner;
}
