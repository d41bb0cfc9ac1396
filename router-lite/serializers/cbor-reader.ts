/** Reads one CBOR value (RFC 8949) from bytes a stranger sent: bounded in depth, and by the bytes that are there. */
import { payloadIndex } from '../core/message-codes.ts';
import { exact, half, negative, text } from './cbor-scalars.ts';
import { skip } from './cbor-skip.ts';
import { late } from './passing-over.ts';
import { nothingLeft, setKey } from './reading.ts';
import { DEEPEST, FormatError, listOf, type Parsed } from './serializer.ts';

const TWO_32 = 2 ** 32;
const INDEFINITE = 31;
const BREAK = 0xff;
/** First bytes of a list whose length they say themselves. */
const LIST = 0x80;
const SHORT_LIST_END = 0x98;
/** Of a list or map. */
const isMap = (first: number) => first >= 0xa0;

export class CborReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #depth = 0;
  /** Nothing was read as something else than it is in the bytes, and nothing came in parts, which not every peer reads. */
  #literal = true;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The value all bytes make up. Throws FormatError. */
  whole(): unknown {
    const value = this.#value();
    nothingLeft(this.#bytes.length - this.#at);
    return value;
  }

  /** The list all bytes make up, and its payload. Throws FormatError. */
  message(): Parsed {
    const bytes = this.#bytes;
    const first = bytes[0];
    if (first === undefined || first < LIST || first >= SHORT_LIST_END) {
      return { tuple: listOf(this.whole()), from: -1 };
    }
    this.#at = 1;
    this.#depth = 1;
    const length = first - LIST;
    const tuple: unknown[] = [];
    let index = Number.POSITIVE_INFINITY;
    let from = -1;
    for (let i = 0; i < length; i++) {
      if (i === index) {
        from = this.#at;
        const skipFrom = (at: number) => skip(bytes, at, this.#depth);
        const passed = late({ bytes, from, head: tuple, before: i, length, skip: skipFrom, isMap });
        if (passed !== null) return passed;
        this.#literal = true;
      }
      tuple.push(this.#value());
      if (i === 0) index = payloadIndex(tuple[0]);
    }
    nothingLeft(this.#bytes.length - this.#at);
    return { tuple, from: this.#literal ? from : -1 };
  }

  /** All values that the bytes hold, one after another. Throws FormatError. */
  values(): unknown[] {
    const values: unknown[] = [];
    this.#depth = 1;
    while (this.#at < this.#bytes.length) values.push(this.#value());
    return values;
  }

  /** Advances over `count` bytes and returns where they begin. */
  #take(count: number): number {
    const from = this.#at;
    if (count > this.#bytes.length - from) throw new FormatError('the message ends too early');
    this.#at = from + count;
    return from;
  }

  #value(): unknown {
    const first = this.#bytes[this.#take(1)]!;
    const info = first & 31;
    switch (first >> 5) {
      case 0:
        return exact(this.#argument(info));
      case 1:
        return negative(this.#argument(info));
      case 2:
        return info === INDEFINITE ? this.#chunks(2) : this.#binary(this.#length(info));
      case 3:
        return text(info === INDEFINITE ? this.#chunks(3) : this.#span(this.#length(info)));
      case 4:
        return this.#array(info);
      case 5:
        return this.#map(info);
      case 6:
        throw new FormatError('tags are no WAMP values');
      default:
        return this.#simple(info);
    }
  }

  /** What follows the first byte: a bigint only from 2^53 on. */
  #argument(info: number): number | bigint {
    if (info < 24) return info;
    if (info === 24) return this.#view.getUint8(this.#take(1));
    if (info === 25) return this.#view.getUint16(this.#take(2));
    if (info === 26) return this.#view.getUint32(this.#take(4));
    if (info !== 27) throw new FormatError('a value of this kind has no such length');
    const from = this.#take(8);
    const high = this.#view.getUint32(from);
    return high < 2 ** 21 ? high * TWO_32 + this.#view.getUint32(from + 4) : this.#view.getBigUint64(from);
  }

  #length(info: number): number {
    const length = this.#argument(info);
    if (length > this.#bytes.length - this.#at) throw new FormatError('the message ends too early');
    return Number(length);
  }

  #span(length: number): Uint8Array {
    const from = this.#take(length);
    return this.#bytes.subarray(from, from + length);
  }

  /** A copy: a view would keep the whole network chunk alive as long as the payload waits in a queue. */
  #binary(length: number): Uint8Array {
    return Uint8Array.from(this.#span(length));
  }

  /** The parts of a string of indefinite length, each a string of the same kind and of definite length. */
  #chunks(major: number): Uint8Array {
    this.#literal = false;
    const parts: Uint8Array[] = [];
    while (!this.#ends()) {
      const first = this.#bytes[this.#take(1)]!;
      if (first >> 5 !== major || (first & 31) === INDEFINITE) {
        throw new FormatError('a string in parts holds what is no part of it');
      }
      parts.push(this.#span(this.#length(first & 31)));
    }
    const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  /** True, and past it, where a break stands. */
  #ends(): boolean {
    if (this.#bytes[this.#at] !== BREAK) return false;
    this.#at++;
    return true;
  }

  /** How many items follow, each of at least `bytes`; infinitely many end in a break. */
  #enter(info: number, bytes: number): number {
    if (++this.#depth > DEEPEST) throw new FormatError(`values are nested deeper than ${DEEPEST} levels`);
    if (info === INDEFINITE) {
      this.#literal = false;
      return Number.POSITIVE_INFINITY;
    }
    const count = this.#length(info);
    if (count * bytes > this.#bytes.length - this.#at) throw new FormatError('the message ends too early');
    return count;
  }

  #array(info: number): unknown[] {
    const count = this.#enter(info, 1);
    const list: unknown[] = [];
    while (list.length < count && !(info === INDEFINITE && this.#ends())) list.push(this.#value());
    this.#depth--;
    return list;
  }

  #map(info: number): Record<string, unknown> {
    const count = this.#enter(info, 2);
    const map: Record<string, unknown> = {};
    for (let i = 0; i < count && !(info === INDEFINITE && this.#ends()); i++) {
      const key = this.#value();
      // WAMP wants strings; numbers become what JSON would make of them.
      if (typeof key !== 'string' && typeof key !== 'number' && typeof key !== 'bigint') {
        throw new FormatError('the keys of a map must be strings');
      }
      if (typeof key !== 'string') this.#literal = false;
      setKey(map, String(key), this.#value());
    }
    this.#depth--;
    return map;
  }

  #simple(info: number): unknown {
    switch (info) {
      case 20:
        return false;
      case 21:
        return true;
      case 22:
        return null;
      case 23: // undefined, which WAMP does not know
        this.#literal = false;
        return null;
      case 25:
        return half(this.#view.getUint16(this.#take(2)));
      case 26:
        return this.#view.getFloat32(this.#take(4));
      case 27:
        return this.#view.getFloat64(this.#take(8));
      default:
        throw new FormatError('a break or a simple value that is no WAMP value');
    }
  }
}
