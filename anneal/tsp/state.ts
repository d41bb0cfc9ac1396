import { ProblemError } from '../kind.ts';

/** From this n on, a city takes four bytes. */
const WIDE = 65_537;

/** A tour as bytes: its cities in visiting order, uint16 little-endian for n ≤ 65,536 and uint32 beyond. */
export function encodeTour(order: ArrayLike<number>): Uint8Array {
  const n = order.length;
  const width = n < WIDE ? 2 : 4;
  const view = new DataView(new ArrayBuffer(n * width));
  for (let i = 0; i < n; i++) {
    if (width === 2) view.setUint16(2 * i, order[i], true);
    else view.setUint32(4 * i, order[i], true);
  }
  return new Uint8Array(view.buffer);
}

/** The visiting order. O(n). Throws a `ProblemError` when the bytes are no permutation of 0..n−1. */
export function decodeTour(bytes: Uint8Array, n: number): Int32Array {
  const width = n < WIDE ? 2 : 4;
  if (bytes.length !== n * width)
    throw new ProblemError(`A tour of ${n} cities takes ${n * width} bytes; there are ${bytes.length}.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const order = new Int32Array(n);
  const seen = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const city = width === 2 ? view.getUint16(2 * i, true) : view.getUint32(4 * i, true);
    if (city >= n) throw new ProblemError(`The tour names city ${city}; the last of ${n} is ${n - 1}.`);
    if (seen[city] === 1) throw new ProblemError(`The tour visits city ${city} twice.`);
    seen[city] = 1;
    order[i] = city;
  }
  return order;
}
