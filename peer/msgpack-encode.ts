/**
 * MessagePack's writing half (https://github.com/msgpack/msgpack/blob/master/spec.md) of what WAMP has: null, booleans, integers,
 * floats, strings, binary, lists and dicts. One walk over the tuple, since each call of an orchestrator pays for it: msgpackr needed
 * another one before, for the integers beyond 32 bits that it writes as floats, which strict routers refuse as ids.
 */

/** What was handed out is never written again, so memory is taken by the slab and a view of it handed out. */
const SLAB = 16 * 1024;
/** With less than this left a new slab is begun: most messages fit, and need not be moved. */
const ROOM = 2 * 1024;
/** Up to this many characters a loop is faster than TextEncoder. */
const SHORT = 100;

const encoder = new TextEncoder();
let bytes = new Uint8Array(SLAB);
let view = new DataView(bytes.buffer);
/** Where the tuple that is being written begins, and where its next byte comes. */
let begin = 0;
let at = 0;

/**
 * One tuple as bytes. Integers as far as JavaScript is exact are integers, binary is any view of bytes or ArrayBuffer, what has
 * toJSON() is what that returns, a Map is a dict and a Set a list. Entries of dicts whose value is undefined are left out; in lists
 * they are nil, as functions are everywhere. Throws where there is a symbol, or an integer of more than 64 bits.
 */
export function encodeTuple(tuple: readonly unknown[]): Uint8Array<ArrayBuffer> {
  begin = at;
  if (bytes.length - at < ROOM) renew(SLAB);
  try {
    write(tuple);
  } catch (error) {
    at = begin;
    throw error;
  }
  const tupleBytes = bytes.subarray(begin, at);
  // What one long message needed is not kept for the short ones behind it.
  if (bytes.length > SLAB) at = bytes.length;
  return tupleBytes;
}

/** A slab with room for `size` bytes, and what of the tuple is written already. */
function renew(size: number): void {
  const written = bytes.subarray(begin, at);
  const next = new Uint8Array(Math.max(SLAB, size));
  next.set(written);
  bytes = next;
  view = new DataView(next.buffer);
  begin = 0;
  at = written.length;
}

function need(count: number): void {
  if (at + count <= bytes.length) return;
  const written = at - begin;
  renew(Math.max(2 * written, written + count + ROOM));
}

function write(value: unknown): void {
  // The longest head, and all of a number.
  need(9);
  if (typeof value === 'string') writeText(value);
  else if (typeof value === 'number') writeNumber(value);
  else if (value === null || value === undefined || typeof value === 'function') bytes[at++] = 0xc0;
  else if (value === true) bytes[at++] = 0xc3;
  else if (value === false) bytes[at++] = 0xc2;
  else if (typeof value === 'object') writeObject(value);
  else if (typeof value === 'bigint') writeBigInt(value);
  else throw new TypeError(`a WAMP message cannot carry a ${typeof value}`);
}

function writeNumber(value: number): void {
  if (!Number.isSafeInteger(value)) {
    bytes[at] = 0xcb;
    view.setFloat64(at + 1, value);
    at += 9;
  } else if (value >= 0) writeCount(value);
  else if (value >= -0x20) bytes[at++] = value;
  else if (value >= -0x80) writeHead(0xd0, 1, value);
  else if (value >= -0x8000) writeHead(0xd1, 2, value);
  else if (value >= -0x80000000) writeHead(0xd2, 4, value);
  else writeWide(value);
}

function writeCount(value: number): void {
  if (value < 0x80) bytes[at++] = value;
  else if (value < 0x100) writeHead(0xcc, 1, value);
  else if (value < 0x10000) writeHead(0xcd, 2, value);
  else if (value < 0x100000000) writeHead(0xce, 4, value);
  else writeWide(value);
}

function writeWide(value: number): void {
  bytes[at] = 0xd3;
  view.setInt32(at + 1, Math.floor(value / 0x100000000));
  view.setUint32(at + 5, value % 0x100000000);
  at += 9;
}

function writeBigInt(value: bigint): void {
  if (BigInt.asIntN(64, value) !== value) throw new RangeError(`${value} has more than 64 bits`);
  bytes[at] = 0xd3;
  view.setBigInt64(at + 1, value);
  at += 9;
}

/** A byte that says what follows, and a number of `size` bytes. */
function writeHead(type: number, size: 1 | 2 | 4, value: number): void {
  bytes[at] = type;
  if (size === 1) bytes[at + 1] = value;
  else if (size === 2) view.setUint16(at + 1, value);
  else view.setUint32(at + 1, value);
  at += 1 + size;
}

function writeText(text: string): void {
  const { length } = text;
  if (length >= SHORT) {
    writeEncoded(encoder.encode(text));
    return;
  }
  need(2 + length);
  const head = at;
  const from = head + (length < 0x20 ? 1 : 2);
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) {
      writeEncoded(encoder.encode(text));
      return;
    }
    bytes[from + i] = code;
  }
  if (length < 0x20) bytes[head] = 0xa0 | length;
  else {
    bytes[head] = 0xd9;
    bytes[head + 1] = length;
  }
  at = from + length;
}

function writeEncoded(text: Uint8Array): void {
  const { length } = text;
  if (length < 0x20) bytes[at++] = 0xa0 | length;
  else if (length < 0x100) writeHead(0xd9, 1, length);
  else if (length < 0x10000) writeHead(0xda, 2, length);
  else writeHead(0xdb, 4, length);
  append(text);
}

function writeBinary(binary: Uint8Array): void {
  const { length } = binary;
  if (length < 0x100) writeHead(0xc4, 1, length);
  else if (length < 0x10000) writeHead(0xc5, 2, length);
  else writeHead(0xc6, 4, length);
  append(binary);
}

function append(part: Uint8Array): void {
  need(part.length);
  bytes.set(part, at);
  at += part.length;
}

function writeObject(value: object): void {
  if (Array.isArray(value)) writeList(value);
  else if (value instanceof Uint8Array) writeBinary(value);
  else if (ArrayBuffer.isView(value))
    writeBinary(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  else if (value instanceof ArrayBuffer) writeBinary(new Uint8Array(value));
  else if (value instanceof Set) writeList([...value]);
  else if (value instanceof Map) writeDict(Object.fromEntries(value));
  else writeDict(value as Readonly<Record<string, unknown>>);
}

function writeList(items: readonly unknown[]): void {
  const { length } = items;
  if (length < 0x10) bytes[at++] = 0x90 | length;
  else if (length < 0x10000) writeHead(0xdc, 2, length);
  else writeHead(0xdd, 4, length);
  for (let i = 0; i < length; i++) write(items[i]);
}

function writeDict(dict: Readonly<Record<string, unknown>>): void {
  if (typeof dict.toJSON === 'function') {
    write(dict.toJSON());
    return;
  }
  const keys = Object.keys(dict);
  let count = 0;
  for (const key of keys) if (dict[key] !== undefined) count++;
  if (count < 0x10) bytes[at++] = 0x80 | count;
  else if (count < 0x10000) writeHead(0xde, 2, count);
  else writeHead(0xdf, 4, count);
  for (const key of keys) {
    const value = dict[key];
    if (value === undefined) continue;
    need(9);
    writeText(key);
    write(value);
  }
}
