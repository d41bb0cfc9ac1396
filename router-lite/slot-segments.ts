/** Which segments of a slot's journal there are, in order, and what of each is not done with. What it holds is bounded by what is left. */
import { MOST_EVENTS, type Row } from './slot-segment.ts';

export interface Segment {
  readonly first: number;
  count: number;
  /** Events that are not done with. */
  left: number;
  /** 1 at the index of an event that is done with; null: none is, or all are. */
  done: Uint8Array | null;
}

/** Segments of which nothing is left, before the list is made anew. */
const MOST_EMPTY = 64;

export class Segments {
  #list: Segment[] = [];
  #empty = 0;

  /** After all others. */
  begin(first: number): Segment {
    const segment: Segment = { first, count: 0, left: 0, done: null };
    this.#list.push(segment);
    return segment;
  }

  /** One of before, after all others; `left`: those of its rows that are. */
  found(rows: readonly Row[], left: readonly Row[]): Segment {
    const segment = this.begin(rows[0]!.number);
    segment.count = rows.length;
    segment.left = left.length;
    if (left.length === 0) this.#empty += 1;
    else if (left.length < rows.length) {
      segment.done = new Uint8Array(MOST_EVENTS).fill(1);
      for (const { number } of left) segment.done[number - segment.first] = 0;
    }
    return segment;
  }

  of(number: number): Segment | undefined {
    let [low, high] = [0, this.#list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#list[middle]!.first <= number) low = middle + 1;
      else high = middle;
    }
    const segment = this.#list[low - 1];
    return segment !== undefined && number < segment.first + segment.count ? segment : undefined;
  }

  /** Its segment has it no longer; returns the segment, undefined where none had it. */
  leave(number: number): Segment | undefined {
    const segment = this.of(number);
    if (segment === undefined) return undefined;
    const index = number - segment.first;
    if (segment.left === 0 || segment.done?.[index] === 1) return undefined;
    segment.left -= 1;
    if (segment.left === 0) this.#forget(segment);
    else {
      segment.done ??= new Uint8Array(MOST_EVENTS);
      segment.done[index] = 1;
    }
    return segment;
  }

  #forget(segment: Segment): void {
    segment.done = null;
    this.#empty += 1;
    if (this.#empty < MOST_EMPTY || this.#empty * 2 < this.#list.length) return;
    this.#list = this.#list.filter(({ left }) => left > 0);
    this.#empty = 0;
  }
}

/** Whether one may have this event too. What is told to be left of it must stay all that is, and its numbers have no gap. */
export function goesOn({ first, count, left }: Segment, number: number): boolean {
  return count < MOST_EVENTS && left === count && number === first + count;
}

/** The indexes in it of what is left. */
export function indexesLeft({ count, done }: Segment): Uint8Array {
  const left: number[] = [];
  for (let i = 0; i < count; i++) if (done?.[i] !== 1) left.push(i);
  return Uint8Array.from(left);
}
