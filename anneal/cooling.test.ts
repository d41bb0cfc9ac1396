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
