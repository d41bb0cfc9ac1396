/** For tests: random graphs, and what a partition is worth straight from the definition. */
import fc from 'fast-check';

export interface Weighted {
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly weights: readonly number[];
}

export interface Graph extends Weighted {
  readonly n: number;
}

/** Graphs of 2 to 14 spins; pairs may come again, and be loops when asked for. */
export function graphs({ loops = false } = {}): fc.Arbitrary<Graph> {
  return fc.integer({ min: 2, max: 14 }).chain((n) => {
    const end = fc.integer({ min: 0, max: n - 1 });
    const edge = fc.tuple(end, end, fc.integer({ min: -9, max: 9 })).filter(([a, b]) => loops || a !== b);
    return fc.array(edge, { maxLength: 3 * n }).map((edges) => ({
      n,
      first: edges.map(([a]) => a),
      second: edges.map(([, b]) => b),
      weights: edges.map(([, , w]) => w),
    }));
  });
}

export function cutOf({ first, second, weights }: Weighted, spins: ArrayLike<number>): number {
  return weights.reduce((cut, w, k) => cut + (spins[first[k]] === spins[second[k]] ? 0 : w), 0);
}

export function quboOf({ first, second, weights }: Weighted, spins: ArrayLike<number>): number {
  return weights.reduce((sum, q, k) => sum + (spins[first[k]] > 0 && spins[second[k]] > 0 ? q : 0), 0);
}
