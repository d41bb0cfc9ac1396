import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../kind.ts';
import { finish } from '../steps.ts';
import { Distance } from './distance.ts';
import { tsp } from './kind.ts';
import { euclidean, greatCircle, MAX_DISTANCE, matrix, type TspProblem } from './problem.ts';
import { decodeTour, encodeTour } from './state.ts';

const SAMPLES: readonly TspProblem[] = [
  euclidean(Float64Array.of(0, 0, 3, 4, -1.5, 2), 'nearest'),
  euclidean(Float64Array.of(1, 1), 'up'),
  euclidean(Float64Array.of(1, 1, 2, 2), 'att'),
  greatCircle(Float64Array.of(-180, 90, 13.4, 52.5, 180, -90)),
  matrix(4, [1, 2, 3, 4, 5, 6]),
];

describe('a problem', () => {
  test('is the same after encoding and decoding, at any alignment', () => {
    for (const problem of SAMPLES) {
      const bytes = tsp.encode(problem);
      expect(tsp.decode(bytes)).toEqual(problem);
      const shifted = new Uint8Array(bytes.length + 3);
      shifted.set(bytes, 3);
      expect(tsp.decode(shifted.subarray(3))).toEqual(problem);
    }
  });

  test('has the same bytes whether a zero is negative or not', () => {
    const [plus, minus] = [0, -0].map((zero) => tsp.encode(euclidean(Float64Array.of(zero, 1, 2, 3), 'up')));
    expect(plus).toEqual(minus);
  });

  test('is refused with a reason when the numbers make no sense', () => {
    expect(() => euclidean(Float64Array.of(0, NaN), 'up')).toThrow(/City 1 .*not a finite number/);
    expect(() => euclidean(Float64Array.of(0, 0, Infinity, 0), 'up')).toThrow(/City 2/);
    expect(() => euclidean(Float64Array.of(0, 0, 1e9, 0), 'up')).toThrow(/scale the coordinates down/);
    expect(() => euclidean(Float64Array.of(1, 2, 3), 'up')).toThrow(/pairs/);
    expect(() => euclidean(new Float64Array(0), 'up')).toThrow(/at least one city/);
    expect(() => greatCircle(Float64Array.of(0, 91))).toThrow(/latitude 91/);
    expect(() => greatCircle(Float64Array.of(361, 0))).toThrow(/longitude 361/);
    expect(() => matrix(3, [1, 2])).toThrow(/need 3 distances/);
    expect(() => matrix(2, [1.5])).toThrow(/1.5/);
    expect(() => matrix(2, [-1])).toThrow(/-1/);
    expect(() => matrix(2, [MAX_DISTANCE + 1])).toThrow(ProblemError);
    expect(() => matrix(5000, [])).toThrow(/limit is 3000/);
  });

  test('any damage to its bytes is refused or makes another valid problem, never a crash', () => {
    const bytes = tsp.encode(SAMPLES[3]);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = bytes.slice();
        damaged[at] ^= flip;
        try {
          expect(tsp.encode(tsp.decode(damaged))).toEqual(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(ProblemError);
        }
      }),
    );
    for (let cut = 0; cut < bytes.length; cut++)
      expect(() => tsp.decode(bytes.subarray(0, cut))).toThrow(ProblemError);
  });
});

describe('a tour', () => {
  test('takes two bytes a city up to 65,536 cities and four beyond, and comes back the same', () => {
    for (const [n, width] of [
      [1, 2],
      [65_536, 2],
      [65_537, 4],
    ]) {
      const order = Int32Array.from({ length: n }, (_, i) => n - 1 - i);
      const bytes = encodeTour(order);
      expect(bytes.length).toBe(n * width);
      expect(decodeTour(bytes, n)).toEqual(order);
    }
  });

  test('is refused when it is no permutation', () => {
    expect(() => decodeTour(encodeTour([0, 1, 1]), 3)).toThrow(/city 1 twice/);
    expect(() => decodeTour(encodeTour([0, 1, 3]), 3)).toThrow(/names city 3/);
    expect(() => decodeTour(encodeTour([0, 1]), 3)).toThrow(/6 bytes/);
  });
});

describe('distances', () => {
  const pair = (problem: TspProblem) => tsp.energy(problem, encodeTour([0, 1])) / 2;

  test('round as TSPLIB rounds', () => {
    const between = (rounding: 'nearest' | 'up' | 'att', x: number, y: number) =>
      pair(euclidean(Float64Array.of(0, 0, x, y), rounding));
    expect(between('nearest', 1, 1)).toBe(1);
    expect(between('nearest', 1.5, 0)).toBe(2);
    expect(between('up', 1, 1)).toBe(2);
    expect(between('up', 3, 4)).toBe(5);
    // √(100/10) = 3.16: the nearest integer lies below, so one more.
    expect(between('att', 10, 0)).toBe(4);
    // √(250/10) = 5 exactly.
    expect(between('att', 15, 5)).toBe(5);
  });

  test('on Earth are great circles in metres', () => {
    const metres = (...lonlat: number[]) => pair(greatCircle(Float64Array.from(lonlat)));
    expect(metres(0, 0, 90, 0)).toBe(Math.round((Math.PI / 2) * 6_371_008.8));
    expect(metres(0, 90, 0, -90)).toBe(Math.round(Math.PI * 6_371_008.8));
    expect(metres(180, 10, -180, 10)).toBe(0);
    expect(metres(7, 50, 7, 50)).toBe(0);
    expect(metres(0, 0, 0, 0.001)).toBe(111);
    // Berlin to Sydney, by the haversine formula.
    expect(metres(13.405, 52.52, 151.2093, -33.8688)).toBe(haversine(13.405, 52.52, 151.2093, -33.8688));
  });

  test('on Earth agree with the haversine formula to the metre anywhere', () => {
    const place = fc.tuple(
      fc.double({ min: -180, max: 180, noNaN: true }),
      fc.double({ min: -90, max: 90, noNaN: true }),
    );
    fc.assert(
      fc.property(place, place, ([a, b], [c, d]) => {
        const ours = pair(greatCircle(Float64Array.of(a, b, c, d)));
        expect(Math.abs(ours - haversine(a, b, c, d))).toBeLessThanOrEqual(1);
        expect(pair(greatCircle(Float64Array.of(c, d, a, b)))).toBe(ours);
      }),
    );
  });
});

test('a table holds the very distances it replaces', () => {
  const lonlat = Float64Array.from({ length: 60 }, (_, i) =>
    i % 2 === 0 ? ((i * 37) % 360) - 180 : ((i * 53) % 180) - 90,
  );
  const computed = Distance.of(greatCircle(lonlat));
  const table = finish(computed.tabulated());
  for (let i = 0; i < 30; i++)
    for (let j = 0; j < 30; j++) expect(table.between(i, j)).toBe(computed.between(i, j));
});

function haversine(lon1: number, lat1: number, lon2: number, lat2: number): number {
  const radians = Math.PI / 180;
  const h =
    Math.sin(((lat2 - lat1) * radians) / 2) ** 2 +
    Math.cos(lat1 * radians) * Math.cos(lat2 * radians) * Math.sin(((lon2 - lon1) * radians) / 2) ** 2;
  return Math.round(2 * 6_371_008.8 * Math.atan2(Math.sqrt(h), Math.sqrt(1 - h)));
}
