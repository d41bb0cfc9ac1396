import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KernelTask } from '../kind.ts';
import { Random } from '../random.ts';
import { maxCut, qubo } from './forms.ts';
import { graphs } from './graphs.test-world.ts';
import { maxcut } from './kind.ts';
import { ising } from './problem.ts';
import { Spins } from './spins.ts';
import { decodeSpins, encodeSpins } from './state.ts';
import type { Weighted } from './testing.ts';

const task = (over: Partial<KernelTask> = {}): KernelTask => ({
  seed: 1,
  state: null,
  schedule: { from: 512, to: 0 },
  moves: 300,
  ...over,
});

/** n spins, each joined to `degree` random others by ±1: a sparse graph, made of a seed. */
function sparse(n: number, degree: number): Weighted {
  const random = new Random();
  random.seed(n + degree);
  const [first, second, weights]: number[][] = [[], [], []];
  for (let k = 0; k < (n * degree) / 2; k++) {
    const [a, b] = [random.below(n), random.below(n)];
    if (a === b) continue;
    first.push(a);
    second.push(b);
    weights.push(random.next() < 0 ? -1 : 1);
  }
  return { first, second, weights };
}

function lowest(n: number, energy: (state: Uint8Array) => number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let bits = 0; bits < 1 << n; bits++) {
    const state = encodeSpins(Array.from({ length: n }, (_, i) => ((bits >> i) & 1 ? 1 : -1)));
    best = Math.min(best, energy(state));
  }
  return best;
}

describe('the kernel for spins', () => {
  test('says exact energies where the constant is as large as it may be', () => {
    for (const sign of [-1, 1]) {
      for (let n = 20; n < 60; n++) {
        const terms = sparse(n, 3);
        const problem = ising({ n, divisor: 1, constant: sign * (2 ** 51 - 4 * n), ...terms });
        const kernel = maxcut.createKernel(problem);
        kernel.start(task());
        kernel.run(1);
        const { state, energy } = kernel.answer();
        expect(energy).toBe(maxcut.energy(problem, state));
      }
    }
  });

  test('finds what trying everything finds, for any small QUBO', () => {
    fc.assert(
      fc.property(graphs(true), ({ n, ...terms }) => {
        const problem = qubo(Math.min(n, 10), {
          first: terms.first.map((i) => i % 10),
          second: terms.second.map((i) => i % 10),
          weights: terms.weights,
        });
        const kernel = maxcut.createKernel(problem);
        kernel.start(task({ schedule: { from: 256 * 9, to: 0 } }));
        kernel.run(300);
        const { state, energy } = kernel.answer();
        expect(maxcut.energy(problem, state)).toBe(energy);
        expect(energy).toBe(lowest(problem.n, (bits) => maxcut.energy(problem, bits)));
      }),
      { numRuns: 25 },
    );
  });

  test.each([7, 300, 5_000])(
    'gives the same answer however it is sliced and however often it is asked (%i spins)',
    (n) => {
      const problem = maxCut(n, sparse(n, 4));
      // Beyond the end of an anneal, which takes 800 moves of the 3,600 spins that are left of 5,000.
      const moves = n > 2_048 ? 1_300 : 300;
      const whole = maxcut.createKernel(problem);
      whole.start(task({ moves }));
      whole.run(moves);
      const cut = maxcut.createKernel(problem);
      cut.start(task({ seed: 9, moves: 40 }));
      cut.run(17);
      cut.start(task({ moves }));
      for (let at = 0; at < moves; at += 7) {
        cut.run(7);
        cut.answer();
      }
      expect(cut.answer()).toEqual(whole.answer());
    },
  );

  test('answers at any move what a replay that stops there answers, with its true energy', () => {
    const problem = maxCut(300, sparse(300, 6));
    const kernel = maxcut.createKernel(problem);
    const replay = maxcut.createKernel(problem);
    for (const moves of [1, 66, 67, 68, 299]) {
      kernel.start(task());
      kernel.run(moves);
      const answer = kernel.answer();
      replay.start(task());
      for (let done = 0; done < moves; ) done = replay.run(1);
      expect(replay.answer()).toEqual(answer);
      expect(maxcut.energy(problem, answer.state)).toBe(answer.energy);
      expect(answer.moves).toBe(moves);
    }
  });

  test('answers a local optimum at every move: no single flip gains', () => {
    const problem = maxCut(300, sparse(300, 3));
    const kernel = maxcut.createKernel(problem);
    kernel.start(task({ moves: 200 }));
    const spins = new Spins(problem);
    for (let done = 0; done < 200; ) {
      done = kernel.run(1);
      spins.load(decodeSpins(kernel.answer().state, 300));
      expect(Math.min(...spins.cost)).toBeGreaterThanOrEqual(0);
    }
  });

  test('never answers worse than the state it was given, however hot', () => {
    const problem = maxCut(400, sparse(400, 4));
    const kernel = maxcut.createKernel(problem);
    kernel.start(task());
    kernel.run(300);
    const start = kernel.answer();
    kernel.start(task({ state: start.state, seed: 2, schedule: { from: 1e6, to: 1e6 } }));
    kernel.run(130);
    expect(kernel.answer().energy).toBeLessThanOrEqual(start.energy);
  });

  test('gives recorded answers: whoever changes one changes the version', () => {
    const answers = [7, 300, 5_000].map((n) => {
      const problem = maxCut(n, sparse(n, 4));
      const kernel = maxcut.createKernel(problem);
      kernel.start(task({ seed: 5, moves: 1_300 }));
      kernel.run(1_300);
      const { state, energy } = kernel.answer();
      const hash = state.reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 7);
      return [energy, hash];
    });
    expect(maxcut.kernelVersion).toBe('maxcut/3');
    expect(answers).toMatchInlineSnapshot(`
      [
        [
          -4,
          309,
        ],
        [
          -231,
          1898024083,
        ],
        [
          -3515,
          528940528,
        ],
      ]
    `);
  });

  test('takes over from its mates, a move each, what they have better', () => {
    // Two separate edges: the start cuts only the first, its mate only the second.
    const problem = maxCut(600, {
      first: Array.from({ length: 300 }, (_, k) => 2 * k),
      second: Array.from({ length: 300 }, (_, k) => 2 * k + 1),
      weights: Array.from({ length: 300 }, () => 1),
    });
    const halves = [0b01, 0b10].map((edge) =>
      encodeSpins(
        Array.from({ length: 600 }, (_, i) => (i % 2 === 0 && (edge >> ((i >> 1) % 2)) & 1 ? 1 : -1)),
      ),
    );
    expect(halves.map((state) => maxcut.energy(problem, state))).toEqual([-150, -150]);
    const spins = new Spins(problem);
    spins.load(decodeSpins(halves[0], 600));
    spins.recombine(decodeSpins(halves[1], 600));
    expect(maxcut.energy(problem, encodeSpins(spins.spin))).toBe(-300);

    // Dense enough that most spins need a search, sparse enough that these fall into groups.
    const sparseProblem = maxCut(2_000, sparse(2_000, 6));
    const kernel = maxcut.createKernel(sparseProblem);
    const [state, ...mates] = [1, 2, 3].map((seed) => {
      kernel.start(task({ seed, moves: 1 }));
      kernel.run(1);
      return kernel.answer().state;
    });
    const alone = [state, ...mates].map((one) => maxcut.energy(sparseProblem, one));
    kernel.start(task({ state, mates }));
    expect(kernel.run(2)).toBe(2);
    const { energy } = kernel.answer();
    expect(energy).toBeLessThan(Math.min(...alone));
    kernel.run(5);
    expect(kernel.answer().energy).toBeLessThanOrEqual(energy);
    const nine = Array.from({ length: 9 }, () => state);
    expect(() => kernel.start(task({ state, mates: nine }))).toThrow(/at most 8 mates/);
  });

  test('refuses a task that is none', () => {
    const kernel = maxcut.createKernel(maxCut(3, sparse(3, 2)));
    expect(() => kernel.run(1)).toThrow(/start/);
    expect(() => kernel.start(task({ state: new Uint8Array(3) }))).toThrow(/3 spins take 1 bytes/);
    expect(() => kernel.start(task({ moves: 0 }))).toThrow(/positive whole number/);
  });

  test('has a temperature scale that grows with the weights, and none where there is nothing to decide', () => {
    const edges = sparse(300, 4);
    const tenfold = { ...edges, weights: edges.weights.map((w) => 10 * w) };
    const state = new Uint8Array(38);
    const scale = maxcut.temperatureScale(maxCut(300, edges), state);
    expect(scale).toBeGreaterThan(0);
    expect(maxcut.temperatureScale(maxCut(300, tenfold), state) / scale).toBeCloseTo(10, 6);
    const alone = ising({ n: 3, divisor: 1, constant: 0, first: [], second: [], weights: [] });
    expect(maxcut.temperatureScale(alone, Uint8Array.of(0))).toBe(0);
  });
});
