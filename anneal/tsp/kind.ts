import type { ProblemKind } from '../kind.ts';
import { decodeProblem, encodeProblem } from './codec.ts';
import { Distance, tourLength } from './distance.ts';
import { createTspKernel } from './kernel.ts';
import type { TspProblem } from './problem.ts';
import { decodeTour } from './state.ts';
import { temperatureScale } from './temperature.ts';

const distances = new WeakMap<TspProblem, Distance>();

/** The symmetric travelling salesman problem; energy is the length of the closed tour, a state is a visiting order. */
export const tsp: ProblemKind<TspProblem> = {
  name: 'tsp',
  kernelVersion: 'tsp/2',
  encode: encodeProblem,
  decode: decodeProblem,
  size: (problem) => problem.n,
  energy: (problem, state) => tourLength(distanceOf(problem), decodeTour(state, problem.n)),
  temperatureScale,
  createKernel: createTspKernel,
};

/** Checking a tour is O(n) only while the points or the table need not be made anew each time. */
function distanceOf(problem: TspProblem): Distance {
  const known = distances.get(problem);
  if (known !== undefined) return known;
  const distance = Distance.of(problem);
  distances.set(problem, distance);
  return distance;
}
