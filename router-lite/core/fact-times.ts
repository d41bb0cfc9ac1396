/**
 * Between which times the facts of a log lie, block by block, so that who asks for a time reads only where there may be something. The
 * times need not be in order: the clock may have been set back between two facts. A block is looked at when it is first asked for.
 */
import type { FactLog } from './fact-log.ts';
import type { Id } from './messages.ts';

/** Facts of a block: what one step may look at. */
const BLOCK = 256;

export interface Span {
  /** Numbers of its first and its last fact, whether they are kept or not. */
  readonly first: Id;
  readonly last: Id;
  /** Unix milliseconds; none of its facts is earlier, or later. */
  readonly earliest: number;
  readonly latest: number;
}

export class FactTimes {
  readonly #log: FactLog;
  /** Those that are full, so that they change no more but by what retention forgets. */
  readonly #full = new Map<number, Span>();

  constructor(log: FactLog) {
    this.#log = log;
  }

  /** Of the block that this number is in. */
  around(seq: Id): Span {
    const block = Math.floor((seq - 1) / BLOCK);
    const known = this.#full.get(block);
    if (known !== undefined) return known;
    const span = this.#look(block * BLOCK + 1);
    if (span.last <= this.#log.last) this.#remember(block, span);
    return span;
  }

  #look(first: Id): Span {
    let [earliest, latest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let seq = first; seq < first + BLOCK; seq++) {
      const time = this.#log.measure(seq)?.time;
      if (time === undefined) continue;
      earliest = Math.min(earliest, time);
      latest = Math.max(latest, time);
    }
    return { first, last: first + BLOCK - 1, earliest, latest };
  }

  #remember(block: number, span: Span): void {
    this.#full.set(block, span);
    const kept = (this.#log.last - this.#log.first) / BLOCK;
    // Those that retention forgot go together: as many as are kept may be there in vain.
    if (this.#full.size <= 2 * kept + BLOCK) return;
    for (const [each, { last }] of this.#full) if (last < this.#log.first) this.#full.delete(each);
  }
}
