/** What the binary formats share in passing over values that need not be made. */
import { isUtf8 } from './bytes.ts';
import type { Parsed } from './serializer.ts';

export const NO = -1;

/**
 * How many of a list's elements from `at` on are like the first, of `width` bytes: of the same type, or, where that is one of
 * the small integers `below` some number, small integers. A tour is made of such runs: that the next is like this one is what
 * a processor bets on, and it need not wait for it to know where the one after begins.
 */
export function run(input: Uint8Array, at: number, width: number, most: number, below: number): number {
  const type = input[at]!;
  let count = 1;
  let next = at + width;
  if (type < below) {
    for (; count < most && input[next]! < below; count++) next++;
  } else {
    for (; count < most && input[next] === type; count++) next += width;
  }
  return count;
}

/** The end of a text of `length` bytes, or NO: it is no UTF-8, or there are not so many. */
export function text(bytes: Uint8Array, at: number, length: number): number {
  const end = at + length;
  if (end > bytes.length) return NO;
  if (length > 24) return isUtf8(bytes.subarray(at, end)) ? end : NO;
  for (let i = at; i < end; i++) {
    if (bytes[i]! >= 0x80) return isUtf8(bytes.subarray(at, end)) ? end : NO;
  }
  return end;
}

export interface Late {
  readonly bytes: Uint8Array;
  /** Where the payload begins. */
  readonly from: number;
  /** Begins with the `before` elements that stand before it; there are `length` with it. */
  readonly head: readonly unknown[];
  readonly before: number;
  readonly length: number;
  /** The end of a list or map that begins there, or NO. */
  readonly skip: (at: number) => number;
  readonly isMap: (type: number) => boolean;
}

/** From here on a payload is passed over first, and built when somebody asks for it. */
const LARGE = 512;

/** With empty lists and maps for a large payload that is right but may never be asked for; null where it is not. */
export function late({ bytes, from, head, before, length, skip, isMap }: Late): Parsed | null {
  if (bytes.length - from < LARGE) return null;
  const tuple = head.slice(0, before);
  let at = from;
  while (tuple.length < length) {
    const type = bytes[at]!;
    at = skip(at);
    if (at === NO) return null;
    tuple.push(isMap(type) ? {} : []);
  }
  return at === bytes.length ? { tuple, from, late: true } : null;
}
