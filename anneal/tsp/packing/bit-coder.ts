/**
 * Adaptive binary arithmetic coding (J. Rissanen and G. G. Langdon, 1979): a bit that is likely in its context takes a fraction of
 * a bit. Integers only, so that what one engine writes every other reads. Probabilities are 16-bit, learnt as bits go by.
 */
const HALF = 32_768;
/** How fast a probability is learnt. */
export const RATE = 5;
/** An interval of 24 bits: all there is to compute with stays a small integer, which engines keep in a register. */
export const TOP = 0xff0000;
export const ALL = 0xffffff;

/** The probability of a 1 in each context. */
export class Model {
  readonly ones: Uint16Array;

  constructor(contexts: number) {
    this.ones = new Uint16Array(contexts).fill(HALF);
  }

  /** Never 0 and never 65,536: the shift leaves 31 at least. */
  learn(context: number, bit: number): void {
    const p = this.ones[context];
    this.ones[context] = bit === 1 ? p + ((65_536 - p) >> RATE) : p - (p >> RATE);
  }
}

/** Where the interval is cut: the lower part, `low` to here, stands for a 1. Below `high`, so that neither part is empty. */
export function cut(low: number, high: number, ones: number): number {
  return low + (Math.imul((high - low) >>> 4, ones >>> 4) >>> 8);
}

export class BitWriter {
  private bytes: Uint8Array;
  private length = 0;
  private low = 0;
  private high = ALL;

  constructor(expected: number) {
    this.bytes = new Uint8Array(Math.max(16, expected));
  }

  write(bit: number, model: Model, context: number): void {
    this.narrow(bit, model.ones[context]);
    model.learn(context, bit);
  }

  /** `count` bits that nothing is known of, highest first. */
  raw(value: number, count: number): void {
    for (let i = count - 1; i >= 0; i--) this.narrow((value >>> i) & 1, HALF);
  }

  /** The bytes, cut as short as they can be: a reader takes what is missing for zeros. */
  end(): Uint8Array {
    for (let kept = 1; kept <= 3; kept++) {
      const unit = 2 ** (24 - 8 * kept);
      const value = Math.ceil(this.low / unit) * unit;
      if (value > this.high) continue;
      for (let i = 0; i < kept; i++) this.put((value >>> (16 - 8 * i)) & 255);
      break;
    }
    return this.bytes.slice(0, this.length);
  }

  private narrow(bit: number, ones: number): void {
    const mid = cut(this.low, this.high, ones);
    if (bit === 1) this.high = mid;
    else this.low = mid + 1;
    while (((this.low ^ this.high) & TOP) === 0) {
      this.put(this.high >>> 16);
      this.low = (this.low << 8) & ALL;
      this.high = ((this.high << 8) & ALL) | 255;
    }
  }

  private put(byte: number): void {
    if (this.length === this.bytes.length) {
      const grown = new Uint8Array(2 * this.length);
      grown.set(this.bytes);
      this.bytes = grown;
    }
    this.bytes[this.length++] = byte;
  }
}

export class BitReader {
  /** The interval, and the 24 bits of the code under it: open to who reads many bits and keeps them at hand meanwhile. */
  low = 0;
  high = ALL;
  value = 0;

  /** @param at of the next byte */
  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {
    for (let i = 0; i < 3; i++) this.value = (this.value << 8) | this.next();
  }

  read(model: Model, context: number): number {
    const bit = this.narrow(model.ones[context]);
    model.learn(context, bit);
    return bit;
  }

  raw(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value = (value << 1) | this.narrow(HALF);
    return value;
  }

  private narrow(ones: number): number {
    const mid = cut(this.low, this.high, ones);
    const bit = this.value <= mid ? 1 : 0;
    if (bit === 1) this.high = mid;
    else this.low = mid + 1;
    while (((this.low ^ this.high) & TOP) === 0) {
      this.low = (this.low << 8) & ALL;
      this.high = ((this.high << 8) & ALL) | 255;
      this.value = ((this.value << 8) & ALL) | this.next();
    }
    return bit;
  }

  private next(): number {
    return this.at < this.bytes.length ? this.bytes[this.at++] : 0;
  }
}
