/**
 * The seam between a job and the way it is searched. A strategy is told what happened and says what to do next: pure, no
 * clock, no I/O, so that the same object works in a running orchestrator and in a simulation (bench/donors).
 *
 * Invariants of every strategy, property-tested:
 * 1. Every task given out is settled at most once: settling one that is not out throws.
 * 2. given = verified + rejected + lost + returned + tasks out.
 * 3. The best never gets longer but by forget(), and its energy is that of its state.
 * 4. Never more tasks are out than the target at the time they were given out.
 * 5. No task may do more moves than the moment it was given out at allows.
 */
import type { Outcome, Task } from './task.ts';

/** A state whose energy was recomputed. */
export interface Point {
  readonly state: Uint8Array;
  readonly energy: number;
}

/** When something happens. */
export interface Moment {
  /** Milliseconds on a clock that never goes back. */
  readonly now: number;
  /** Milliseconds of budget used. */
  readonly elapsed: number;
  /** Tasks that may be out: what the donors present can work on, and one more for each task that is about to end. */
  readonly target: number;
  /** Chains, or parts, to have for these donors: some more than tasks, ready for who is about to be free; default `target`. */
  readonly lanes?: number;
  /** Moves that the next task may do, at least 1: of a budget of moves; default any. */
  readonly moves?: number;
}

/** Everything ever given out, by how it ended. */
export interface Tally {
  given: number;
  verified: number;
  rejected: number;
  lost: number;
  returned: number;
  /** Verified moves. */
  moves: number;
}

export interface Strategy {
  readonly tally: Tally;
  readonly best: Point | null;
  /** Tasks out. */
  readonly inFlight: number;
  /** In 1/256 energy units; 0 until a first state says what a temperature means for this problem. */
  temperature(elapsed: number): number;
  /** The next task to give out, or null when the target is reached or everything has to wait (see nextDue). */
  next(at: Moment): Task | null;
  /** When work that has to wait may go on: on the clock; null when nothing waits. */
  nextDue(now: number): number | null;
  /** Ends a task that was given out. Returns true when it brought a new best. */
  settle(task: Task, outcome: Outcome, at: Moment): boolean;
  /**
   * States were found to be no work of a kernel: what stands on one of them goes back to `to`, the best that is sound, or to
   * the start where there is none. Tasks that are out stay out.
   */
  forget(isFalse: (state: Uint8Array) => boolean, to: Point | null): void;
}

export const noTasks = (): Tally => ({
  given: 0,
  verified: 0,
  rejected: 0,
  lost: 0,
  returned: 0,
  moves: 0,
});
