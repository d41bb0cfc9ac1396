/** Spins as a picture: one pixel each, row by row, in the order of the file. Pure. */
import type { Rgb } from './ramp.ts';

export interface SpinColours {
  readonly up: Rgb;
  readonly down: Rgb;
  /** Turned since the picture before. */
  readonly turned: Rgb;
}

/** Columns and rows for n spins, about twice as wide as high. */
export function gridFor(n: number): { readonly columns: number; readonly rows: number } {
  const columns = Math.max(1, Math.ceil(Math.sqrt(2 * n)));
  return { columns, rows: Math.max(1, Math.ceil(n / columns)) };
}

/** The state's bits, lowest first, 1 for up; null where the bytes are not those of n spins. */
export function readSpins(state: Uint8Array, n: number): Uint8Array | null {
  if (state.length !== Math.ceil(n / 8)) return null;
  return Uint8Array.from({ length: n }, (_, i) => ((state[i >> 3] ?? 0) >> (i & 7)) & 1);
}

/**
 * The same cut, written so that fewer spins differ from the picture before: all turned round is the same partition, and
 * must not flash.
 */
export function steady(spins: Uint8Array, before: Uint8Array | null): Uint8Array {
  if (before?.length !== spins.length) return spins;
  let same = 0;
  for (let i = 0; i < spins.length; i++) if (spins[i] === before[i]) same++;
  return 2 * same < spins.length ? spins.map((spin) => 1 - spin) : spins;
}

/** RGBA of the grid; cells after the last spin stay clear. */
export function spinPixels(
  spins: Uint8Array,
  before: Uint8Array | null,
  colours: SpinColours,
): Uint8ClampedArray<ArrayBuffer> {
  const { columns, rows } = gridFor(spins.length);
  const pixels = new Uint8ClampedArray(4 * columns * rows);
  const known = before?.length === spins.length ? before : spins;
  for (let i = 0; i < spins.length; i++) {
    const [r, g, b] = spins[i] !== known[i] ? colours.turned : spins[i] === 1 ? colours.up : colours.down;
    pixels.set([r, g, b, 255], 4 * i);
  }
  return pixels;
}
