import type { ProblemKind } from '../kind.ts';
import { parts } from './cells/parts.ts';
import { encodeProblem } from './codec.ts';
import { tourLength } from './distance.ts';
import { distanceOf } from './distance-of.ts';
import { MOST_MATES } from './kernel.ts';
import { tspKernels } from './kernel-kind.ts';
import type { TspProblem } from './problem.ts';
import { MANIFOLD } from './starts.ts';
import { decodeTour } from './state.ts';
import { temperatureScale, temperatureSteps } from './temperature.ts';

/** usa13509 with 25 to 40 moves a city ends lowest from 3 to 4 scales, pr2392 with 100 from 8 (docs/decisions/kernel.md). */
const MOVES_PER_HEAT = 8;

/** The symmetric travelling salesman problem; energy is the length of the closed tour, a state is a visiting order. */
export const tsp: ProblemKind<TspProblem> = {
  ...tspKernels,
  encode: encodeProblem,
  size: (problem) => problem.n,
  energy: (problem, state) => tourLength(distanceOf(problem), decodeTour(state, problem.n)),
  temperatureScale,
  temperatureSteps,
  movesPerHeat: MOVES_PER_HEAT,
  startsDiffer: ({ n }) => n <= MANIFOLD,
  mates: MOST_MATES,
  parts,
};
