/**
 * When a kernel rests, so that it works its share of the time: after each slice as long as that slice truly took asks for.
 *
 * 1. Over any stretch of steady work, worked ÷ passed is the share: a rest that a timer let run long is taken off the next
 *    ones, and work that was not cut (a large problem made ready) is rested for too.
 * 2. What is owed and what may be caught up are bounded: a machine that slept does not make up for it in a burst, and a
 *    preparation of many seconds holds nobody up for minutes.
 * 3. With a share of 1 it never rests.
 *
 * Pure: milliseconds in, milliseconds out, all on one clock that never goes back.
 */

/** Rest that may be made up for: more than the 4 ms a browser's timer adds, or the 16 ms of a coarse one. */
const MOST_CAUGHT_UP = 100;
const MOST_OWED = 1000;
/** Timers count whole milliseconds: less than one is left for the next rest. */
const LEAST_REST = 1;

export class Rhythm {
  /** Above 0, up to 1. */
  share = 1;
  /** When all work done so far will have been rested for. */
  #due = Number.NEGATIVE_INFINITY;

  worked(begin: number, end: number): void {
    const from = Math.max(this.#due, begin - MOST_CAUGHT_UP);
    this.#due = Math.min(from + (end - begin) / this.share, end + MOST_OWED);
  }

  /** Milliseconds before the next slice may begin; 0: at once. */
  rest(now: number): number {
    const owed = this.#due - now;
    return this.share < 1 && owed >= LEAST_REST ? owed : 0;
  }
}
