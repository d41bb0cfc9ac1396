import { keysInOrder } from '../sort.ts';
import type { Steps } from '../steps.ts';
import type { Distance } from './distance.ts';

/** Edges looked at: pairs are weighed in O(edges²). */
const EDGES = 300;
/** Above any position: length and position sort as one number, exact below 2^53. */
const SPAN = 1_048_576;
/** Edges weighed against all others in one step: some milliseconds where many of them are exchanged. */
const STEP = 4;

/**
 * Repairs what greedy leaves on clustered instances: pairs of very long edges whose ends are on no candidate list of
 * each other, so that no later move sees them. 2-opt over the longest edges only, until none helps. Changes `order`. In steps.
 */
export function* uncrossLongEdges(distance: Distance, order: Int32Array): Steps<void> {
  const n = order.length;
  if (n < 8) return;
  const next = (p: number) => (p + 1 === n ? 0 : p + 1);
  const length = (p: number) => distance.between(order[p], order[next(p)]);
  for (let pass = 0; pass < 20; pass++) {
    const places = yield* longest(n, length);
    let improved = false;
    for (let i = 0; i < places.length; i++) {
      if (i % STEP === 0) yield;
      for (let j = i + 1; j < places.length; j++) {
        const [p, q] = places[i] < places[j] ? [places[i], places[j]] : [places[j], places[i]];
        const [a, b, c, d] = [order[p], order[next(p)], order[q], order[next(q)]];
        const gain = length(p) + length(q) - distance.between(a, c) - distance.between(b, d);
        if (gain <= 0) continue;
        order.subarray(p + 1, q + 1).reverse();
        improved = true;
        // The edges between p and q now stand elsewhere.
        for (let k = 0; k < places.length; k++)
          if (places[k] > p && places[k] < q) places[k] = p + q - places[k];
      }
    }
    if (!improved) return;
  }
}

/** Positions of the longest edges, longest first. */
function* longest(n: number, length: (p: number) => number): Steps<number[]> {
  const keys = yield* keysInOrder(n, (p) => length(p) * SPAN + p);
  return Array.from(keys.subarray(Math.max(0, n - EDGES)), (key) => key % SPAN).reverse();
}
