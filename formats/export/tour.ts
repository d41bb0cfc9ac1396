import type { TspProblem } from '../../anneal/tsp/problem.ts';
import type { ProblemView } from '../../peer/procedures.ts';

/** A solved tour as the exporters take it. */
export interface Tour {
  readonly title: string;
  readonly view: ProblemView;
  /** Cities in visiting order, numbered from 0. */
  readonly order: ArrayLike<number>;
  /** Length of the closed tour, in the view's unit. */
  readonly length: number;
}

/** With the problem, by which its legs are measured. */
export interface MeasuredTour extends Tour {
  readonly problem: TspProblem;
}

/** "226,430 km", "7,542". */
export function lengthForPeople(length: number, unit: string, locale = 'en'): string {
  if (unit === 'm' && length >= 10_000) return `${Math.round(length / 1000).toLocaleString(locale)} km`;
  return `${length.toLocaleString(locale)}${unit === '' ? '' : ` ${unit}`}`;
}
