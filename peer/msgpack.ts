/**
 * MessagePack as WAMP needs it. msgpackr writes integers beyond 32 bits as floats, which strict routers refuse as ids, so
 * they go out as 64-bit integers; what comes in are numbers always, and binary that owns its bytes.
 */
/// <reference path="./msgpackr-no-eval.d.ts" />
import { Packr } from 'msgpackr/index-no-eval';

const packr = new Packr({
  useRecords: false,
  variableMapSize: true,
  mapsAsObjects: true,
  int64AsType: 'number',
  copyBuffers: true,
  encodeUndefinedAsNil: true,
});

/** One tuple as bytes. Entries whose value is undefined are left out. */
export function encodeTuple(tuple: readonly unknown[]): Uint8Array<ArrayBuffer> {
  return packr.pack(widen(tuple)) as Uint8Array<ArrayBuffer>;
}

/** One tuple out of bytes; throws when they hold anything else. */
export function decodeTuple(bytes: Uint8Array): unknown[] {
  // A Buffer would hand out Buffers, and views of its pool.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tuple: unknown = packr.unpack(plain);
  if (!Array.isArray(tuple)) throw new Error('a WAMP message is a list');
  return tuple;
}

const INT32_LEAST = -(2 ** 31);
const UINT32_MOST = 2 ** 32 - 1;

/** Numbers MessagePack should carry as 64-bit integers as such; copies only what holds one. */
function widen(value: unknown): unknown {
  if (typeof value === 'number') {
    const wide = (value > UINT32_MOST || value < INT32_LEAST) && Number.isSafeInteger(value);
    return wide ? BigInt(value) : value;
  }
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Array.isArray(value) ? widenList(value) : widenDict(value as Readonly<Record<string, unknown>>);
}

function widenList(items: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | null = null;
  for (let index = 0; index < items.length; index += 1) {
    const wide = widen(items[index]);
    if (wide !== items[index]) {
      copy ??= [...items];
      copy[index] = wide;
    }
  }
  return copy ?? items;
}

function widenDict(dict: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  let copy: Record<string, unknown> | null = null;
  for (const key of Object.keys(dict)) {
    const wide = widen(dict[key]);
    if (wide === dict[key] && wide !== undefined) continue;
    copy ??= { ...dict };
    if (wide === undefined) delete copy[key];
    else copy[key] = wide;
  }
  return copy ?? dict;
}
