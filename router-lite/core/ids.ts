/** WAMP ids (spec: "IDs"): integers 1..2^53, drawn at random in the global scope, counted up within a session. */
import type { Id } from './messages.ts';

export const MAX_ID = 2 ** 53;

/** True for an integer in 1..2^53, the range a JavaScript number holds exactly. */
export function isId(value: unknown): value is Id {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_ID;
}

/** Source of ids of the global scope: uniform over 1..2^53. `random` gives numbers in [0, 1). */
export type GlobalIds = () => Id;

export function globalIds(random: () => number): GlobalIds {
  return () => Math.floor(random() * MAX_ID) + 1;
}

/** A global id that nobody in `taken` has yet. */
export function freshId(ids: GlobalIds, taken: { has(id: Id): boolean }): Id {
  let id = ids();
  while (taken.has(id)) id = ids();
  return id;
}
