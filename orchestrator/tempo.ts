/**
 * How far apart answers are read where many are out: a process that wakes for each alone pays most for the waking
 * (docs/decisions/orchestrator-load.md). Learnt from the tasks that are out: their lengths say how many answers come in a
 * millisecond. Pure.
 */
import type { Beat } from '../peer/beat.ts';

/** Rates are answers in so many milliseconds: whole numbers add up without being rounded. */
const LONG = 1_000_000;
/** Below this rate, 50 a second, each is read as it comes. */
const SELDOM = 50_000;
/**
 * Tasks this short are read as they come, and of what they are longer a half is waited at most: a job that begins or ends has
 * short ones, whose ends are foreseen worst. Milliseconds; lengths are averaged harmonically, so that short ones count most.
 */
const SHORT = 700;
const SHARE = 1 / 2;
const LONGEST = 150;
/** Answers together, of which more make none cheaper. */
const ENOUGH = 16;

export class Tempo {
  private out = 0;
  /** Where donors take as long as their tasks say. */
  private rate = 0;

  /** @param beat null: what comes is not read on a beat */
  constructor(private readonly beat: Pick<Beat, 'set'> | null) {}

  /** A task of so many milliseconds goes out. */
  begins(millis: number): void {
    this.out++;
    this.rate += rateOf(millis);
    this.beat?.set(this.rest);
  }

  /** It is out no more. */
  ends(millis: number): void {
    this.out--;
    this.rate -= rateOf(millis);
    this.beat?.set(this.rest);
  }

  /** Milliseconds between two looks at what came; 0: each answer is read as it comes. */
  get rest(): number {
    const { out, rate } = this;
    if (this.beat === null || rate < SELDOM) return 0;
    const beyond = Math.max(0, (LONG * out) / rate - SHORT);
    return Math.floor(Math.min(LONGEST, SHARE * beyond, (LONG * ENOUGH) / rate));
  }
}

function rateOf(millis: number): number {
  return Math.round(LONG / millis);
}
