/** The order in which a file lists its cities: what a solved tour is compared with. */

import { tourLength } from '../../anneal/tsp/distance.ts';
import { distanceOf } from '../../anneal/tsp/distance-of.ts';
import type { TspProblem } from '../../anneal/tsp/problem.ts';

/** 0, 1, 2 …: cities are numbered as the file lists them. */
export function givenOrder({ n }: TspProblem): Int32Array {
  return Int32Array.from({ length: n }, (_, city) => city);
}

/** Of the closed tour in the file's order, in the problem's unit: its energy. */
export function givenLength(problem: TspProblem): number {
  return tourLength(distanceOf(problem), givenOrder(problem));
}

/** How much shorter `length` is than `given`: 0.41 for "saved 41 %", negative for longer, 0 where nothing was to save. */
export function savedShare(given: number, length: number): number {
  return given > 0 ? (given - length) / given : 0;
}
