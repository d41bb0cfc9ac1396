import type { ProblemKind } from '../kind.ts';
import { parts } from './cells/parts.ts';
import { decodeProblem, encodeProblem } from './codec.ts';
import { tourLength } from './distance.ts';
import { distanceOf } from './distance-of.ts';
import { createTspKernel, MOST_MATES } from './kernel.ts';
import type { TspProblem } from './problem.ts';
import { decodeTour } from './state.ts';
import { temperatureScale } from './temperature.ts';

/** The symmetric travelling salesman problem; energy is the length of the closed tour, a state is a visiting order. */
export const tsp: ProblemKind<TspProblem> = {
  name: 'tsp',
  kernelVersion: 'tsp/3',
  encode: encodeProblem,
  decode: decodeProblem,
  size: (problem) => problem.n,
  energy: (problem, state) => tourLength(distanceOf(problem), decodeTour(state, problem.n)),
  temperatureScale,
  createKernel: createTspKernel,
  mates: MOST_MATES,
  parts,
};
