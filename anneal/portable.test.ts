import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EXPONENTIAL } from './acceptance.ts';
import { arcsine, cosineOfDegrees, naturalLog, sineOfDegrees } from './portable.ts';

const RADIANS = Math.PI / 180;

describe('portable functions', () => {
  test('agree with this engine to a few units of the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (x) => {
        expect(Math.abs(naturalLog(x) - Math.log(x))).toBeLessThan(
          1e-14 * Math.max(1, Math.abs(Math.log(x))),
        );
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (h) => {
        expect(Math.abs(arcsine(h) - Math.asin(h))).toBeLessThan(
          1e-15 + 4e-15 * h + (h > 0.99 ? 3e-8 * (h - 0.99) : 0),
        );
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: -720, max: 720, noNaN: true }), (degrees) => {
        expect(Math.abs(sineOfDegrees(degrees) - Math.sin(degrees * RADIANS))).toBeLessThan(1e-14);
        expect(Math.abs(cosineOfDegrees(degrees) - Math.cos(degrees * RADIANS))).toBeLessThan(1e-14);
      }),
    );
  });

  test('hit the exact values where there are some', () => {
    expect([0, 30, 90, 180, 270, 360].map(sineOfDegrees).map((x) => x + 0)).toEqual([
      0,
      expect.closeTo(0.5, 15),
      1,
      0,
      -1,
      0,
    ]);
    expect([0, 90, -90, 180].map(cosineOfDegrees).map((x) => x + 0)).toEqual([1, 0, 0, -1]);
    expect(naturalLog(1)).toBe(0);
    expect(arcsine(0)).toBe(0);
    expect(arcsine(1)).toBeCloseTo(Math.PI / 2, 15);
  });

  test('the acceptance table falls, and its mean is that of the exponential distribution', () => {
    for (let i = 1; i < EXPONENTIAL.length; i++) expect(EXPONENTIAL[i]).toBeLessThan(EXPONENTIAL[i - 1]);
    const mean = EXPONENTIAL.reduce((sum, x) => sum + x) / EXPONENTIAL.length;
    expect(mean).toBeCloseTo(1, 3);
  });
});
