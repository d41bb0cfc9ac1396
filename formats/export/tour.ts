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

/** "226,430 km", "7,542". */
export function lengthForPeople(tour: Tour): string {
  const { length, view } = tour;
  if (view.unit === 'm') return `${Math.round(length / 1000).toLocaleString('en')} km`;
  return `${length.toLocaleString('en')}${view.unit === '' ? '' : ` ${view.unit}`}`;
}
