import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxCut, qubo } from './forms.ts';
import { maxcut } from './kind.ts';
import { type IsingProblem, ising } from './problem.ts';
import { decodeSpins, encodeSpins } from './state.ts';
import { cutOf, graphOf, quboOf, type Weighted } from './testing.ts';

/** Graphs of 2 to 14 spins; pairs may come again, and be loops when asked for. */
const graphs = (loops = false) =>
  fc
    .tuple(
      fc.integer({ min: 2, max: 14 }),
      fc.array(fc.tuple(fc.nat(99), fc.nat(99), fc.integer({ min: -9, max: 9 })), { maxLength: 40 }),
    )
    .map(([n, triples]) => graphOf(n, triples, loops));

const stateOf = (bits: number, n: number) =>
  encodeSpins(Array.from({ length: n }, (_, i) => ((bits >> i) & 1 ? 1 : -1)));

describe('a problem of spins', () => {
  test('has minus the cut for its energy when it is a Max-Cut', () => {
    fc.assert(
      fc.property(graphs(), fc.nat(), ({ n, ...edges }, bits) => {
        const state = stateOf(bits, n);
        expect(maxcut.energy(maxCut(n, edges), state)).toBe(0 - cutOf(edges, decodeSpins(state, n)));
      }),
    );
  });

  test('has the value of the QUBO for its energy when it is one, linear and repeated terms included', () => {
    fc.assert(
      fc.property(graphs(true), fc.nat(), ({ n, ...terms }, bits) => {
        const state = stateOf(bits, n);
        expect(maxcut.energy(qubo(n, terms), state)).toBe(quboOf(terms, decodeSpins(state, n)));
      }),
    );
  });

  test('has equal bytes when its parts come in another order, mirrored or in portions', () => {
    const parts: Weighted = { first: [0, 1, 2], second: [1, 2, 0], weights: [3, -5, 7] };
    const other: Weighted = { first: [0, 2, 0, 1], second: [2, 1, 1, 0], weights: [7, -5, 1, 2] };
    expect(maxcut.encode(maxCut(3, other))).toEqual(maxcut.encode(maxCut(3, parts)));
  });

  test('survives its bytes', () => {
    fc.assert(
      fc.property(graphs(true), ({ n, ...terms }) => {
        const problem = qubo(n, terms);
        expect(maxcut.decode(maxcut.encode(problem))).toEqual(problem);
      }),
    );
  });

  test('whose weights cancel has no coupling left', () => {
    expect(maxCut(2, { first: [0, 1], second: [1, 0], weights: [4, -4] }).couplings).toHaveLength(0);
  });

  test.each<[string, () => IsingProblem, RegExp]>([
    ['no spins', () => maxCut(0, { first: [], second: [], weights: [] }), /1 to 200000 spins/],
    ['a loop', () => maxCut(2, { first: [1], second: [1], weights: [1] }), /two different numbers/],
    ['a fraction', () => maxCut(2, { first: [0], second: [1], weights: [0.5] }), /no integer/],
    ['a huge weight', () => maxCut(2, { first: [0], second: [1], weights: [2 ** 30] }), /scale/],
    [
      'weights that are too much together',
      () => maxCut(3, { first: [0, 0], second: [1, 2], weights: [2 ** 28, 2 ** 29 - 1] }),
      /number 1 add up to/,
    ],
    [
      'energies that are no integers',
      () => ising({ n: 2, divisor: 2, constant: 0, first: [0], second: [1], weights: [1] }),
      /no integers once divided by 2/,
    ],
    [
      'energies that are sometimes no integers',
      () => ising({ n: 2, divisor: 4, constant: 3, first: [0], second: [1], weights: [1] }),
      /no integers once divided by 4/,
    ],
    ['a term of no variable', () => qubo(2, { first: [0], second: [2], weights: [1] }), /numbered 0 to 1/],
  ])('with %s is refused', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test('in bytes that are not canonical is refused', () => {
    const bytes = maxcut.encode(maxCut(3, { first: [0, 1], second: [1, 2], weights: [1, 1] }));
    const mutants: [string, (view: DataView) => void, RegExp][] = [
      ['magic', (view) => view.setUint8(0, 0), /isg1/],
      ['divisor', (view) => view.setUint32(12, 3, true), /1, 2 or 4/],
      ['n', (view) => view.setUint32(4, 4, true), /take 64 bytes; there are 60/],
      ['size', (view) => view.setUint32(8, 0xffffffff, true), /limits/],
      ['constant', (view) => view.setFloat64(16, 0.5, true), /limit is 2/],
      ['parity', (view) => view.setFloat64(16, -1, true), /no integers/],
      ['order', (view) => view.setUint32(36, 2, true), /out of range or order/],
      ['zero', (view) => view.setInt32(44, 0, true), /is zero/],
    ];
    for (const [what, mutate, message] of mutants) {
      const copy = bytes.slice();
      mutate(new DataView(copy.buffer));
      expect(() => maxcut.decode(copy), what).toThrow(message);
    }
  });

  test('refuses a state of another length, or with bits behind the last spin', () => {
    const problem = maxCut(3, { first: [0], second: [1], weights: [1] });
    expect(() => maxcut.energy(problem, new Uint8Array(2))).toThrow(/3 spins take 1 bytes/);
    expect(() => maxcut.energy(problem, Uint8Array.of(8))).toThrow(/not zero/);
  });
});
