import { decodeTour } from './edges.ts';

const tours = new WeakMap<object, Uint32Array>();

/** The tour of a best, decoded once. */
export function tourOf(best: { readonly state: Uint8Array }): Uint32Array {
  const tour = tours.get(best) ?? decodeTour(best.state);
  tours.set(best, tour);
  return tour;
}
