import { describe, expect, test } from 'vitest';
import { kinds } from '../kinds.ts';
import { maxCut } from '../maxcut/forms.ts';
import { maxcut } from '../maxcut/kind.ts';
import { Random } from '../random.ts';
import { tsp } from '../tsp/kind.ts';
import { euclidean, greatCircle } from '../tsp/problem.ts';
import { checkKind } from './check-kind.ts';

const random = new Random();
random.seed(3);
const numbers = (count: number, bound: number) => Array.from({ length: count }, () => random.below(bound));

const ring = (n: number) => ({
  first: numbers(3 * n, n - 1),
  second: numbers(3 * n, 1).map((_, k) => k % n),
  weights: numbers(3 * n, 9),
});

/** What finds a fault in a kernel is the sort of task, not its length; vitest runs a kernel ten times slower than a build does. */
const EFFORT = { moves: 1, mutants: 40, taskMoves: 300 };

/** An instance of each kind we ship, and of the sorts that differ inside. */
const INSTANCES: readonly (readonly [string, string, Uint8Array])[] = [
  ['tsp', 'in the plane', tsp.encode(euclidean(Float64Array.from(numbers(240, 1_000)), 'nearest'))],
  ['tsp', 'on Earth', tsp.encode(greatCircle(Float64Array.from(numbers(160, 90))))],
  ['maxcut', 'of 60 spins', maxcut.encode(graph(60))],
  ['maxcut', 'of 3,000 spins', maxcut.encode(graph(3_000))],
];

function graph(n: number) {
  const { first, second, weights } = ring(n);
  const kept = first.map((_, k) => k).filter((k) => first[k] !== second[k]);
  const pick = (values: number[]) => kept.map((k) => values[k]);
  return maxCut(n, { first: pick(first), second: pick(second), weights: pick(weights) });
}

describe.each(INSTANCES)('the kind %s, %s', (name, _, bytes) => {
  test('holds what the conformance kit asks', () => {
    const kind = kinds.get(name)!;
    const { checks, fingerprint } = checkKind(kind, bytes, EFFORT);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });
});
