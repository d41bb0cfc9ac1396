import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Coolings } from './coolings.ts';
import type { Point } from './strategy.ts';

const point = (energy: number): Point => ({ state: Uint8Array.of(energy), energy });

test('a cooling is over when its heat comes back, not when a budget is estimated anew', () => {
  const coolings = new Coolings();
  const numbers = [0, 0.4, 0.3, 0.9, 0.8, 1, 0, 0.7, 0.4, 1, 0.1].map((progress) => {
    coolings.at(progress);
    return coolings.number;
  });
  expect(numbers).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2]);
});

test('the first cooling begins with its first answer, the others when they are heated', () => {
  const coolings = new Coolings();
  expect(coolings.begun).toBe(0);
  coolings.at(0);
  coolings.answered(0.2);
  coolings.answered(0.3);
  expect(coolings.begun).toBe(0.2);
  coolings.at(1);
  coolings.at(0);
  coolings.answered(0.1);
  expect(coolings.begun).toBe(0);
});

test('the best of each cooling is kept, also where it comes late, and what is false is not', () => {
  const coolings = new Coolings();
  coolings.found(0, point(5));
  coolings.found(0, point(7));
  coolings.at(1);
  coolings.at(0);
  expect(coolings.best).toBeNull();
  coolings.found(1, point(9));
  coolings.found(0, point(4));
  expect(coolings.best?.energy).toBe(9);
  expect(coolings.elite.map(({ energy }) => energy)).toEqual([4, 9]);
  coolings.forget((state) => state[0] === 9);
  expect(coolings.best).toBeNull();
  expect(coolings.elite.map(({ energy }) => energy)).toEqual([4]);
});

test('the elite is of the newest coolings, and bounded', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 50 }), { maxLength: 100 }), (found) => {
      const coolings = new Coolings();
      for (const cooling of found) coolings.found(cooling, point(cooling));
      const newest = [...new Set(found)].toSorted((a, b) => b - a).slice(0, 8);
      const kept = coolings.elite.map(({ energy }) => energy);
      expect(kept.length).toBeLessThanOrEqual(8);
      for (const energy of kept) expect(found).toContain(energy);
      if (newest.length > 0) expect(kept).toContain(newest[0]);
    }),
  );
});
