/**
 * Between which times the facts of a log lie, block by block, so that who asks for a time reads only where there may be something. The
 * times need not be in order: the clock may have been set back between two facts. A block is looked at when it is first asked for.
 */
import type { FactLog } from './fact-log.ts';
import type { Id } from './messages.ts';

/** Facts of a block: what one step may look at, … */
const BLOCK = 256;
/** … and what they may weigh, the last of them aside: reading a time reads the fact. */
const STEP_BYTES = 1024 * 1024;

export interface Span {
  /** Numbers of its first and its last fact, whether they are kept or not. */
  readonly first: Id;
  readonly last: Id;
  /** Unix milliseconds; none of its facts is earlier, or later. */
  readonly earliest: number;
  readonly latest: number;
}

/** Of what is not looked at yet it says nothing. */
interface Looked extends Span {
  earliest: number;
  latest: number;
  /** The first that is not looked at. */
  next: Id;
}

export class FactTimes {
  readonly #log: FactLog;
  readonly #blocks = new Map<number, Looked>();

  constructor(log: FactLog) {
    this.#log = log;
  }

  /** Of the block that this number is in, as far as it is written; null: that takes another step, ask again. */
  around(seq: Id): Span | null {
    const block = Math.floor((seq - 1) / BLOCK);
    let looked = this.#blocks.get(block);
    if (looked === undefined) {
      looked = begun(block * BLOCK + 1);
      this.#remember(block, looked);
    }
    return this.#look(looked) ? looked : null;
  }

  /** False: there is more to look at than one step may. */
  #look(at: Looked): boolean {
    const end = Math.min(at.last, this.#log.last);
    let bytes = 0;
    for (; at.next <= end; at.next++) {
      if (bytes >= STEP_BYTES) return false;
      const measured = this.#log.measure(at.next);
      if (measured === undefined) continue;
      bytes += measured.bytes;
      at.earliest = Math.min(at.earliest, measured.time);
      at.latest = Math.max(at.latest, measured.time);
    }
    return true;
  }

  #remember(block: number, looked: Looked): void {
    this.#blocks.set(block, looked);
    const kept = (this.#log.last - this.#log.first) / BLOCK;
    // Those that retention forgot go together: as many as are kept may be there in vain.
    if (this.#blocks.size <= 2 * kept + BLOCK) return;
    for (const [each, { last }] of this.#blocks) if (last < this.#log.first) this.#blocks.delete(each);
  }
}

function begun(first: Id): Looked {
  return {
    first,
    last: first + BLOCK - 1,
    earliest: Number.POSITIVE_INFINITY,
    latest: Number.NEGATIVE_INFINITY,
    next: first,
  };
}
