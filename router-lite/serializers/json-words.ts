/** JSON text looked at four bytes at a time: what a checker sees most of is digits and plain text. */

const COMMA = 0x2c;
const ZERO = 0x30;
const NINE = 0x39;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The high bit of each of four bytes. */
const HIGH = 0x80808080 | 0;
const IS_LITTLE_ENDIAN = new Uint8Array(Int32Array.of(1).buffer)[0] === 1;

/** 1: a byte that means nothing but itself in a string. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, code) =>
  code < 0x20 || code === QUOTE || code === BACKSLASH ? 0 : 1,
);

export class Words {
  readonly bytes: Uint8Array;
  /** The words that lie in it as this machine wants them. */
  readonly words: Int32Array;
  /** Bytes before the first of them. */
  readonly margin: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.margin = -bytes.byteOffset & 3;
    const count = Math.max(0, bytes.length - this.margin) >> 2;
    this.words =
      count === 0 ? new Int32Array() : new Int32Array(bytes.buffer, bytes.byteOffset + this.margin, count);
  }

  /**
   * Over integers with a comma right behind them, from the beginning of an element to that of another. `x + 0x76` has its
   * high bit set unless x is below 10, `x + 0x7f` unless it is 0. A byte that is none of what is looked for makes itself
   * known, whatever it does to those above it.
   */
  integers(from: number): number {
    const { bytes, words: input, margin } = this;
    const first = from + ((margin - from) & 3);
    let i = (first - margin) >> 2;
    if (!IS_LITTLE_ENDIAN || i >= input.length) return from;
    let afterComma = first === from ? 0x80 : 0;
    let afterMinus = 0;
    for (let at = from; at < first; at++) {
      const code = bytes[at]!;
      if (code < ZERO || code > NINE) return from;
    }
    if (first > from && bytes[from] === ZERO) return from;
    for (; i < input.length; i++) {
      const four = input[i]!;
      const digits = four ^ 0x30303030;
      const commas = four ^ 0x2c2c2c2c;
      const signs = four ^ 0x2d2d2d2d;
      const noComma = ((commas + 0x7f7f7f7f) | commas) & HIGH;
      const noSign = ((signs + 0x7f7f7f7f) | signs) & HIGH;
      if ((((digits + 0x76767676) | digits) & noComma & noSign & HIGH) !== 0) break;
      const isComma = noComma ^ HIGH;
      const isSign = noSign ^ HIGH;
      const isZero = (((digits + 0x7f7f7f7f) | digits) & HIGH) ^ HIGH;
      const behindComma = (isComma << 8) | afterComma;
      const behindSign = (isSign << 8) | afterMinus;
      const isBroken = (behindComma | behindSign) & (isComma | isZero);
      if ((isBroken | (isSign & (behindSign | ~behindComma))) !== 0) break;
      afterComma = isComma >>> 24;
      afterMinus = isSign >>> 24;
    }
    let end = (i << 2) + margin;
    while (end > from && bytes[end - 1] !== COMMA) end--;
    return end;
  }

  /** The first byte before `to` that means something in a string, `to` where there is none. */
  plain(at: number, to: number): number {
    const { bytes: input, words: fours, margin } = this;
    const first = Math.min(to, at + ((margin - at) & 3));
    for (; at < first; at++) if (PLAIN[input[at]!] === 0) return at;
    const end = (to - margin) >> 2;
    let i = (at - margin) >> 2;
    for (; i < end; i++) {
      const four = fours[i]!;
      const quotes = four ^ 0x22222222;
      const backslashes = four ^ 0x5c5c5c5c;
      const isQuote = (quotes - 0x01010101) & ~quotes;
      const isBackslash = (backslashes - 0x01010101) & ~backslashes;
      if (((isQuote | isBackslash | ((four - 0x20202020) & ~four)) & HIGH) !== 0) break;
    }
    at = Math.max(at, (i << 2) + margin);
    while (at < to && PLAIN[input[at]!] === 1) at++;
    return at;
  }

  /** Whether a control character lies from `from` to `to`: a borrow needs one below 0x20 before it. */
  hasControl(from: number, to: number): boolean {
    const { bytes, words: input, margin } = this;
    const first = Math.min(to, from + ((margin - from) & 3));
    const last = Math.max(first, to - ((to - margin) & 3));
    for (let i = from; i < first; i++) if (bytes[i]! < 0x20) return true;
    for (let i = last; i < to; i++) if (bytes[i]! < 0x20) return true;
    let found = 0;
    const end = (last - margin) >> 2;
    let i = (first - margin) >> 2;
    for (; i < end - 3; i += 4) {
      const a = input[i]!;
      const b = input[i + 1]!;
      const c = input[i + 2]!;
      const d = input[i + 3]!;
      found |=
        ((a - 0x20202020) & ~a) | ((b - 0x20202020) & ~b) | ((c - 0x20202020) & ~c) | ((d - 0x20202020) & ~d);
    }
    for (; i < end; i++) found |= (input[i]! - 0x20202020) & ~input[i]!;
    return (found & HIGH) !== 0;
  }
}
