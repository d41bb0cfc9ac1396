/** MessagePack as WAMP needs it: what comes in are numbers always, and binary that owns its bytes. The other half: msgpack-encode.ts. */
/// <reference path="./msgpackr-no-eval.d.ts" />
import { Unpackr } from 'msgpackr/unpack-no-eval';

const unpackr = new Unpackr({
  useRecords: false,
  mapsAsObjects: true,
  int64AsType: 'number',
  copyBuffers: true,
});

/** One tuple out of bytes; throws when they hold anything else. */
export function decodeTuple(bytes: Uint8Array): unknown[] {
  // A Buffer would hand out Buffers, and views of its pool.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tuple: unknown = unpackr.unpack(plain);
  if (!Array.isArray(tuple)) throw new Error('a WAMP message is a list');
  return tuple;
}
