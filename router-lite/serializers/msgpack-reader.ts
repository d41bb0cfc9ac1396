/** Reads one MessagePack value from bytes a stranger sent: bounded in depth, and by the bytes that are there. */
import { payloadIndex } from '../core/message-codes.ts';
import { skip } from './msgpack-skip.ts';
import { late } from './passing-over.ts';
import { nothingLeft, setKey, strictText } from './reading.ts';
import { DEEPEST, FormatError, listOf, type Parsed } from './serializer.ts';
import { LONGEST_SHORT, shortText } from './short-texts.ts';

/** A list that grows has room for sixteen at once. */
const FEW = 16;
const TWO_21 = 2 ** 21;
const TWO_32 = 2 ** 32;

/** Of a list or map. */
const isMap = (type: number) => type < 0x90 || type >= 0xde;

export class MsgpackReader {
  readonly #bytes: Uint8Array;
  #viewed: DataView | null = null;
  #at = 0;
  #depth = 0;
  /** Nothing was read as something else than it is in the bytes. */
  #literal = true;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The value all bytes make up. Throws FormatError. */
  whole(): unknown {
    const value = this.#value();
    nothingLeft(this.#bytes.length - this.#at);
    return value;
  }

  /** The list all bytes make up, and its payload. Throws FormatError. */
  message(): Parsed {
    const type = this.#bytes[0];
    if (type === undefined || type < 0x90 || type > 0x9f) {
      return { tuple: listOf(this.whole()), from: -1 };
    }
    this.#at = 1;
    this.#depth = 1;
    const length = type & 0x0f;
    const tuple = new Array<unknown>(length);
    let index = Infinity;
    let from = -1;
    for (let i = 0; i < length; i++) {
      if (i === index) {
        const passed = this.#late(tuple, i);
        if (passed !== null) return passed;
        from = this.#at;
      }
      tuple[i] = this.#value() ?? null;
      if (i === 0) index = payloadIndex(tuple[0]);
    }
    nothingLeft(this.#bytes.length - this.#at);
    return { tuple, from: this.#literal ? from : -1 };
  }

  /** `before`: how many elements of the message were read. */
  #late(head: readonly unknown[], before: number): Parsed | null {
    const bytes = this.#bytes;
    const skipFrom = (at: number) => skip(bytes, at, this.#depth);
    return late({ bytes, from: this.#at, head, before, length: head.length, skip: skipFrom, isMap });
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
    if (from + count > this.#bytes.length) throw new FormatError('the message ends too early');
    this.#at = from + count;
    return from;
  }

  #value(): unknown {
    const type = this.#bytes[this.#take(1)]!;
    if (type < 0x80) return type;
    if (type < 0x90) return this.#map(type & 0x0f);
    if (type < 0xa0) return this.#array(type & 0x0f);
    if (type < 0xc0) return this.#string(type & 0x1f);
    if (type >= 0xe0) return type - 0x100;
    return this.#wide(type);
  }

  #wide(type: number): unknown {
    switch (type) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.#binary(this.#count(type - 0xc4));
      case 0xca:
        return this.#view.getFloat32(this.#take(4));
      case 0xcb:
        return this.#view.getFloat64(this.#take(8));
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#count(type - 0xcc);
      case 0xcf:
        return this.#unsigned64();
      case 0xd0:
        return (this.#bytes[this.#take(1)]! << 24) >> 24;
      case 0xd1:
        return (this.#unsigned16(this.#take(2)) << 16) >> 16;
      case 0xd2:
        return this.#unsigned32(this.#take(4)) | 0;
      case 0xd3:
        return this.#signed64();
      case 0xd4:
        return this.#undefined();
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#string(this.#count(type - 0xd9));
      case 0xdc:
      case 0xdd:
        return this.#array(this.#count(type - 0xdb));
      case 0xde:
      case 0xdf:
        return this.#map(this.#count(type - 0xdd));
      default:
        throw noValue(type);
    }
  }

  /** What msgpackr, and so wampy, makes of `undefined`: absent, as in JSON, and null in a list. */
  #undefined(): undefined {
    const from = this.#take(2);
    if (this.#bytes[from] !== 0 || this.#bytes[from + 1] !== 0) throw noValue(0xd4);
    this.#literal = false;
    return undefined;
  }

  /** An unsigned integer of 1, 2 or 4 bytes for `size` 0, 1 or 2. */
  #count(size: number): number {
    if (size === 0) return this.#bytes[this.#take(1)]!;
    return size === 1 ? this.#unsigned16(this.#take(2)) : this.#unsigned32(this.#take(4));
  }

  /** Most messages have neither floats nor integers beyond 2^53. */
  get #view(): DataView {
    const { buffer, byteOffset, byteLength } = this.#bytes;
    this.#viewed ??= new DataView(buffer, byteOffset, byteLength);
    return this.#viewed;
  }

  #unsigned16(at: number): number {
    return (this.#bytes[at]! << 8) | this.#bytes[at + 1]!;
  }

  #unsigned32(at: number): number {
    return this.#unsigned16(at) * 0x10000 + this.#unsigned16(at + 2);
  }

  /** A number up to ±2^53, the range of WAMP's ids; a bigint beyond. */
  #unsigned64(): number | bigint {
    const from = this.#take(8);
    const high = this.#unsigned32(from);
    const low = this.#unsigned32(from + 4);
    if (high < TWO_21 || (high === TWO_21 && low === 0)) return high * TWO_32 + low;
    return this.#view.getBigUint64(from);
  }

  #signed64(): number | bigint {
    const from = this.#take(8);
    const high = this.#unsigned32(from) | 0;
    const low = this.#unsigned32(from + 4);
    if (high >= -TWO_21 && (high < TWO_21 || (high === TWO_21 && low === 0))) return high * TWO_32 + low;
    return this.#view.getBigInt64(from);
  }

  #binary(length: number): Uint8Array {
    // A copy: a view would keep the whole network chunk alive as long as the payload waits in a queue.
    const start = this.#bytes.byteOffset + this.#take(length);
    return new Uint8Array(this.#bytes.buffer.slice(start, start + length));
  }

  #string(length: number): string {
    const from = this.#take(length);
    const bytes = this.#bytes;
    const short = length <= LONGEST_SHORT ? shortText(bytes, from, this.#at) : undefined;
    if (short !== undefined) return short;
    return strictText(bytes.subarray(from, this.#at));
  }

  #enter(atLeast: number): void {
    if (++this.#depth > DEEPEST) throw new FormatError(`values are nested deeper than ${DEEPEST} levels`);
    if (atLeast > this.#bytes.length - this.#at) throw new FormatError('the message ends too early');
  }

  #array(length: number): unknown[] {
    this.#enter(length);
    // What a stranger says of its length is believed for so many only: lists may lie in lists.
    const list = new Array<unknown>(Math.min(length, FEW));
    for (let i = 0; i < length; i++) list[i] = this.#value() ?? null;
    this.#depth--;
    return list;
  }

  #map(length: number): Record<string, unknown> {
    this.#enter(2 * length);
    const map: Record<string, unknown> = {};
    for (let i = 0; i < length; i++) {
      const key = this.#key();
      const value = this.#value();
      if (value !== undefined) setKey(map, key, value);
    }
    this.#depth--;
    return map;
  }

  /** WAMP wants strings; numbers become what JSON would make of them. */
  #key(): string {
    const key = this.#value();
    if (typeof key === 'string') return key;
    if (typeof key === 'number' || typeof key === 'bigint') {
      this.#literal = false;
      return String(key);
    }
    throw new FormatError('the keys of a map must be strings');
  }
}

function noValue(type: number): FormatError {
  return new FormatError(`type 0x${type.toString(16)} is no WAMP value (extensions are not)`);
}
