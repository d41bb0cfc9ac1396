import { finish, type Steps } from '../steps.ts';
import { Distance } from './distance.ts';
import type { TspProblem } from './problem.ts';

const known = new WeakMap<TspProblem, Distance>();

/** The problem's distances, made once: checking a tour is O(n) only while the points or the table are at hand. */
export function distanceOf(problem: TspProblem): Distance {
  return known.get(problem) ?? finish(distanceSteps(problem));
}

/** The same in steps. */
export function* distanceSteps(problem: TspProblem): Steps<Distance> {
  let distance = known.get(problem);
  if (distance === undefined) {
    distance = yield* Distance.steps(problem);
    known.set(problem, distance);
    yield;
  }
  return distance;
}
