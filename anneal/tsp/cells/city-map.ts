import type { Distance } from '../distance.ts';
import { hilbertOrder } from './hilbert.ts';
import { Leaves } from './leaves.ts';

/** Where the cities of a problem are: what every division of it looks things up in, and none changes. */
export interface CityMap {
  /** The cities along a Hilbert curve. */
  readonly curve: Int32Array;
  readonly leaves: Leaves;
}

const known = new WeakMap<Distance, CityMap>();

/** The problem's map, made once: of 130,000 cities that takes 60 to 100 ms, more than half of a division or a temperature scale. */
export function cityMapOf(distance: Distance): CityMap {
  const made = known.get(distance);
  if (made !== undefined) return made;
  const curve = hilbertOrder(distance.points, distance.spherical);
  const map = { curve, leaves: new Leaves(distance.points, curve) };
  known.set(distance, map);
  return map;
}
