/** What counts of a job, in this life and the earlier ones. Pure. */
import type { JobCounts } from './job.ts';
import { Rate } from './rate.ts';

export class Tally {
  private readonly rate = new Rate();
  /** Answers that count, and replays of this job's answers. */
  private tasks = 0;
  private moves = 0;
  private replays = 0;
  private replayedMoves = 0;
  private lies = 0;

  constructor(private readonly before: JobCounts) {}

  /** An answer of so many moves counts from now on. */
  counted(moves: number, now: number): void {
    this.tasks++;
    this.moves += moves;
    this.rate.add(now, moves);
  }

  replayed(moves: number): void {
    this.replays++;
    this.replayedMoves += moves;
  }

  /** Somebody lied; what counted and does so no more is told by uncount(). */
  lied(): void {
    this.lies++;
  }

  uncount(moves: number): void {
    this.tasks--;
    this.moves -= moves;
  }

  /** Moves a second. */
  perSecond(now: number): number {
    return this.rate.perSecond(now);
  }

  /** @param ends of the search's tasks in this life */
  counts({ lost, rejected }: { readonly lost: number; readonly rejected: number }): JobCounts {
    const { before } = this;
    return {
      tasks: before.tasks + this.tasks,
      reissued: before.reissued + lost + rejected,
      rejected: before.rejected + rejected + this.lies,
      moves: before.moves + this.moves,
      replays: before.replays + this.replays,
      replayedMoves: before.replayedMoves + this.replayedMoves,
    };
  }
}
