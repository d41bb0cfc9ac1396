import { describe, expect, test } from 'vitest';
import { problem as qap } from '../docs/examples/qap.ts';
import { checkDefinition } from './conformance/check-definition.ts';
import { checkKind } from './conformance/check-kind.ts';
import { defineProblem, type ProblemDefinition, ProblemError } from './define-problem.ts';
import type { KernelTask } from './kind.ts';
import { Random } from './random.ts';

const EFFORT = { moves: 2_000, mutants: 100, taskMoves: 500 };
const textBytes = (text: string) => new TextEncoder().encode(text);

/** As in QAPLIB: n, flows, distances. */
function instanceOf(n: number, seed: number): { bytes: Uint8Array; best: number } {
  const random = new Random();
  random.seed(seed);
  const [flow, distance] = [0, 1].map(() => Array.from({ length: n * n }, () => random.below(50)));
  let best = Number.POSITIVE_INFINITY;
  const permute = (fixed: number[], left: number[]) => {
    if (left.length === 0) {
      let sum = 0;
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) sum += flow[i * n + j] * distance[fixed[i] * n + fixed[j]];
      best = Math.min(best, sum);
    }
    for (const place of left)
      permute(
        [...fixed, place],
        left.filter((other) => other !== place),
      );
  };
  permute(
    [],
    Array.from({ length: n }, (_, i) => i),
  );
  return { bytes: textBytes([n, ...flow, ...distance].join(' ')), best };
}

function annealed(bytes: Uint8Array, moves: number, seed: number) {
  const problem = qap.decode(bytes);
  const kernel = qap.createKernel(problem);
  const task: KernelTask = { seed, state: null, schedule: { from: 0, to: 0 }, moves: 100 };
  kernel.start(task);
  kernel.run(100);
  const heat = 8 * qap.temperatureScale(problem, kernel.answer().state);
  kernel.start({ ...task, schedule: { from: heat, to: 0 }, moves });
  kernel.run(moves);
  return { ...kernel.answer(), real: qap.energy(problem, kernel.answer().state) };
}

describe('quadratic assignment, defined in thirty lines', () => {
  test.each([1, 2, 3])('is solved to the optimum that trying everything finds (instance %i)', (seed) => {
    const { bytes, best } = instanceOf(7, seed);
    const { energy, real } = annealed(bytes, 20_000, seed);
    expect(energy).toBe(real);
    expect(energy).toBe(best);
  });

  test('passes every check', () => {
    const chance = new Random();
    chance.seed(1);
    const bytes = qap.definition.sample!(chance);
    const { checks, fingerprint } = checkKind(qap, bytes, EFFORT);
    const all = [...checks, ...checkDefinition(qap, bytes, EFFORT)];
    expect(all.filter(({ ok }) => !ok)).toEqual([]);
    expect(all).toHaveLength(11);
    // The same in every engine; it changes with the example, and then its version does.
    expect(fingerprint).toBe('bd855dbecec8ed40');
  });

  test('refuses bytes that are no instance, and strangers’ states, with a ProblemError', () => {
    expect(() => qap.decode(textBytes('2 1 2 3'))).toThrow(ProblemError);
    const problem = qap.decode(instanceOf(3, 1).bytes);
    expect(() => qap.energy(problem, Uint8Array.of(0, 1, 1))).toThrow(/1 is there twice/);
    expect(() => qap.energy(problem, Uint8Array.of(0, 1, 1))).toThrow(ProblemError);
  });
});

test('bytes that decode takes for an instance of nothing are refused, with a ProblemError', () => {
  const { definition } = qap;
  const careless = defineProblem({ ...definition, decode: () => ({ n: 0, f: [], d: [] }) });
  expect(() => careless.decode(textBytes('hello'))).toThrow(ProblemError);
  expect(() => careless.decode(textBytes('hello'))).toThrow(
    /size gives 0, where it is a whole number from 1/,
  );
});

describe('a definition', () => {
  const counting: ProblemDefinition<number, { at: number }, number> = {
    name: 'count',
    version: 1,
    decode: (bytes) => bytes.length,
    size: (n) => n,
    init: (n, chance) => ({ at: chance.below(n) }),
    energy: (_, { at }) => at,
    propose: (n, _, chance) => chance.below(n),
    delta: (_, { at }, move) => move - at,
    apply: (_, state, move) => {
      state.at = move;
    },
    encode: (_, { at }) => Uint8Array.of(at),
    validate: (n, bytes) => {
      if (bytes.length !== 1 || bytes[0] >= n) throw new Error(`no count below ${n}`);
      return { at: bytes[0] };
    },
  };
  const bytes = new Uint8Array(20);

  /** Chance that is not the host's. */
  let hidden = 1;
  const next = () => {
    hidden = (hidden * 31 + 7) % 1009;
    return hidden;
  };

  /** The checks that fail. */
  const faults = (wrong: Partial<typeof counting>) => {
    const kind = defineProblem({ ...counting, ...wrong });
    return [...checkKind(kind, bytes, EFFORT).checks, ...checkDefinition(kind, bytes, EFFORT)]
      .filter(({ ok }) => !ok)
      .map(({ name, detail }) => `${name}: ${detail}`)
      .join('\n');
  };

  test('that is right has no fault', () => {
    expect(faults({})).toBe('');
  });

  test.each<[string, Partial<typeof counting>, RegExp]>([
    [
      'a delta that is wrong now and then',
      { delta: (_, { at }, move) => move - at + (move === 7 ? 1 : 0) },
      /delta says -?\d+, but the energy went from \d+ to 7/,
    ],
    ['an energy that is no integer', { energy: (_, { at }) => at / 2 }, /energy gave 0\.5|energy is \d+\.5/],
    [
      'a delta that changes the state',
      {
        delta: (_, state, move) => {
          const was = state.at;
          state.at = move;
          return move - was;
        },
      },
      /delta changed the state/,
    ],
    [
      'a state that loses something on its way',
      { encode: (_, { at }) => Uint8Array.of(at & 0xfe) },
      /one state|other bytes|has energy/,
    ],
    [
      'a validate that takes anything',
      { validate: (n, [at = 0]) => ({ at: at % n }) },
      /too many is accepted|encode does not write/,
    ],
    [
      'a start that hangs on something else',
      { init: (n) => ({ at: next() % n }) },
      /gives two start states|may hang on its task alone/,
    ],
    [
      'a move that hangs on something else',
      { propose: (n) => next() % n },
      /may hang on its task alone|another state/,
    ],
    ['an instance that changes', { decode: () => 20, size: () => 0.5 }, /whole number from 1/],
  ])('with %s is found out', (_, wrong, message) => {
    expect(faults(wrong)).toMatch(message);
  });

  test('whose delta takes another move than propose makes does not compile', () => {
    const wrong = { ...counting, delta: (_: number, __: { at: number }, move: string) => move.length };
    const compiles = (definition: ProblemDefinition<number, { at: number }, number>) => definition.name;
    // @ts-expect-error a move is a number here
    expect(compiles(wrong)).toBe('count');
  });

  test('with a name or a version that is none is refused', () => {
    expect(() => defineProblem({ ...counting, name: 'My Problem' })).toThrow(/lower-case letters/);
    expect(() => defineProblem({ ...counting, version: 0 })).toThrow(/whole number from 1/);
  });
});
