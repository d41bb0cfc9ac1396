/**
 * How much a donor is believed: which share of its answers is computed again by somebody else.
 *
 * A newcomer's answers all are, until NEEDED of them in a row gave the same bytes; from then on it *stands*, its answers count
 * at once, and the share falls as (NEEDED / streak)² to LEAST: all of the first 4, 64 % after the fifth, a quarter after the
 * eighth, 5 % after the eighteenth, which an honest donor reaches with about a hundred tasks. (L. Sarmenta, "Sabotage-tolerance
 * mechanisms for volunteer computing systems", 2001: spot-checking with blacklisting.)
 *
 * A fault (an answer that is malformed or to another task) makes it a newcomer again. A lie (an energy that is not the
 * state's, a state that no replay gives) bars it for good. A fresh token is a newcomer.
 */

export interface Trust {
  /** Replays in a row that gave what the donor had answered. */
  readonly streak: number;
  /** Caught in a lie: nothing it says counts any more. */
  readonly barred: boolean;
}

export const NEWCOMER: Trust = { streak: 0, barred: false };

const NEEDED = 4;
const LEAST = 0.05;

export function stands({ streak, barred }: Trust): boolean {
  return !barred && streak >= NEEDED;
}

/** Share of the donor's answers to replay, LEAST..1. */
export function replayShare({ streak }: Trust): number {
  return Math.max(LEAST, Math.min(1, (NEEDED / Math.max(1, streak)) ** 2));
}

export function afterReplay(trust: Trust): Trust {
  return { ...trust, streak: trust.streak + 1 };
}

export function afterFault(trust: Trust): Trust {
  return { ...trust, streak: 0 };
}

export function afterLie(): Trust {
  return { streak: 0, barred: true };
}
