import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startHeat, temperatureAt } from './cooling.ts';

test('a job cools without a pause from its scale times a constant down to zero', () => {
  expect(temperatureAt(1, 1000)).toBe(0);
  expect(temperatureAt(2, 1000)).toBe(0);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), (progress) => {
      const temperature = temperatureAt(progress, 1000);
      expect(temperature).toBeGreaterThan(0);
      expect(temperature).toBeGreaterThan(temperatureAt(progress + 0.001, 1000));
      expect(temperatureAt(progress, 2000)).toBeCloseTo(2 * temperature, 6);
    }),
  );
});

test('with few moves a city it begins cooler, never at next to nothing, and never hotter than with many', () => {
  expect([0, 1, 16, 40, 64, 1_000].map((moves) => startHeat(moves, 8))).toEqual([3, 3, 3, 5, 8, 8]);
  expect(temperatureAt(0, 1_000)).toBe(8_000);
  expect(temperatureAt(0, 1_000, startHeat(40, 8))).toBe(5_000);
  expect(temperatureAt(0.5, 1_000, 2)).toBe(1_000);
  expect(temperatureAt(1, 1_000, 2)).toBe(0);
});
