import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../random.ts';
import { finish } from '../../steps.ts';
import { Distance, tourLength } from '../distance.ts';
import { tsp } from '../kind.ts';
import { euclidean, type TspProblem } from '../problem.ts';
import { spaceOf } from '../space.ts';
import { decodeTour, encodeTour } from '../state.ts';
import { AbCycles } from './ab-cycles.ts';
import { Blocks } from './blocks.ts';
import { Crossover } from './crossover.ts';
import { linksOf } from './rewiring.ts';

/** Cities of a small grid coincide and lie in line; those of a large one do neither. */
const problems = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.constantFrom(5, 1_000), fc.integer())
  .map(([n, side, seed]) => {
    const random = new Random();
    random.seed(seed >>> 0);
    return euclidean(
      Float64Array.from({ length: 2 * n }, () => random.below(side)),
      'nearest',
    );
  });

function shuffled(n: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** A tour that some annealing made good, as those of donors are. */
function annealed(problem: TspProblem, seed: number, moves: number): Int32Array {
  const kernel = tsp.createKernel(problem);
  const state = encodeTour(shuffled(problem.n, seeded(seed)));
  kernel.start({ seed, state, schedule: { from: 0, to: 0 }, moves });
  kernel.run(moves);
  return decodeTour(kernel.answer().state, problem.n);
}

function seeded(seed: number): Random {
  const random = new Random();
  random.seed(seed);
  return random;
}

function crossoverOf(problem: TspProblem): { crossover: Crossover; distance: Distance } {
  const distance = Distance.of(problem);
  const near = finish(finish(spaceOf(distance)).candidates(Math.min(6, problem.n - 1)));
  return { crossover: new Crossover(distance, near), distance };
}

const key = (a: number, b: number) => (a < b ? `${a} ${b}` : `${b} ${a}`);
const edges = (order: ArrayLike<number>) =>
  new Set(Array.from(order, (city, i) => key(city, order[(i + 1) % order.length])));

describe('whatever two tours are crossed', () => {
  test('the child is a tour, shorter than its first parent by just the gain', () => {
    fc.assert(
      fc.property(problems, fc.integer({ min: 0, max: 40 }), fc.nat(), (problem, moves, seed) => {
        const { crossover, distance } = crossoverOf(problem);
        const a = annealed(problem, seed, moves + 1);
        const b = annealed(problem, seed + 1, moves + 1);
        const gains = [false, true].map((isThorough) => {
          crossover.load(a);
          const gain = finish(crossover.take(b, seeded(seed), isThorough));
          expect([...crossover.order].sort((x, y) => x - y)).toEqual(Array.from(a, (_, i) => i));
          expect(tourLength(distance, crossover.order)).toBe(tourLength(distance, a) - gain);
          return gain;
        });
        expect(gains[0]).toBeGreaterThanOrEqual(0);
        expect(gains[1]).toBeGreaterThanOrEqual(gains[0]!);
      }),
      { numRuns: 300 },
    );
  });

  test('without candidates to join subtours by, every edge is one of a parent’s', () => {
    fc.assert(
      fc.property(problems, fc.nat(), (problem, seed) => {
        const crossover = new Crossover(Distance.of(problem), new Int32Array(0));
        const [a, b] = [annealed(problem, seed, 3), annealed(problem, seed + 1, 3)];
        crossover.load(a);
        finish(crossover.take(b, seeded(seed)));
        const parents = new Set([...edges(a), ...edges(b)]);
        for (const edge of edges(crossover.order)) expect(parents).toContain(edge);
      }),
      { numRuns: 200 },
    );
  });

  test('crossed with itself or its reverse a tour stays as it is', () => {
    fc.assert(
      fc.property(problems, fc.nat(), (problem, seed) => {
        const { crossover } = crossoverOf(problem);
        const a = annealed(problem, seed, 2);
        crossover.load(a);
        expect(
          finish(crossover.take(a, seeded(seed))) + finish(crossover.take(a.slice().reverse(), seeded(seed))),
        ).toBe(0);
        expect(crossover.order).toEqual(a);
      }),
    );
  });
});

test('places where two tours differ share no city, and hold every cycle once', () => {
  fc.assert(
    fc.property(problems, fc.nat(), (problem, seed) => {
      const { n } = problem;
      const cycles = new AbCycles(n);
      const links = [shuffled(n, seeded(seed)), shuffled(n, seeded(seed + 1))].map((order) => {
        const link = new Int32Array(2 * n);
        linksOf(order, link);
        return link;
      });
      const count = finish(cycles.find(links[0]!, links[1]!, seeded(seed)));
      // As if one of three had been taken.
      const left = Array.from({ length: count }, (_, i) => i).filter((i) => i % 3 > 0);
      const blocks = new Blocks(n);
      const found = finish(blocks.find(cycles, left));
      expect(found.flat().toSorted((a, b) => a - b)).toEqual(left);
      const citiesOf = (cycle: number) =>
        cycles.cities.subarray(cycles.starts[cycle], cycles.starts[cycle + 1]);
      for (const block of found)
        for (const cycle of block) for (const city of citiesOf(cycle)) expect(blocks.at(city)).toBe(block);
    }),
    { numRuns: 100 },
  );
});

test('the child has the better half of each parent', () => {
  // Two rows of cities far apart: one parent is crossed in the left one, the other in the right one.
  const half = 12;
  const x = (i: number) => (i < half ? 10 * i : 10_000 + 10 * (i - half));
  const n = 4 * half;
  const xy = Float64Array.from({ length: 2 * n }, (_, i) => {
    const city = i >> 1;
    return i % 2 === 0 ? x(city < n / 2 ? city : n - 1 - city) : city < n / 2 ? 0 : 10;
  });
  const problem = euclidean(xy, 'nearest');
  const ring = Int32Array.from({ length: n }, (_, i) => i);
  const turned = (from: number, to: number) => {
    const order = ring.slice();
    order.subarray(from, to).reverse();
    return order;
  };
  const { crossover, distance } = crossoverOf(problem);
  const [left, right] = [turned(2, 6), turned(half + 3, half + 8)];
  crossover.load(left);
  finish(crossover.take(right, seeded(1)));
  expect(tourLength(distance, crossover.order)).toBe(tourLength(distance, ring));
});

describe('a task with mates', () => {
  const random = seeded(9);
  const xy = Float64Array.from({ length: 600 }, () => random.below(1_000));
  const problem = euclidean(xy, 'nearest');
  const states = [1, 2, 3, 4].map((seed) => encodeTour(annealed(problem, seed, 60)));
  const [state, ...mates] = states as [Uint8Array, ...Uint8Array[]];
  const energies = states.map((tour) => tourLength(Distance.of(problem), decodeTour(tour, problem.n)));
  const task = { seed: 5, state, mates, schedule: { from: 0, to: 0 }, moves: 100 };
  const answerAfter = (slices: readonly number[]) => {
    const kernel = tsp.createKernel(problem);
    kernel.start(task);
    for (const slice of slices) kernel.run(slice);
    return kernel.answer();
  };

  test('gives the same answer however it is sliced, also between two mates', () => {
    expect(answerAfter([1, 1, 1, 97])).toEqual(answerAfter([100]));
    expect(answerAfter([1, 1])).toEqual(answerAfter([2]));
    const { state: between, energy } = answerAfter([2]);
    expect(tourLength(Distance.of(problem), decodeTour(between, problem.n))).toBe(energy);
  });

  test('meets them before anything else, and is shorter than all of them by it', () => {
    const { energy } = answerAfter([mates.length]);
    expect(energy).toBeLessThan(Math.min(...energies));
  });

  test('that ends cold takes over what only places of several cycles, or two of them, give', () => {
    const small = euclidean(xy.slice(0, 400), 'nearest');
    const gains = Array.from({ length: 20 }, (_, seed) => {
      const [own, other] = [annealed(small, 2 * seed, 300), annealed(small, 2 * seed + 1, 300)].map(
        encodeTour,
      );
      const [cold, warm] = [0, 1].map((to) => {
        const kernel = tsp.createKernel(small);
        kernel.start({ seed: 5, state: own!, mates: [other!], schedule: { from: to, to }, moves: 1 });
        kernel.run(1);
        return kernel.answer().energy;
      });
      return warm! - cold!;
    });
    expect(Math.min(...gains)).toBe(0);
    expect(Math.max(...gains)).toBeGreaterThan(0);
  });

  test('is refused with more mates than are allowed, or with one that is no tour', () => {
    const kernel = tsp.createKernel(problem);
    expect(() => kernel.start({ ...task, mates: Array(9).fill(state) })).toThrow('at most 8 mates');
    expect(() => kernel.start({ ...task, mates: [new Uint8Array(600)] })).toThrow('visits city 0 twice');
  });
});
