import { Distance } from './distance.ts';
import type { TspProblem } from './problem.ts';

const known = new WeakMap<TspProblem, Distance>();

/** The problem's distances, made once: checking a tour is O(n) only while the points or the table are at hand. */
export function distanceOf(problem: TspProblem): Distance {
  const made = known.get(problem);
  if (made !== undefined) return made;
  const distance = Distance.of(problem);
  known.set(problem, distance);
  return distance;
}
