import { Random } from '../../anneal/random.ts';
import { euclidean, type TspProblem } from '../../anneal/tsp/problem.ts';

const SIDE = 1_000_000;

/** Random uniform cities in a square, whole coordinates, rounded distances: the same for the same seed, anywhere. */
export function uniform(n: number, seed: number): TspProblem {
  const random = new Random();
  random.seed(seed);
  return euclidean(
    Float64Array.from({ length: 2 * n }, () => random.below(SIDE)),
    'nearest',
  );
}
