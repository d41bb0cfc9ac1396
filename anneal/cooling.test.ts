import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endlessProgress, temperatureAt } from './cooling.ts';

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

test('with few moves a city it begins cooler, never at nothing, and never hotter than with many', () => {
  const start = [0, 1, 16, 40, 64, 1_000].map((moves) => temperatureAt(0, 1_000, moves));
  expect(start).toEqual([1_000, 1_000, 2_000, 5_000, 8_000, 8_000]);
  expect(temperatureAt(0, 1_000)).toBe(8_000);
  expect(temperatureAt(1, 1_000, 16)).toBe(0);
});

test('an endless job is heated anew after ever longer coolings, and each cooling ends cold', () => {
  expect(endlessProgress(0)).toBe(0);
  expect(endlessProgress(29.99)).toBeGreaterThan(0.99);
  expect(endlessProgress(30)).toBe(0.5);
  expect(endlessProgress(89.99)).toBeGreaterThan(0.99);
  expect(endlessProgress(90)).toBe(0.5);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (elapsed) => {
      expect(endlessProgress(elapsed)).toBeGreaterThanOrEqual(0);
      expect(endlessProgress(elapsed)).toBeLessThan(1);
    }),
  );
});
