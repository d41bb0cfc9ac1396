/**
 * Over MessagePack values without making them: a payload that only passes through is checked, not built. Sure of what it
 * accepts and of nothing else: for all that is rare or broken it says NO, and the reader decides, value by value.
 */
import { NO, run, text } from './passing-over.ts';
import { DEEPEST } from './serializer.ts';

/** Types below are integers themselves. */
const SMALL = 0x80;

/** How long a value of each type is with its type; 0: that depends on more. */
const WIDTHS = Uint8Array.from({ length: 256 }, (_, type) => {
  if (type < 0x80 || type >= 0xe0 || type === 0xc0 || type === 0xc2 || type === 0xc3) return 1;
  if (type === 0xca || type === 0xcb) return type === 0xca ? 5 : 9;
  if (type >= 0xcc && type <= 0xcf) return 1 + 2 ** (type - 0xcc);
  return type >= 0xd0 && type <= 0xd3 ? 1 + 2 ** (type - 0xd0) : 0;
});

const NOTHING: Uint8Array = new Uint8Array();
let bytes = NOTHING;
let depth = 0;

/**
 * The end of a list or map that begins at `at`, or NO: it is neither, it is broken, or MsgpackReader would read something in
 * it as something else (a key that is no string). `nesting`: how deep it lies itself.
 */
export function skip(input: Uint8Array, at: number, nesting: number): number {
  const type = input[at]!;
  if (!(type >= 0x80 && type < 0xa0) && !(type >= 0xdc && type <= 0xdf)) return NO;
  bytes = input;
  depth = nesting;
  const end = value(at);
  bytes = NOTHING;
  return end > input.length ? NO : end;
}

/** May return an end beyond the bytes: whoever uses it next finds nothing there. */
function value(at: number): number {
  const type = bytes[at];
  if (type === undefined) return NO;
  const width = WIDTHS[type]!;
  if (width > 0) return at + width;
  if (type < 0x90) return map(at + 1, type & 0x0f);
  if (type < 0xa0) return list(at + 1, type & 0x0f);
  if (type < 0xc0) return text(bytes, at + 1, type & 0x1f);
  switch (type) {
    case 0xc4:
      return at + 2 + count(at + 1, 1);
    case 0xc5:
      return at + 3 + count(at + 1, 2);
    case 0xc6:
      return at + 5 + count(at + 1, 4);
    case 0xd9:
      return text(bytes, at + 2, count(at + 1, 1));
    case 0xda:
      return text(bytes, at + 3, count(at + 1, 2));
    case 0xdb:
      return text(bytes, at + 5, count(at + 1, 4));
    case 0xdc:
      return list(at + 3, count(at + 1, 2));
    case 0xdd:
      return list(at + 5, count(at + 1, 4));
    case 0xde:
      return map(at + 3, count(at + 1, 2));
    case 0xdf:
      return map(at + 5, count(at + 1, 4));
    default:
      return NO;
  }
}

/** An unsigned integer of 1, 2 or 4 bytes; beyond the bytes it is too large to end within them. */
function count(at: number, width: 1 | 2 | 4): number {
  if (at + width > bytes.length) return bytes.length;
  let sum = 0;
  for (let i = 0; i < width; i++) sum = sum * 256 + bytes[at + i]!;
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
    const type = bytes[end]!;
    // A key is a string; everything else is the reader's affair.
    end = (type >= 0xa0 && type < 0xc0) || (type >= 0xd9 && type <= 0xdb) ? value(end) : NO;
    if (end !== NO) end = value(end);
  }
  depth--;
  return end;
}
