/**
 * Over JSON without making values: a payload that only passes through is checked, not built. Sure of what it accepts and
 * of nothing else: for all that is rare or broken it says NO, and JSON.parse decides.
 *
 * Longer than our guide: one pass, whose steps call each other and share where the next quote and backslash are.
 */
import { asBuffer } from './bytes.ts';
import { Words } from './json-words.ts';
import { DEEPEST } from './serializer.ts';

export const NO = -1;

const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const LETTER_F = 0x66;
const LETTER_N = 0x6e;
const LETTER_T = 0x74;
const LETTER_U = 0x75;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** So much of a string is looked at here before the search for its end is worth a call. */
const NEAR = 128;
/** What bytes are kept in to see that they are base64; longer ones are the parser's affair, as all are without Node. */
const BASE64 = 1024 * 1024;
const scratch = typeof Buffer === 'function' ? Buffer.allocUnsafeSlow(BASE64) : null;

const NOTHING: Uint8Array = new Uint8Array();
const NO_WORDS = new Words(NOTHING);
let bytes = NOTHING;
/** The same memory, for what only Node has, and by words. */
let buffer: Buffer | null = null;
let words = NO_WORDS;
let depth = 0;
/** The next quote and backslash from some place on: searched for again only once they are behind. */
let quote = 0;
let backslash = 0;

/** Where the elements of a list begin and end: white space lies between. */
interface Element {
  readonly from: number;
  readonly to: number;
}

/**
 * The elements of the list that `json`, which must be UTF-8, is; null: it is none, it is broken, nests too deep, holds what
 * JSON.parse and its reviver would have to look at, or has more than `most` elements.
 */
export function elements(json: Uint8Array, most: number): Element[] | null {
  bytes = json;
  buffer = scratch === null ? null : asBuffer(json);
  words = new Words(json);
  depth = 1;
  quote = backslash = NO;
  try {
    return outermost(most);
  } finally {
    bytes = NOTHING;
    buffer = null;
    words = NO_WORDS;
  }
}

function outermost(most: number): Element[] | null {
  const found: Element[] = [];
  let at = space(0);
  if (bytes[at] !== OPEN_LIST) return null;
  do {
    const from = space(at + 1);
    const to = value(from);
    if (to === NO || found.push({ from, to }) > most) return null;
    at = space(to);
  } while (bytes[at] === COMMA);
  return bytes[at] === CLOSE_LIST && space(at + 1) === bytes.length ? found : null;
}

function space(at: number): number {
  const input = bytes;
  for (;;) {
    const code = input[at]!;
    if (code > 0x20) return at;
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at++;
  }
}

function value(at: number): number {
  switch (bytes[at]) {
    case QUOTE:
      return text(at + 1, true);
    case OPEN_LIST:
      return list(at + 1);
    case OPEN_OBJECT:
      return object(at + 1);
    case LETTER_T:
      return word(at, 'true');
    case LETTER_F:
      return word(at, 'false');
    case LETTER_N:
      return word(at, 'null');
    default:
      return number(at);
  }
}

function word(at: number, expected: string): number {
  for (let i = 1; i < expected.length; i++) {
    if (bytes[at + i] !== expected.charCodeAt(i)) return NO;
  }
  return at + expected.length;
}

function list(at: number): number {
  if (++depth > DEEPEST) return NO;
  at = space(at);
  if (bytes[at] !== CLOSE_LIST) {
    for (;;) {
      at = value(space(integers(at)));
      if (at === NO) return NO;
      at = space(at);
      if (bytes[at] !== COMMA) break;
      at = space(at + 1);
    }
    if (bytes[at] !== CLOSE_LIST) return NO;
  }
  depth--;
  return at + 1;
}

/**
 * Over integers with a comma right behind them, of which a tour is made: to the first element that is anything else, or
 * that begins with a zero.
 */
function integers(at: number): number {
  const input = bytes;
  for (;;) {
    let end = at;
    let code = input[end]!;
    if (code === MINUS) code = input[++end]!;
    if (code <= ZERO || code > NINE) return at;
    do code = input[++end]!;
    while (code >= ZERO && code <= NINE);
    if (code !== COMMA) return at;
    at = words.integers(end + 1);
  }
}

function object(at: number): number {
  if (++depth > DEEPEST) return NO;
  at = space(at);
  if (bytes[at] !== CLOSE_OBJECT) {
    for (;;) {
      if (bytes[at] !== QUOTE) return NO;
      at = text(at + 1, false);
      if (at === NO) return NO;
      at = space(at);
      if (bytes[at] !== COLON) return NO;
      at = value(space(at + 1));
      if (at === NO) return NO;
      at = space(at);
      if (bytes[at] !== COMMA) break;
      at = space(at + 1);
    }
    if (bytes[at] !== CLOSE_OBJECT) return NO;
  }
  depth--;
  return at + 1;
}

function number(at: number): number {
  if (bytes[at] === MINUS) at++;
  if (bytes[at] === ZERO) at++;
  else {
    at = digits(at);
    if (at === NO) return NO;
  }
  if (bytes[at] === DOT) {
    at = digits(at + 1);
    if (at === NO) return NO;
  }
  if ((bytes[at]! | 0x20) !== 0x65) return at;
  const sign = bytes[at + 1];
  return digits(sign === PLUS || sign === MINUS ? at + 2 : at + 1);
}

/** One at least. */
function digits(at: number): number {
  const input = bytes;
  const from = at;
  for (let code = input[at]!; code >= ZERO && code <= NINE; code = input[at]!) at++;
  return at === from ? NO : at;
}

/** The end of a string whose opening quote lies before `at`. `isValue`: bytes are written so, keys are text always. */
function text(at: number, isValue: boolean): number {
  if (isValue && bytes[at] === BACKSLASH && isNul(at)) return base64(at + 6);
  const { length } = bytes;
  for (;;) {
    const near = Math.min(at + NEAR, length);
    at = words.plain(at, near);
    if (at === near) {
      const stop = nextStop(at);
      if (stop === NO || words.hasControl(at, stop)) return NO;
      at = stop;
    }
    const code = bytes[at];
    if (code === QUOTE) return at + 1;
    at = code === BACKSLASH ? escaped(at) : NO;
    if (at === NO) return NO;
  }
}

/** The next quote or backslash; NO: no quote. Each part of the message is searched for either once at most. */
function nextStop(at: number): number {
  if (quote < at) quote = find(QUOTE, at);
  if (backslash < at) backslash = find(BACKSLASH, at);
  if (quote === bytes.length) return NO;
  return Math.min(quote, backslash);
}

/** The length of the message where there is none. */
function find(code: number, at: number): number {
  const found = (buffer ?? bytes).indexOf(code, at);
  return found === -1 ? bytes.length : found;
}

function escaped(at: number): number {
  switch (bytes[at + 1]) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f:
    case 0x62:
    case LETTER_F:
    case LETTER_N:
    case 0x72:
    case LETTER_T:
      return at + 2;
    case LETTER_U:
      for (let i = at + 2; i < at + 6; i++) if (!isHex(bytes[i]!)) return NO;
      return at + 6;
    default:
      return NO;
  }
}

function isHex(code: number): boolean {
  const lower = code | 0x20;
  return (code >= ZERO && code <= NINE) || (lower >= 0x61 && lower <= LETTER_F);
}

/** Whether an escape is that of U+0000. */
function isNul(at: number): boolean {
  if (bytes[at + 1] !== LETTER_U) return false;
  for (let i = at + 2; i < at + 6; i++) if (bytes[i] !== ZERO) return false;
  return true;
}

/** The end of a string that goes on in padded base64. Node's decoder skips what it does not know: it comes out shorter. */
function base64(at: number): number {
  if (buffer === null || scratch === null) return NO;
  if (quote < at) quote = find(QUOTE, at);
  const end = quote;
  const size = end - at;
  if (end === bytes.length || size % 4 !== 0 || size > BASE64) return NO;
  if (size === 0) return end + 1;
  let padding = 0;
  while (padding < 2 && bytes[end - 1 - padding] === EQUALS) padding++;
  const body = buffer.toString('latin1', at, end - padding);
  // Two signs of another alphabet it takes as well.
  if (body.includes('-') || body.includes('_')) return NO;
  return scratch.write(body, 'base64') === (size / 4) * 3 - padding ? end + 1 : NO;
}
