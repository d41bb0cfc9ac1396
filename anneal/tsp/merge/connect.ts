import type { Distance } from '../distance.ts';
import { citiesOf, smallestCircle } from './circles.ts';
import type { Rewiring } from './rewiring.ts';

/** Two edges that go, (u, u1) and (v, v1), for (u, v) and (u1, v1) that come. */
interface Bridge {
  readonly u: number;
  readonly u1: number;
  readonly v: number;
  readonly v1: number;
  readonly gain: number;
}

/**
 * Joins the circles of an open exchange into one tour: always the smallest to another, by the best exchange of one edge of
 * each among the candidates of its cities. To be called after `tour.circles()`; leaves its numbers as they were and the
 * links joined.
 *
 * @param promised length gained so far; gives up as soon as nothing of it is left
 * @returns length gained in all; not positive: given up, and the exchange is to be undone
 */
export function connect(
  tour: Rewiring,
  distance: Distance,
  candidates: Int32Array,
  promised: number,
): number {
  const { sizes, circle, segments } = tour;
  let gain = promised;
  for (let left = sizes.length; left > 1; left--) {
    const small = smallestCircle(tour);
    const bridge = bestBridge(tour, distance, candidates, small);
    if (bridge === null || gain + bridge.gain <= 0) return 0;
    gain += bridge.gain;
    const { u, u1, v, v1 } = bridge;
    const into = circle[tour.segmentAt(tour.position[v])];
    tour.remove(u, u1);
    tour.remove(v, v1);
    tour.add(u, v);
    tour.add(u1, v1);
    for (let i = 0; i < segments; i++) if (circle[i] === small) circle[i] = into;
    sizes[into] += sizes[small];
    sizes[small] = 0;
  }
  return gain;
}

/** Null when no city of the circle has a candidate outside. */
function bestBridge(
  tour: Rewiring,
  distance: Distance,
  candidates: Int32Array,
  circle: number,
): Bridge | null {
  const { n, position, link } = tour;
  const k = candidates.length / n;
  let best: Bridge | null = null;
  let gain = Number.NEGATIVE_INFINITY;
  for (const u of citiesOf(tour, circle)) {
    for (let j = u * k; j < u * k + k; j++) {
      const v = candidates[j];
      if (tour.circle[tour.segmentAt(position[v])] === circle) continue;
      const across = distance.between(u, v);
      for (let a = 2 * u; a < 2 * u + 2; a++) {
        const u1 = link[a];
        const saved = distance.between(u, u1) - across;
        for (let b = 2 * v; b < 2 * v + 2; b++) {
          const v1 = link[b];
          const all = saved + distance.between(v, v1) - distance.between(u1, v1);
          if (all <= gain) continue;
          gain = all;
          best = { u, u1, v, v1, gain };
        }
      }
    }
  }
  return best;
}
