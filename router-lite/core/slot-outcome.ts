/** How a delivery of a slot's event ended, and whether there is another. */
import { WampError } from './errors.ts';
import type { Uri } from './messages.ts';
import type { Slot } from './slot.ts';
import type { Entry, Failure } from './slot-event.ts';
import { LONGEST_WAIT } from './slot-spec.ts';

/** Failure null: by YIELD. */
export interface Outcome {
  readonly slot: Slot;
  readonly entry: Entry;
  readonly failure: Failure | null;
  /** The member left with it. */
  readonly left: boolean;
  /** It was given to nobody: refused in the step that offered it. */
  readonly refused: boolean;
}

/** A member says that there is something wrong with the event itself: another attempt would end as this one. */
const NEVER_TAKEN: Uri = WampError.invalidArgument;
/** With `refused`: no member may have it, or none announced what it needs. Events behind it do not wait for one that does. */
const NOBODYS: Uri = WampError.featureNotSupported;
/** Nobody took the event: every member is unavailable, or none may have it. */
const NOT_TAKEN: ReadonlySet<Uri> = new Set([WampError.noAvailableCallee, WampError.unavailable]);

/**
 * Of one that failed: milliseconds before the next attempt, 0 where another member is to have it at once; null: it is given up. `random` in
 * [0, 1) spreads the waits.
 */
export function waitBeforeNext(
  { slot, entry, left, refused }: Outcome,
  { code }: Failure,
  random: () => number,
): number | null {
  const { onError, maxAttempts, backoff } = slot.spec;
  if (entry.attempts >= maxAttempts) return null;
  if (left) return 0;
  if (code === NEVER_TAKEN || (refused && code === NOBODYS)) return null;
  if (onError !== 'queue' && !NOT_TAKEN.has(code)) return null;
  return Math.min(backoff * 2 ** (entry.attempts - 1), LONGEST_WAIT) * (0.5 + random() / 2);
}
