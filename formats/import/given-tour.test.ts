import { expect, test } from 'vitest';
import { givenLength, givenOrder, savedShare } from './given-tour.ts';
import { importText } from './import.ts';
import type { ImportedTsp } from './imported.ts';

test('the given tour is the cities as the file lists them, closed', () => {
  const { problem } = importText('x,y\n0,0\n30,0\n0,40\n30,40\n', 'x') as ImportedTsp;
  expect([...givenOrder(problem)]).toEqual([0, 1, 2, 3]);
  expect(givenLength(problem)).toBe(30 + 50 + 30 + 50);
  expect(savedShare(160, 140)).toBeCloseTo(0.125);
  expect(savedShare(0, 0)).toBe(0);
});
