/**
 * A job's budget of moves. A task that is out is promised its moves, whether it will do them or not, and only what nobody was
 * promised is given out: so the budget is never overdrawn, and is used up to the last move, since a task can be made for any
 * number of them. Pure.
 *
 * What must hold: done + promised ≤ the budget, but for what was done before a restart.
 */
import { FEWEST } from './pace.ts';

export class MoveBudget {
  /** Of tasks that are out. */
  private promised = 0;

  /**
   * @param most null: no bound
   * @param done verified moves of an earlier life
   */
  constructor(
    private readonly most: number | null,
    public done = 0,
  ) {}

  get isSpent(): boolean {
    return this.most !== null && this.done >= this.most;
  }

  /**
   * Moves for the next task where so many more may go out: an equal share of what is left, so that all end together; 0 when
   * somebody has to answer first.
   */
  share(free: number): number {
    if (this.most === null) return Number.POSITIVE_INFINITY;
    const left = Math.max(0, this.most - this.done - this.promised);
    return Math.min(left, Math.max(FEWEST, Math.ceil(left / Math.max(1, free))));
  }

  promise(moves: number): void {
    this.promised += moves;
  }

  /** A task that was promised so many moves has ended, with so many verified ones. */
  settle(promised: number, verified: number): void {
    this.promised -= promised;
    this.done += verified;
  }

  /** Moves were found to be a lie: they are to be done by somebody else. */
  takeBack(moves: number): void {
    this.done -= moves;
  }
}
