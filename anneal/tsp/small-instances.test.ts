/** The kernel on problems that are small enough to try every order, and of every shape. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Distance } from './distance.ts';
import { run } from './kernel.test-world.ts';
import { tsp } from './kind.ts';
import { euclidean, matrix, type TspProblem } from './problem.ts';
import { encodeTour } from './state.ts';

/** By trying every order. */
function optimum(problem: TspProblem): number {
  const distance = Distance.of(problem);
  let best = Infinity;
  const extend = (last: number, visited: number, count: number, length: number): void => {
    if (count === problem.n) best = Math.min(best, length + distance.between(last, 0));
    for (let city = 1; city < problem.n; city++) {
      if ((visited >> city) % 2 === 0)
        extend(city, visited | (1 << city), count + 1, length + distance.between(last, city));
    }
  };
  extend(0, 1, 1, 0);
  return best;
}

describe('any small instance', () => {
  // A few coordinates only: duplicates, collinear cities and equal distances are the rule.
  const cities = fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { minLength: 1, maxLength: 8 });
  const sparse = fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { minLength: 1, maxLength: 8 });

  test('up to 8 cities is solved to the optimum', () => {
    fc.assert(
      fc.property(fc.oneof(cities, sparse), fc.nat(1000), (places, seed) => {
        const problem = euclidean(Float64Array.from(places.flat()), 'nearest');
        const answer = run(problem, { seed, moves: 600, schedule: { from: 512, to: 0 } });
        expect(tsp.energy(problem, answer.state)).toBe(answer.energy);
        expect(answer.energy).toBe(optimum(problem));
      }),
      { numRuns: 100 },
    );
  });

  test('up to 7 cities with any distances at all is solved to the optimum', () => {
    const instance = fc
      .integer({ min: 1, max: 7 })
      .chain((n) =>
        fc.tuple(
          fc.constant(n),
          fc.array(fc.nat(20), { minLength: (n * (n - 1)) / 2, maxLength: (n * (n - 1)) / 2 }),
        ),
      );
    fc.assert(
      fc.property(instance, ([n, weights]) => {
        const problem = matrix(n, weights);
        expect(run(problem, { moves: 600, schedule: { from: 2048, to: 0 } }).energy).toBe(optimum(problem));
      }),
      { numRuns: 100 },
    );
  });

  test('keeps an exact energy, whatever its shape, size and start', () => {
    const line = fc.array(fc.nat(50), { minLength: 1, maxLength: 60 }).map((xs) => xs.map((x) => [x, 0]));
    const cloud = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 60 });
    const onePlace = fc.integer({ min: 1, max: 40 }).map((n) => Array.from({ length: n }, () => [5, 5]));
    fc.assert(
      fc.property(fc.oneof(line, cloud, onePlace), fc.nat(), (places, seed) => {
        const problem = euclidean(Float64Array.from(places.flat()), 'nearest');
        const state = encodeTour(places.map((_, i) => i));
        const answer = run(problem, { seed, state, moves: 300, schedule: { from: 1000, to: 0 } });
        expect(tsp.energy(problem, answer.state)).toBe(answer.energy);
      }),
      { numRuns: 100 },
    );
  });
});
