import type { KernelAnswer, KernelTask } from '../kind.ts';
import { Random } from '../random.ts';
import { tsp } from './kind.ts';
import type { TspProblem } from './problem.ts';

/** Cities in a box of `size`, from our own generator, so that they are the same in every engine. */
export function scattered(n: number, size: number, seed: number): Float64Array {
  const random = new Random();
  random.seed(seed);
  return Float64Array.from({ length: 2 * n }, () => random.below(size));
}

/** One task from its start to its last move, in slices of so many moves. */
export function run(
  problem: TspProblem,
  task: Partial<KernelTask> = {},
  slice = Number.POSITIVE_INFINITY,
): KernelAnswer {
  const whole = { seed: 1, state: null, schedule: { from: 2560, to: 0 }, moves: 2000, ...task };
  const kernel = tsp.createKernel(problem);
  kernel.start(whole);
  for (let done = 0; done < whole.moves; ) done = kernel.run(slice);
  return kernel.answer();
}
