import { expect, test } from 'vitest';
import { tourOf } from './tour-of.ts';

test('a best is decoded once', () => {
  const best = { state: Uint8Array.of(0, 0, 1, 0, 2, 0) };
  expect(tourOf(best)).toBe(tourOf(best));
  expect([...tourOf(best)]).toEqual([0, 1, 2]);
});
