import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { KernelAnswer } from '../kind.ts';
import { Random } from '../random.ts';
import { run, scattered } from './kernel.test-world.ts';
import { tsp } from './kind.ts';
import { euclidean, greatCircle, matrix, type TspProblem } from './problem.ts';
import { decodeTour, encodeTour } from './state.ts';

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

test('the answer is a tour of all cities', () => {
  const problem = METRICS.matrix;
  expect([...decodeTour(run(problem).state, problem.n)].sort((a, b) => a - b)).toEqual(
    Array.from({ length: problem.n }, (_, i) => i),
  );
});
