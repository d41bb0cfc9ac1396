import type { Parts } from '../../kind.ts';
import { distanceOf } from '../distance-of.ts';
import { greedyTour } from '../greedy.ts';
import type { TspProblem } from '../problem.ts';
import { spaceOf } from '../space.ts';
import { encodeTour } from '../state.ts';
import { TourDivision } from './division.ts';
import { createPartKernel, divisible, partEnergy } from './part.ts';

/** Cities with coordinates can be shared out by place. */
export const parts: Parts<TspProblem> = {
  divide(problem, state, seed) {
    const distance = distanceOf(problem);
    if (!divisible(distance)) return null;
    const start = state ?? encodeTour(greedyTour(distance, spaceOf(distance)));
    return new TourDivision(distance, start, seed);
  },
  energy: (problem, scope, state) => partEnergy(distanceOf(problem), scope, state),
  createKernel: (problem, scope) => createPartKernel(distanceOf(problem), scope),
};
