import { expect, test } from 'vitest';
import { gridFor, readSpins, spinPixels, steady } from './spin-picture.ts';

const colours = { up: [1, 2, 3], down: [4, 5, 6], turned: [7, 8, 9] } as const;

test('a grid has room for every spin and little more', () => {
  for (const n of [1, 2, 7, 800, 2_000, 10_000]) {
    const { columns, rows } = gridFor(n);
    expect(columns * rows).toBeGreaterThanOrEqual(n);
    expect(columns * (rows - 1)).toBeLessThan(n);
  }
});

test('spins are the bits of the state, lowest first; bytes of another number of spins are none', () => {
  expect(readSpins(Uint8Array.of(0b101, 1), 9)).toEqual(Uint8Array.of(1, 0, 1, 0, 0, 0, 0, 0, 1));
  expect(readSpins(Uint8Array.of(0b101), 9)).toBeNull();
});

test('a partition turned round as a whole is the same picture', () => {
  const before = Uint8Array.of(1, 0, 1, 1);
  expect(steady(Uint8Array.of(0, 1, 0, 1), before)).toEqual(Uint8Array.of(1, 0, 1, 0));
  expect(steady(Uint8Array.of(1, 0, 1, 0), before)).toEqual(Uint8Array.of(1, 0, 1, 0));
  expect(steady(Uint8Array.of(0, 1), before)).toEqual(Uint8Array.of(0, 1));
});

test('a spin has the colour of its side, and another when it has just turned', () => {
  const pixels = spinPixels(Uint8Array.of(1, 0, 0), Uint8Array.of(1, 0, 1), colours);
  expect([...pixels.slice(0, 12)]).toEqual([1, 2, 3, 255, 4, 5, 6, 255, 7, 8, 9, 255]);
  expect([...pixels.slice(12)].every((byte) => byte === 0)).toBe(true);
  expect([...spinPixels(Uint8Array.of(1), null, colours).slice(0, 4)]).toEqual([1, 2, 3, 255]);
});
