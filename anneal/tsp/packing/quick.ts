/**
 * Tours of few cities in a form that is read in a quarter of the time and takes four times the bytes: of each next city its place among
 * the near ones, in four bits, and no bit that hangs on the one before. For who has many answers to read
 * (docs/decisions/packing.md).
 *
 * After the first byte: the places, two a byte, the lower half first, FAR where the next city is none of the near ones; then the
 * first city, and each far one as it comes, two bytes each, little-endian.
 */
import { ProblemError } from '../../kind.ts';
import type { Near } from './near.ts';

export const QUICK = 3;
const FAR = 15;
/** Cities that two bytes tell apart. */
const MOST = 65_536;

/** @param order of at most 65,536 cities */
export function writeQuick(order: Int32Array, { n, k, lists }: Near): Uint8Array {
  const places = new Uint8Array(1 + (n >> 1));
  places[0] = QUICK;
  const far = [order[0]];
  for (let i = 1; i < n; i++) {
    const row = order[i - 1] * k;
    let place = 0;
    while (place < k && lists[row + place] !== order[i]) place++;
    if (place === k) far.push(order[i]);
    places[1 + ((i - 1) >> 1)] |= (place < k ? place : FAR) << (4 * ((i - 1) & 1));
  }
  const bytes = new Uint8Array(places.length + 2 * far.length);
  bytes.set(places);
  for (const [i, city] of far.entries()) {
    bytes[places.length + 2 * i] = city & 255;
    bytes[places.length + 2 * i + 1] = city >> 8;
  }
  return bytes;
}

/**
 * Reads the visiting order, each city once, into `near.cities` and returns its length as a closed tour. Throws a `ProblemError` when the
 * bytes say anything else. Whether a city comes twice is told by the sum of those that came first: a question a city is
 * what the other form takes its time for.
 */
export function readQuick(bytes: Uint8Array, near: Near): number {
  const { n, k, lengths, cities, distance } = near;
  if (n > MOST) throw new ProblemError(`A tour of ${n} cities has no quick form.`);
  const lists = near.shortLists;
  near.touch(lists);
  const seen = near.seen.fill(0);
  let at = 1 + (n >> 1);
  let length = 0;
  let count = 0;
  let city = 0;
  for (let i = 0; i < n; i++) {
    const place = i === 0 ? FAR : (bytes[1 + ((i - 1) >> 1)] >> (4 * ((i - 1) & 1))) & 15;
    if (place < k) {
      const edge = city * k + place;
      length += lengths[edge];
      city = lists[edge];
    } else {
      // Of bytes that are missing this is not a number, and below nothing.
      const far = bytes[at] + 256 * bytes[at + 1];
      at += 2;
      if (!(far < n)) throw new ProblemError(`A packed tour of ${n} cities goes to city ${far}.`);
      if (i > 0) length += distance.between(city, far);
      city = far;
    }
    count += 1 - seen[city];
    seen[city] = 1;
    cities[i] = city;
  }
  if (count < n || at !== bytes.length)
    throw new ProblemError(`A packed tour of ${n} cities visits ${count} in ${at} bytes of ${bytes.length}.`);
  return length + distance.between(city, cities[0]);
}
