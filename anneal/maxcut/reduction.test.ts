import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { finish } from '../steps.ts';
import { maxCut, qubo } from './forms.ts';
import { maxcut } from './kind.ts';
import { type IsingProblem, ising, MAX_FIELD } from './problem.ts';
import { type Reduction, reduced } from './reduction.ts';
import { Spins } from './spins.ts';
import { encodeSpins } from './state.ts';
import { graphOf } from './testing.ts';

/** Graphs of 2 to 9 spins with up to three edges a spin: trees, cycles, and knots that nothing reduces. */
const sparseGraphs = fc
  .tuple(
    fc.integer({ min: 2, max: 9 }),
    fc.array(fc.tuple(fc.nat(99), fc.nat(99), fc.integer({ min: -3, max: 3 })), { maxLength: 27 }),
  )
  .map(([n, triples]) => graphOf(n, triples.slice(0, 3 * n)));

const spinsOf = (n: number, bits: number) =>
  Int32Array.from({ length: n }, (_, i) => ((bits >> i) & 1 ? 1 : -1));

function energyInModel(
  { constant, divisor }: IsingProblem,
  { model, project }: Reduction,
  spins: Int32Array,
): number {
  const state = new Spins(model);
  state.load(project(spins));
  return ((state.energy + model.removed) / model.scale + constant) / divisor;
}

/** Of every state of the model the lowest energy of those of the whole that agree with it, by trying all. */
function lowestOfEach(problem: IsingProblem, { project }: Reduction): Map<string, number> {
  const lowest = new Map<string, number>();
  for (let bits = 0; bits < 1 << problem.n; bits++) {
    const spins = spinsOf(problem.n, bits);
    const key = project(spins).join();
    const energy = maxcut.energy(problem, encodeSpins(spins));
    lowest.set(key, Math.min(energy, lowest.get(key) ?? Number.POSITIVE_INFINITY));
  }
  return lowest;
}

/** A cycle of n with a chord from every vertex to the one opposite, so that all have three neighbours. */
const cubic = (n: number, weights: readonly number[]) =>
  graphOf(n, [
    ...Array.from({ length: n }, (_, i) => [i, (i + 1) % n, weights[i]] as const),
    ...Array.from({ length: n / 2 }, (_, i) => [i, i + n / 2, weights[n + i]] as const),
  ]);

/** By trying everything. */
function expectExact(problem: IsingProblem): void {
  const { n } = problem;
  const reduction = finish(reduced(problem));
  const { model, project, lift } = reduction;
  const lowest = lowestOfEach(problem, reduction);
  expect(lowest.size).toBe(2 ** model.n);
  const wrong: number[] = [];
  for (let bits = 0; bits < 1 << n; bits++) {
    const spins = spinsOf(n, bits);
    const agreed = project(spins);
    const energy = lowest.get(agreed.join());
    const whole = lift(agreed);
    const energies = [energyInModel(problem, reduction, spins), maxcut.energy(problem, encodeSpins(whole))];
    if (energies.some((one) => one !== energy) || project(whole).join() !== agreed.join()) wrong.push(bits);
  }
  expect(wrong).toEqual([]);
}

describe('a reduced problem', () => {
  test('has in every state the energy of the best state of the whole that agrees with it, which lifting gives', () => {
    fc.assert(
      fc.property(sparseGraphs, fc.boolean(), ({ n, ...terms }, fields) =>
        expectExact(fields ? qubo(n, terms) : maxCut(n, terms)),
      ),
      { numRuns: 200 },
    );
  });

  test('has so too where stars become triangles', () => {
    const weights = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(weights, (all) => expectExact(maxCut(8, cubic(8, all)))),
      { numRuns: 60 },
    );
  });

  test('keeps a star whose triangle would not come out whole', () => {
    // As heavy as weights may be, so that there are no finer units, and odd in all; its neighbours are among five of much the same weights.
    const star = (MAX_FIELD - 1) / 3;
    const pairs = [0, 1, 2, 3, 4].flatMap((a) => [0, 1, 2, 3, 4].filter((b) => b > a).map((b) => [a, b]));
    const five = pairs.map(([a, b]) => [a, b, Math.floor(star / 3)] as const);
    const problem = maxCut(6, graphOf(6, [...five, [5, 0, star], [5, 1, star], [5, 2, star - 1]]));
    expect(finish(reduced(problem)).model.couplings).toBe(problem.couplings);
    expectExact(problem);
  });

  test('is one spin where the graph is a tree or a ring, so that lifting it solves the whole', () => {
    const tree = graphOf(
      400,
      Array.from({ length: 399 }, (_, i) => [i + 1, i >> 1, 1] as const),
    );
    const ring = graphOf(
      401,
      Array.from({ length: 401 }, (_, i) => [i, (i + 1) % 401, 1] as const),
    );
    for (const [graph, cut] of [
      [tree, 399],
      [ring, 400],
    ] as const) {
      const problem = maxCut(graph.n, graph);
      const { model, lift } = finish(reduced(problem));
      expect(model.n).toBe(1);
      expect(maxcut.energy(problem, encodeSpins(lift(Int32Array.of(1))))).toBe(-cut);
    }
  });

  test('loses spins of three neighbours by stars that become triangles', () => {
    const problem = maxCut(60, cubic(60, new Array(90).fill(1)));
    const { model } = finish(reduced(problem));
    expect(model.n).toBeLessThan(40);
    expect(model.couplings.length / 3).toBeLessThan(90);
  });

  test('leaves the constant of the problem out, as sixteen times the largest is no exact number', () => {
    const terms = graphOf(
      6,
      [0, 1, 2, 3, 4, 5].map((i) => [i, (i + 1) % 6, 1] as const),
    );
    const removed = [0, 2 ** 51 - 13].map(
      (constant) => finish(reduced(ising({ ...terms, divisor: 1, constant }))).model.removed,
    );
    expect(removed[1]).toBe(removed[0]);
  });

  test('is the problem itself where every spin has many neighbours', () => {
    const pairs = Array.from({ length: 12 * 12 }, (_, k) => [k % 12, Math.floor(k / 12), 1] as const);
    const problem = maxCut(12, graphOf(12, pairs));
    expect(finish(reduced(problem)).model.couplings).toBe(problem.couplings);
  });

  test('keeps what adds up at any spin within bounds, also of the greatest weights', () => {
    const heavy = fc.integer({ min: -MAX_FIELD, max: MAX_FIELD });
    const triples = fc.array(fc.tuple(fc.nat(99), fc.nat(99), heavy), { maxLength: 30 });
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 14 }), triples, (n, all) => {
        // So that no spin's weights add up to more than is allowed, whichever pairs come together.
        const graph = graphOf(
          n,
          all.map(([a, b, w]) => [a, b, Math.trunc(w / 60)] as const),
        );
        const { model } = finish(reduced(maxCut(n, graph)));
        const reach = Float64Array.from(model.fields, Math.abs);
        for (let k = 0; k < model.couplings.length; k += 3) {
          reach[model.couplings[k]] += Math.abs(model.couplings[k + 2]);
          reach[model.couplings[k + 1]] += Math.abs(model.couplings[k + 2]);
        }
        expect(Math.max(...reach)).toBeLessThanOrEqual(MAX_FIELD);
      }),
    );
  });

  test('is made in steps of bounded length', () => {
    const n = 20_000;
    const graph = graphOf(
      n,
      Array.from({ length: 24_000 }, (_, k) => [k, (k * k) % 19_997, 1] as const),
    );
    const steps = reduced(maxCut(n, graph));
    let taken = 0;
    while (!steps.next().done) taken++;
    expect(taken).toBeGreaterThan(20);
  });
});
