import { ProblemError } from '../kind.ts';

/** From this n on, a city takes four bytes. */
const WIDE = 65_537;

/** The bytes' order is that of typed arrays nearly everywhere, which read them several times as fast as a DataView. */
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** A tour as bytes: its cities in visiting order, uint16 little-endian for n ≤ 65,536 and uint32 beyond. */
export function encodeTour(order: ArrayLike<number>): Uint8Array {
  const n = order.length;
  if (isLittleEndian)
    return new Uint8Array((n < WIDE ? new Uint16Array(order) : new Uint32Array(order)).buffer);
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
  const order = new Int32Array(n);
  order.set(citiesOf(bytes, width));
  const seen = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const city = order[i];
    // A city from 2 ** 31 on has become negative.
    if (city >= n || city < 0)
      throw new ProblemError(`The tour names city ${city >>> 0}; the last of ${n} is ${n - 1}.`);
    if (seen[city] === 1) throw new ProblemError(`The tour visits city ${city} twice.`);
    seen[city] = 1;
  }
  return order;
}

function citiesOf(bytes: Uint8Array, width: 2 | 4): Uint16Array | Uint32Array {
  const n = bytes.length / width;
  if (isLittleEndian) {
    // A window on a network frame may begin anywhere.
    const { buffer, byteOffset } = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
    return width === 2 ? new Uint16Array(buffer, byteOffset, n) : new Uint32Array(buffer, byteOffset, n);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: n }, (_, i) =>
    width === 2 ? view.getUint16(2 * i, true) : view.getUint32(4 * i, true),
  );
}
