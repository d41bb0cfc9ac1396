/**
 * MessagePack, strictly the part WAMP uses (github.com/msgpack/msgpack/blob/master/spec.md).
 *
 * Written here rather than taken from msgpackr, which the peers read with and the tests compare with, because a router reads
 * strangers' bytes: msgpackr writes integers above 2^32 as floats (strict peers refuse such ids) and `undefined` as
 * null, and its reader follows extension types that define records (`new Function`), regular expressions and dates.
 * Here an integer is written as the smallest integer type, `undefined` members are absent, extensions are refused, and
 * integers beyond ±2^53 come out as bigints, so that nothing is rounded on its way through.
 */
import { allocate, FEW } from './bytes.ts';
import { MsgpackReader } from './msgpack-reader.ts';
import { createSerializer, type Format } from './serializer.ts';

const FIRST = 16 * 1024;
/** A larger buffer is given back after the message that needed it. */
const KEEP = 1024 * 1024;
const TWO_32 = 2 ** 32;
/** WAMP ids go up to here, one more than Number.MAX_SAFE_INTEGER. */
const MAX_EXACT = 2 ** 53;
const utf8 = new TextEncoder();

let bytes = new Uint8Array(FIRST);
let view = new DataView(bytes.buffer);
let at = 0;

export const msgpackFormat: Format = {
  write(value) {
    at = 0;
    try {
      write(value);
      return written();
    } finally {
      if (bytes.length > KEEP) grow(FIRST);
    }
  },
  parse: (input) => new MsgpackReader(input).whole(),
  splicing: {
    parse: (input) => new MsgpackReader(input).message(),
    read: (payload) => new MsgpackReader(payload).values(),
    head(head, parts) {
      at = 0;
      writeHeader(head.length + parts, 0x90, 15, 0xdb);
      for (const part of head) write(part);
      const before = written();
      if (bytes.length > KEEP) grow(FIRST);
      return before;
    },
  },
};

export const msgpack = createSerializer('wamp.2.msgpack', true, msgpackFormat);

/** A copy of what was written. */
function written(): Uint8Array {
  const message = allocate(at);
  if (at <= FEW) for (let i = 0; i < at; i++) message[i] = bytes[i]!;
  else message.set(at === bytes.length ? bytes : bytes.subarray(0, at));
  return message;
}

function grow(size: number): void {
  bytes = new Uint8Array(size);
  view = new DataView(bytes.buffer);
}

function reserve(count: number): void {
  if (at + count <= bytes.length) return;
  const old = bytes;
  grow(Math.max(old.length * 2, at + count));
  bytes.set(old.subarray(0, at));
}

function write(value: unknown): void {
  reserve(9);
  if (typeof value === 'string') writeString(value);
  else if (typeof value === 'number') writeNumber(value);
  else if (typeof value === 'boolean') bytes[at++] = value ? 0xc3 : 0xc2;
  else if (typeof value === 'bigint') writeBigint(value);
  else if (typeof value !== 'object' || value === null) bytes[at++] = 0xc0;
  else if (Array.isArray(value)) writeArray(value);
  else if (value instanceof Uint8Array) writeBinary(value);
  else writeMap(value as Record<string, unknown>);
}

function writeNumber(value: number): void {
  if (Number.isInteger(value) && Math.abs(value) <= MAX_EXACT && !Object.is(value, -0)) {
    if (value >= 0) writeUnsigned(value);
    else writeNegative(value);
  } else {
    bytes[at] = 0xcb;
    view.setFloat64(at + 1, value);
    at += 9;
  }
}

function writeUnsigned(value: number): void {
  if (value < 0x80) {
    bytes[at++] = value;
  } else if (value < 0x100) {
    bytes[at++] = 0xcc;
    bytes[at++] = value;
  } else if (value < 0x10000) {
    bytes[at] = 0xcd;
    view.setUint16(at + 1, value);
    at += 3;
  } else if (value < TWO_32) {
    bytes[at] = 0xce;
    view.setUint32(at + 1, value);
    at += 5;
  } else {
    bytes[at] = 0xcf;
    writeHalves(value);
  }
}

function writeNegative(value: number): void {
  if (value >= -32) {
    bytes[at++] = value & 0xff;
  } else if (value >= -0x80) {
    bytes[at++] = 0xd0;
    bytes[at++] = value & 0xff;
  } else if (value >= -0x8000) {
    bytes[at] = 0xd1;
    view.setInt16(at + 1, value);
    at += 3;
  } else if (value >= -0x80000000) {
    bytes[at] = 0xd2;
    view.setInt32(at + 1, value);
    at += 5;
  } else {
    bytes[at] = 0xd3;
    writeHalves(value);
  }
}

function writeHalves(value: number): void {
  view.setInt32(at + 1, Math.floor(value / TWO_32));
  view.setUint32(at + 5, value >>> 0);
  at += 9;
}

/** 64 bits are all the format has: what is larger goes as the nearest float. */
function writeBigint(value: bigint): void {
  if (value >= -(2n ** 53n) && value <= 2n ** 53n) {
    writeNumber(Number(value));
    return;
  }
  if (BigInt.asUintN(64, value) === value) {
    bytes[at] = 0xcf;
    view.setBigUint64(at + 1, value);
  } else if (BigInt.asIntN(64, value) === value) {
    bytes[at] = 0xd3;
    view.setBigInt64(at + 1, value);
  } else {
    bytes[at] = 0xcb;
    view.setFloat64(at + 1, Number(value));
  }
  at += 9;
}

/** Most strings are ASCII: write them as such, and start again as UTF-8 at the first other character. */
function writeString(value: string): void {
  const { length } = value;
  reserve(length * 3 + 5);
  const start = at;
  if (length <= 64) {
    writeHeader(length, 0xa0, 31, 0xd9);
    let i = 0;
    for (; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code >= 0x80) break;
      bytes[at++] = code;
    }
    if (i === length) return;
    at = start;
  }
  const { written } = utf8.encodeInto(value, bytes.subarray(start + 5));
  writeHeader(written, 0xa0, 31, 0xd9);
  bytes.copyWithin(at, start + 5, start + 5 + written);
  at += written;
}

function writeBinary(value: Uint8Array): void {
  reserve(value.length + 5);
  writeHeader(value.length, 0, -1, 0xc4);
  bytes.set(value, at);
  at += value.length;
}

function writeArray(value: readonly unknown[]): void {
  writeHeader(value.length, 0x90, 15, 0xdb);
  for (const part of value) write(part);
}

function writeMap(value: Record<string, unknown>): void {
  const keys = Object.keys(value);
  let count = keys.length;
  for (const key of keys) if (value[key] === undefined) count--;
  writeHeader(count, 0x80, 15, 0xdd);
  for (const key of keys) {
    if (value[key] === undefined) continue;
    writeString(key);
    write(value[key]);
  }
}

/**
 * `fixed | count` up to `most`; else `wide` with 8, `wide + 1` with 16 or `wide + 2` with 32 bits of count. Arrays
 * and maps have no 8 bit form: their `wide` (0xdb, 0xdd) names the place before their 16 bit one.
 */
function writeHeader(count: number, fixed: number, most: number, wide: number): void {
  if (count <= most) {
    bytes[at++] = fixed | count;
  } else if (count < 0x100 && most !== 15) {
    bytes[at++] = wide;
    bytes[at++] = count;
  } else if (count < 0x10000) {
    bytes[at] = wide + 1;
    view.setUint16(at + 1, count);
    at += 3;
  } else {
    bytes[at] = wide + 2;
    view.setUint32(at + 1, count);
    at += 5;
  }
}
