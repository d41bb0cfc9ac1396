/** For tests: graphs from random numbers, and what a partition is worth straight from the definition. */

export interface Weighted {
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly weights: readonly number[];
}

export interface Graph extends Weighted {
  readonly n: number;
}

/** A graph of any triples: ends are taken modulo n, loops left out unless wanted. */
export function graphOf(
  n: number,
  triples: readonly (readonly [number, number, number])[],
  loops = false,
): Graph {
  const edges = triples.map(([a, b, w]) => [a % n, b % n, w]).filter(([a, b]) => loops || a !== b);
  return {
    n,
    first: edges.map(([a]) => a),
    second: edges.map(([, b]) => b),
    weights: edges.map(([, , w]) => w),
  };
}

export function cutOf({ first, second, weights }: Weighted, spins: ArrayLike<number>): number {
  return weights.reduce((cut, w, k) => cut + (spins[first[k]] === spins[second[k]] ? 0 : w), 0);
}

export function quboOf({ first, second, weights }: Weighted, spins: ArrayLike<number>): number {
  return weights.reduce((sum, q, k) => sum + (spins[first[k]] > 0 && spins[second[k]] > 0 ? q : 0), 0);
}
