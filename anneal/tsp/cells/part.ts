import { ProblemError } from '../../kind.ts';
import { type Distance, JOIN } from '../distance.ts';
import { EARTH_RADIUS } from '../problem.ts';
import { decodeTour } from '../state.ts';
import { decodeScope, partnersOf, type Scope } from './scope.ts';

/**
 * Length of a part's free edges in the order that `state` gives. O(m). Throws a `ProblemError` when that is no order of
 * the part, or parts what is joined.
 */
export function partEnergy(distance: Distance, scope: Uint8Array, state: Uint8Array): number {
  const { cities, joined } = decodeScope(scope, distance.n);
  return orderLength(distance, cities, { joined, order: decodeTour(state, cities.length) });
}

/** True where parts with joins are possible: cities on a map, and no three edges as long as a join is strong. */
export function isDivisible(distance: Distance): boolean {
  const { points } = distance;
  if (points.length === 0) return false;
  let longest = 2 * EARTH_RADIUS * 2;
  if (!distance.spherical) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < points.length; i++) {
      low = Math.min(low, points[i]);
      high = Math.max(high, points[i]);
    }
    longest = 2 * (high - low);
  }
  return 4 * longest < JOIN;
}

/** Length of a part's free edges as it was cut. */
export function freeLength(distance: Distance, { cities, joined }: Scope): number {
  let sum = 0;
  for (let i = 0; i < cities.length; i++)
    if (joined[i] === 0) sum += distance.between(cities[i], cities[i + 1 === cities.length ? 0 : i + 1]);
  return sum;
}

interface Ordered {
  readonly joined: Uint8Array;
  /** Places of the part. */
  readonly order: Int32Array;
}

function orderLength(distance: Distance, cities: Int32Array, { joined, order }: Ordered): number {
  const partner = partnersOf(joined);
  const m = order.length;
  let sum = 0;
  let kept = 0;
  for (let i = 0; i < m; i++) {
    const place = order[i];
    const next = order[i + 1 === m ? 0 : i + 1];
    if (partner[place] === next) kept++;
    else sum += distance.between(cities[place], cities[next]);
  }
  const joins = joined.reduce((count, bit) => count + bit, 0);
  if (kept !== joins) throw new ProblemError(`The order keeps ${kept} of the part's ${joins} joins.`);
  return sum;
}
