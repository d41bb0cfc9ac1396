import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KernelAnswer, KernelTask } from '../kind.ts';
import { Random } from '../random.ts';
import { Distance } from './distance.ts';
import { tsp } from './kind.ts';
import { euclidean, greatCircle, matrix, type TspProblem } from './problem.ts';
import { decodeTour, encodeTour } from './state.ts';

/** Cities in a box of `size`, from our own generator, so that they are the same in every engine. */
function scattered(n: number, size: number, seed: number): Float64Array {
  const random = new Random();
  random.seed(seed);
  return Float64Array.from({ length: 2 * n }, () => random.below(size));
}

function scatteredOnEarth(n: number, seed: number): TspProblem {
  const random = new Random();
  random.seed(seed);
  const places = Array.from({ length: n }, () => [
    random.below(36_000) / 100 - 180,
    random.below(18_000) / 100 - 90,
  ]);
  return greatCircle(Float64Array.from(places.flat()));
}

function randomMatrix(n: number, seed: number): TspProblem {
  const random = new Random();
  random.seed(seed);
  return matrix(
    n,
    Array.from({ length: (n * (n - 1)) / 2 }, () => random.below(1000)),
  );
}

function run(
  problem: TspProblem,
  task: Partial<KernelTask> = {},
  slice = Number.POSITIVE_INFINITY,
): KernelAnswer {
  const whole = { seed: 1, state: null, schedule: { from: 2560, to: 0 }, moves: 2000, ...task };
  const kernel = tsp.createKernel(problem);
  kernel.start(whole);
  for (let done = 0; done < whole.moves; ) done = kernel.run(slice);
  return kernel.answer();
}

const METRICS: Readonly<Record<string, TspProblem>> = {
  nearest: euclidean(scattered(300, 10_000, 1), 'nearest'),
  up: euclidean(scattered(300, 10_000, 2), 'up'),
  att: euclidean(scattered(300, 10_000, 3), 'att'),
  'great circle': scatteredOnEarth(300, 4),
  'great circle, computed not tabulated': scatteredOnEarth(2_100, 5),
  matrix: randomMatrix(120, 6),
};

/** The first 16 hex digits of SHA-256 over state and energy: the same from every engine, or replays fail. */
const RECORDED: Readonly<Record<string, string>> = {
  nearest: '7681a2a3333bfb31',
  up: '3164ea69bbd93277',
  att: 'c7f321d11da680b5',
  'great circle': '76588f8ff6b5461e',
  'great circle, computed not tabulated': 'a5f1ce14c4ada40a',
  matrix: 'fa6fba15a4e56d0f',
};

function fingerprint(answer: KernelAnswer): string {
  return createHash('sha256').update(answer.state).update(String(answer.energy)).digest('hex').slice(0, 16);
}

describe.each(Object.entries(METRICS))('a task on %s', (name, problem) => {
  test('gives the recorded answer, bit for bit', () => {
    expect(fingerprint(run(problem))).toBe(RECORDED[name]);
  });

  test('gives the same answer however it is sliced, and in a kernel that worked before', () => {
    const whole = run(problem);
    expect(run(problem, {}, 1)).toEqual(whole);
    expect(run(problem, {}, 37)).toEqual(whole);
    const kernel = tsp.createKernel(problem);
    kernel.start({ seed: 9, state: null, schedule: { from: 9999, to: 0 }, moves: 500 });
    kernel.run(123);
    kernel.start({ seed: 1, state: null, schedule: { from: 2560, to: 0 }, moves: 2000 });
    kernel.run(2000);
    expect(kernel.answer()).toEqual(whole);
  });

  test('that stops early answers what a replay that stops there answers', () => {
    const kernel = tsp.createKernel(problem);
    const task = { seed: 5, state: null, schedule: { from: 5000, to: 100 }, moves: 3000 };
    kernel.start(task);
    kernel.run(700);
    const early = kernel.answer();
    expect(early.moves).toBe(700);
    kernel.run(5000);
    expect(kernel.answer().moves).toBe(3000);
    kernel.start(task);
    kernel.run(300);
    kernel.run(400);
    expect(kernel.answer()).toEqual(early);
  });

  test('answers the exact energy of a permutation after every slice, hot or cold', () => {
    const kernel = tsp.createKernel(problem);
    kernel.start({ seed: 3, state: null, schedule: { from: 1e9, to: 0 }, moves: 1000 });
    for (let done = 0; done < 1000; ) {
      done = kernel.run(50);
      const { state, energy } = kernel.answer();
      expect(tsp.energy(problem, state)).toBe(energy);
    }
  });

  test('goes on from the tour it is given', () => {
    const first = run(problem, { moves: 500 });
    const second = run(problem, { state: first.state, schedule: { from: 0, to: 0 }, seed: 2 });
    expect(second.energy).toBeLessThanOrEqual(first.energy);
    expect(tsp.energy(problem, second.state)).toBe(second.energy);
  });
});

test('what a task takes over from its mates is recorded too, the thorough way where it ends cold', () => {
  const problem = euclidean(scattered(300, 10_000, 2), 'nearest');
  const [state, ...mates] = [1, 2, 3, 4].map(
    (seed) => run(problem, { seed, schedule: { from: 40_000, to: 0 }, moves: 6_000 }).state,
  );
  const met = [1, 0].map((to) =>
    run(problem, { seed: 9, state, mates, schedule: { from: 1, to }, moves: mates.length }),
  );
  expect(met.map(({ energy }) => energy)).toEqual([132_288, 132_217]);
  expect(met.map(fingerprint)).toEqual(['e466ff14f1cd0431', '884f484e5c50cf1d']);
});

test('different seeds take different paths', () => {
  const answers = new Set(
    [1, 2, 3, 4].map((seed) => fingerprint(run(METRICS.nearest, { seed, moves: 200 }))),
  );
  expect(answers.size).toBe(4);
});

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

test('cities on both sides of the antimeridian and round a pole are neighbours', () => {
  const ring = Array.from({ length: 36 }, (_, i) => [i * 10 - 180, 89]);
  const problem = greatCircle(Float64Array.from(ring.flat()));
  const inOrder = tsp.energy(problem, encodeTour(ring.map((_, i) => i)));
  expect(run(problem).energy).toBe(inOrder);
});

test('a task that makes no sense is refused with a reason', () => {
  const problem = METRICS.nearest;
  expect(() => run(problem, { moves: 0 })).toThrow(/positive whole number/);
  expect(() => run(problem, { seed: -1 })).toThrow(/uint32/);
  expect(() => run(problem, { schedule: { from: Number.NaN, to: 0 } })).toThrow(/finite/);
  expect(() => run(problem, { state: new Uint8Array(3) })).toThrow(/600 bytes/);
});

test('the temperature scale is deterministic, positive on a real instance, and keeps about a tenth of the rises', () => {
  const problem = METRICS['great circle'];
  const { state } = run(problem, { schedule: { from: 0, to: 0 } });
  const scale = tsp.temperatureScale(problem, state);
  expect(scale).toBe(tsp.temperatureScale(problem, state));
  expect(scale).toBeGreaterThan(0);
  // Twice the distances, twice the scale.
  const plane = scattered(200, 1000, 8);
  const [small, large] = [1, 2].map((factor) => {
    const scaled = euclidean(
      plane.map((x) => 1000 * factor * x),
      'nearest',
    );
    return tsp.temperatureScale(scaled, run(scaled, { schedule: { from: 0, to: 0 } }).state);
  });
  expect(large / small).toBeCloseTo(2, 1);
});

test('annealing beats kicks without heat', () => {
  const problem = euclidean(scattered(400, 100_000, 11), 'nearest');
  const scale = tsp.temperatureScale(problem, run(problem, { schedule: { from: 0, to: 0 } }).state);
  const total = (heat: number) =>
    [1, 2, 3, 4]
      .map((seed) => run(problem, { seed, moves: 20_000, schedule: { from: heat * scale, to: 0 } }).energy)
      .reduce((sum, energy) => sum + energy);
  expect(total(4)).toBeLessThan(total(0));
});

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

test('the answer is a tour of all cities', () => {
  const problem = METRICS.matrix;
  expect([...decodeTour(run(problem).state, problem.n)].sort((a, b) => a - b)).toEqual(
    Array.from({ length: problem.n }, (_, i) => i),
  );
});
