/**
 * Over CBOR values without making them: a payload that only passes through is checked, not built. Sure of what it accepts
 * and of nothing else: for all that is rare or broken it says NO, and the reader decides, value by value.
 */
import { NO, run, text } from './passing-over.ts';
import { DEEPEST } from './serializer.ts';

/** First bytes below are integers themselves. */
const SMALL = 24;

/** How long a value of each first byte is with it; 0: that depends on more, or it is no WAMP value, or undefined. */
const WIDTHS = Uint8Array.from({ length: 256 }, (_, first) => {
  const info = first & 31;
  const follow = info < 24 ? 0 : info < 28 ? 2 ** (info - 24) : -1;
  if (first < 0x40) return 1 + follow;
  if (first >= 0xf4 && first <= 0xf6) return 1;
  return first >= 0xf9 && first <= 0xfb ? 1 + follow : 0;
});

const NOTHING: Uint8Array = new Uint8Array();
let bytes = NOTHING;
let depth = 0;
/** Where what argument() read ends. */
let behind = 0;

/**
 * The end of a list or map that begins at `at`, or NO: it is neither, it is broken, or CborReader would read something in it as
 * something else (a key that is no string, undefined) or in parts. `nesting`: how deep it lies itself.
 */
export function skip(input: Uint8Array, at: number, nesting: number): number {
  const major = input[at]! >> 5;
  if (major !== 4 && major !== 5) return NO;
  bytes = input;
  depth = nesting;
  const end = value(at);
  bytes = NOTHING;
  return end > input.length ? NO : end;
}

/** May return an end beyond the bytes: whoever uses it next finds nothing there. */
function value(at: number): number {
  const first = bytes[at];
  if (first === undefined) return NO;
  const width = WIDTHS[first]!;
  if (width > 0) return at + width;
  const length = argument(at);
  switch (first >> 5) {
    case 2:
      return length === NO ? NO : behind + length;
    case 3:
      return length === NO ? NO : text(bytes, behind, length);
    case 4:
      return length === NO ? NO : list(behind, length);
    case 5:
      return length === NO ? NO : map(behind, length);
    default:
      return NO;
  }
}

/** The length a first byte announces, of 32 bits at most; NO: in parts, longer than there are bytes, or none. */
function argument(at: number): number {
  const info = bytes[at]! & 31;
  behind = at + 1;
  if (info < 24) return info;
  const width = info < 27 ? 2 ** (info - 24) : 0;
  if (width === 0 || behind + width > bytes.length) return NO;
  let sum = 0;
  for (let i = 0; i < width; i++) sum = sum * 256 + bytes[behind + i]!;
  behind += width;
  return sum;
}

function list(at: number, length: number): number {
  if (++depth > DEEPEST) return NO;
  let end = at;
  for (let i = 0; i < length && end !== NO; i++) {
    const width = WIDTHS[bytes[end]!]!;
    if (width > 0) {
      const more = run(bytes, end, width, length - i, SMALL);
      i += more - 1;
      end += more * width;
    } else {
      end = value(end);
    }
  }
  depth--;
  return end;
}

function map(at: number, length: number): number {
  if (++depth > DEEPEST) return NO;
  let end = at;
  for (let i = 0; i < length && end !== NO; i++) {
    // A key is a string; everything else is the reader's affair.
    end = bytes[end]! >> 5 === 3 ? value(end) : NO;
    if (end !== NO) end = value(end);
  }
  depth--;
  return end;
}
