import { ProblemError } from '../kind.ts';

/** Spins as bytes: bit i mod 8 (lowest first) of byte ⌊i / 8⌋ is 1 where spin i is up (+1); the last bits are 0. */
export function encodeSpins(spins: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(spins.length / 8));
  for (let i = 0; i < spins.length; i++) if (spins[i] > 0) bytes[i >> 3] |= 1 << (i & 7);
  return bytes;
}

/** Spins of +1 and −1. Throws a `ProblemError` for bytes that `encodeSpins` does not make of n spins. */
export function decodeSpins(bytes: Uint8Array, n: number): Int32Array {
  const size = Math.ceil(n / 8);
  if (bytes.length !== size)
    throw new ProblemError(`${n} spins take ${size} bytes; there are ${bytes.length}.`);
  if (n % 8 !== 0 && bytes[size - 1] >> (n % 8) !== 0)
    throw new ProblemError('The bits after the last spin are not zero.');
  return Int32Array.from({ length: n }, (_, i) => ((bytes[i >> 3] >> (i & 7)) & 1 ? 1 : -1));
}
