import type { KernelKind } from '../kind.ts';
import { finish } from '../steps.ts';
import { partKernels } from './cells/part-kernels.ts';
import { decodeProblem } from './codec.ts';
import { tspKernelSteps } from './kernel.ts';
import { packing } from './packing/packing.ts';
import type { TspProblem } from './problem.ts';

export const tspKernels: KernelKind<TspProblem> = {
  name: 'tsp',
  kernelVersion: 'tsp/5',
  decode: decodeProblem,
  createKernel: (problem) => finish(tspKernelSteps(problem)),
  kernelSteps: tspKernelSteps,
  parts: partKernels,
  packing,
};
