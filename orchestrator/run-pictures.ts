/** Pictures of a run's bests, for who shows it again: each a change of the one before, of bounded size all together. No I/O. */
import { encodeDelta } from '../peer/delta.ts';
import type { JobBest } from '../peer/procedures.ts';
import type { RunPicture } from '../peer/run.ts';

/** Of one picture, and of all of a run. */
const MOST_BYTES = 512 * 1024;
const ALL_BYTES = 2 * 1024 * 1024;
/** What may go at once; the rest as time goes by. */
const AT_ONCE = 0.25;
/** Seconds in which half of the rest goes, where a job has no budget. */
const HALF = 60;

export class RunPictures {
  /** The picture told last by this process. */
  private last: JobBest | null = null;
  /** Bytes of one. */
  private most = MOST_BYTES;

  /** @param budget seconds, as in JobSpec */
  constructor(private readonly budget: number | null) {}

  /**
   * The picture of a best, or null where it is too large for now.
   * @param elapsed seconds of budget used
   * @param spent bytes of the run's pictures before
   */
  next(best: JobBest, elapsed: number, spent: number): RunPicture | null {
    const { last } = this;
    const change = last && encodeDelta(last.state, best.state);
    const bytes = change ?? best.state;
    if (bytes.length > this.most || spent + bytes.length > this.allowed(elapsed)) return null;
    this.last = best;
    return { base: change ? last.version : null, version: best.version, bytes };
  }

  /** The router will not have this one, nor one as large: the next that it takes is whole, since others would change what nobody has. */
  refused({ bytes }: RunPicture): void {
    this.last = null;
    this.most = Math.min(this.most, bytes.length - 1);
  }

  private allowed(elapsed: number): number {
    const { budget } = this;
    const share = budget === null ? elapsed / (elapsed + HALF) : Math.min(1, elapsed / budget);
    return ALL_BYTES * (AT_ONCE + (1 - AT_ONCE) * (Number.isNaN(share) ? 1 : share));
  }
}
