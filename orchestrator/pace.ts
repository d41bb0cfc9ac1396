/**
 * How many moves to ask for. Donors differ 20-fold in speed and a task is not made for one of them, so tasks end by time
 * (`millis`) and name the moves done; `moves` has to be what the fastest donor just does not reach, since the schedule is
 * spread over it. An answer that stopped short used its whole time, so its moves are a speed; one that did all its moves
 * was faster than expected.
 */
import type { Schedule } from '../peer/procedures.ts';
import { SHORTEST } from './task.ts';

const UNKNOWN = 1_000_000_000;
/** No task is made for fewer: asking costs more than doing them. */
export const FEWEST = 1_000;
const MARGIN = 1.5;

export class Pace {
  /** Moves per millisecond of the fastest donor seen; 0 before the first answer. */
  fastest = 0;

  moves(millis: number): number {
    if (this.fastest === 0) return UNKNOWN;
    return Math.min(UNKNOWN, Math.max(FEWEST, Math.ceil(this.fastest * millis * MARGIN)));
  }

  /**
   * A task of so many milliseconds and at most so many moves. One that has to do with fewer moves is as much shorter, so that a
   * slow donor does not sit on moves that others could do.
   */
  size(millis: number, most = UNKNOWN): { readonly moves: number; readonly millis: number } {
    const moves = this.moves(millis);
    if (moves <= most) return { moves, millis };
    const shorter = this.fastest === 0 ? millis : Math.ceil(most / (this.fastest * MARGIN));
    return { moves: most, millis: Math.min(millis, Math.max(SHORTEST, shorter)) };
  }

  /**
   * Of a task that is to go from a temperature to another, in 1/256 energy units. It is spread over all moves, and the task is
   * expected to stop before the last; the first, whose moves nobody knows, stays where it begins.
   */
  schedule(from: number, to: number): Schedule {
    return { from, to: this.fastest === 0 ? from : Math.max(0, Math.round(from + (to - from) * MARGIN)) };
  }

  learn(asked: { readonly moves: number; readonly millis: number }, done: number): void {
    const perMilli = done / asked.millis;
    if (done >= asked.moves) this.fastest = Math.max(this.fastest, perMilli * 2);
    else this.fastest = Math.max(this.fastest * 0.98, perMilli);
  }
}
