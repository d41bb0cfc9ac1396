import type { Kernel, PartKernels } from '../../kind.ts';
import { finish, type Steps } from '../../steps.ts';
import { distanceSteps } from '../distance-of.ts';
import { annealer } from '../kernel.ts';
import type { TspProblem } from '../problem.ts';
import { decodeScope, partnersOf } from './scope.ts';

/** Kernels for parts: their states are orders of the part's places 0..m−1. */
export const partKernels: PartKernels<TspProblem> = {
  createKernel: (problem, scope) => finish(kernelSteps(problem, scope)),
  kernelSteps,
};

function* kernelSteps(problem: TspProblem, scope: Uint8Array): Steps<Kernel> {
  const distance = yield* distanceSteps(problem);
  const { cities, joined } = decodeScope(scope, distance.n);
  return yield* annealer(yield* distance.renumbered(cities), partnersOf(joined));
}
