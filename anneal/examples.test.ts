/** The problems of docs/examples are what they say they are: by the kit, and by optima that are known or found by trying all. */
import { describe, expect, test } from 'vitest';
import { problem as cvrp } from '../docs/examples/cvrp.ts';
import { problem as jobShop } from '../docs/examples/job-shop.ts';
import { problem as qap } from '../docs/examples/qap.ts';
import { checkDefinition } from './conformance/check-definition.ts';
import { checkKind } from './conformance/check-kind.ts';
import { type DefinedKind, ProblemError } from './define-problem.ts';
import { Random } from './random.ts';

const EFFORT = { moves: 500, mutants: 60, taskMoves: 200 };
const textBytes = (text: string) => new TextEncoder().encode(text);

function sampleOf<I, S, M>({ definition }: DefinedKind<I, S, M>): Uint8Array {
  const chance = new Random();
  chance.seed(1);
  return definition.sample!(chance);
}

/** From hot to cold; the energy that the state has, not the one that the kernel counted. */
function annealed<I, S, M>(
  kind: DefinedKind<I, S, M>,
  bytes: Uint8Array,
  moves: number,
  seed: number,
): number {
  const problem = kind.decode(bytes);
  const kernel = kind.createKernel(problem);
  kernel.start({ seed, state: null, schedule: { from: 0, to: 0 }, moves: 100 });
  kernel.run(100);
  const heat = 8 * kind.temperatureScale(problem, kernel.answer().state);
  kernel.start({ seed, state: null, schedule: { from: heat, to: 0 }, moves });
  kernel.run(moves);
  return kind.energy(problem, kernel.answer().state);
}

test.each([
  ['quadratic assignment', qap],
  ['job shop', jobShop],
  ['vehicle routing', cvrp],
])('%s passes every check', (_, kind) => {
  const any = kind as unknown as DefinedKind<unknown, unknown, unknown>;
  const bytes = sampleOf(any);
  const checks = [...checkDefinition(any, bytes, EFFORT), ...checkKind(any, bytes, EFFORT).checks];
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
});

test('ft06 is done in 55, which is proven to be the least, and never in less', () => {
  const ends = [1, 2, 3, 4].map((seed) => annealed(jobShop, sampleOf(jobShop), 40_000, seed));
  expect(Math.min(...ends)).toBe(55);
});

const PLACES = [
  [50, 50],
  [10, 12],
  [90, 15],
  [85, 88],
  [14, 80],
  [52, 95],
  [33, 40],
] as const;
const LOADS = [0, 4, 5, 3, 6, 2, 4];

/** The depot is the place numbered `depot`: the routes are the same. */
function vehicles(depot: number, capacity = 10, loads: readonly number[] = LOADS): string {
  const order = [...PLACES.keys()].slice(1);
  order.splice(depot - 1, 0, 0);
  const rows = order.map((place, i) => `${i + 1} ${PLACES[place]!.join(' ')}`);
  const demands = order.map((place, i) => `${i + 1} ${loads[place]}`);
  return `NAME : seven\r\nTYPE : CVRP\r\nDIMENSION : 7\r\nEDGE_WEIGHT_TYPE : EUC_2D\r\nCAPACITY : ${capacity}\r\nNODE_COORD_SECTION\r\n${rows.join('\r\n')}\r\nDEMAND_SECTION\r\n${demands.join('\r\n')}\r\nDEPOT_SECTION\r\n ${depot}\r\n -1\r\nEOF\r\n`;
}

/** By trying every order of the customers with every set of returns to the depot. */
function shortestRoutes(capacity: number): number {
  const way = (a: number, b: number) =>
    Math.round(Math.hypot(PLACES[a]![0] - PLACES[b]![0], PLACES[a]![1] - PLACES[b]![1]));
  const best = (at: number, load: number, left: readonly number[]): number => {
    if (left.length === 0) return way(at, 0);
    return Math.min(
      ...left.flatMap((next) => {
        const others = left.filter((each) => each !== next);
        const fresh = way(at, 0) + way(0, next) + best(next, LOADS[next]!, others);
        if (at === 0 || load + LOADS[next]! > capacity) return [fresh];
        return [fresh, way(at, next) + best(next, load + LOADS[next]!, others)];
      }),
    );
  };
  return best(0, 0, [1, 2, 3, 4, 5, 6]);
}

describe('vehicle routing', () => {
  test.each([
    [1, 10],
    [4, 10],
    [7, 15],
    [1, 24],
  ])(
    'with the depot numbered %i and %i to a vehicle comes to what trying everything finds',
    (depot, capacity) => {
      const bytes = textBytes(vehicles(depot, capacity));
      const ends = [1, 2].map((seed) => annealed(cvrp, bytes, 4_000, seed));
      expect(Math.min(...ends)).toBe(shortestRoutes(capacity));
    },
  );

  test.each([
    ['nothing', '', 'no CVRP'],
    ['a load that no vehicle takes', vehicles(1, 5), 'a demand is no integer in 0..5, the capacity'],
    ['a demand of half a unit', vehicles(1, 10, [0, 0.5, 1, 1, 1, 1, 1]), 'a demand is no integer'],
    ['no capacity', vehicles(1).replace('CAPACITY', 'COMMENT'), 'a demand is no integer in 0..0'],
    ['nodes out of order', vehicles(1).replace('2 10 12', '9 10 12'), 'of 1 to 7 in order'],
    ['another metric', vehicles(1).replace('EUC_2D', 'GEO'), 'no CVRP: EUC_2D'],
    ['a depot that is not there', vehicles(1).replace(' 1\r\n -1', ' 8\r\n -1'), 'one of them the depot'],
  ])('refuses %s', (_, text, says) => {
    expect(() => cvrp.decode(textBytes(text))).toThrow(ProblemError);
    expect(() => cvrp.decode(textBytes(text))).toThrow(says);
  });
});

test.each([
  ['', 'no job shop'],
  ['2 2 0 1 1 2 0 3', '2 jobs and 2 machines, and 6 numbers follow'],
  ['1 2 0 1 2 2', 'a machine is no integer in 0..1'],
  ['1 2 0 1 1 -2', 'a time is no integer'],
  ['1 2 0 1 1 x', 'a time is no integer'],
])('a job shop of %j is refused: %s', (text, says) => {
  expect(() => jobShop.decode(textBytes(text))).toThrow(says);
});
