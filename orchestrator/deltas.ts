/** A job's bests as they are told to who watches: each a change of the one told before, and now and then a key. No I/O. */
import { encodeDelta } from '../peer/delta.ts';
import type { JobBest, JobDelta } from '../peer/procedures.ts';

/** Deltas between two keys: who lost one and cannot ask sees the best again within seconds. */
const MOST_DELTAS = 64;

export class Deltas {
  private sinceKey = 0;

  /** @param told the best that those who come know already; null: none */
  constructor(private told: JobBest | null) {}

  /** How `best` is told. Call it once for each best that is told, in order. */
  next(best: JobBest): JobDelta {
    const { told } = this;
    this.told = best;
    const { state, ...rest } = best;
    const bytes = told && this.sinceKey < MOST_DELTAS ? encodeDelta(told.state, state) : null;
    if (!told || !bytes) {
      this.sinceKey = 0;
      return { ...rest, base: null, bytes: state };
    }
    this.sinceKey++;
    return { ...rest, base: told.version, bytes };
  }
}
