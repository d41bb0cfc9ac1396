import { type Parts, ProblemError } from '../../kind.ts';
import { distanceOf, distanceSteps } from '../distance-of.ts';
import type { TspProblem } from '../problem.ts';
import { cityMapSteps } from './city-map.ts';
import { splice, TourDivision } from './division.ts';
import { isDivisible, partEnergy } from './part.ts';
import { partKernels } from './part-kernels.ts';

/** Cities with coordinates can be shared out by place. */
export const parts: Parts<TspProblem> = {
  divide(problem, state, seed) {
    const distance = distanceOf(problem);
    if (!isDivisible(distance))
      throw new ProblemError('Only cities on a map that is not too large can be shared out by place.');
    return new TourDivision(distance, state, seed);
  },
  *prepare(problem) {
    yield* cityMapSteps(yield* distanceSteps(problem));
  },
  isDivisible: (problem) => isDivisible(distanceOf(problem)),
  splice: (problem, whole, pieces) => splice(distanceOf(problem), whole, pieces),
  energy: (problem, scope, state) => partEnergy(distanceOf(problem), scope, state),
  ...partKernels,
};
