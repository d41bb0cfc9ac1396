/** The fast ways of Node with bytes and text, where there is Node; the same results elsewhere. */

const isNode = typeof Buffer === 'function';
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const UNKNOWN = '\ufffd';

/** Throws a TypeError for what is no UTF-8. A byte order mark is text. */
export function textOf(utf8: Uint8Array): string {
  if (!isNode) return strict.decode(utf8);
  // Half the time of the strict decoder, which must look again only where this put a sign for what it could not read.
  const text = asBuffer(utf8).toString();
  return text.includes(UNKNOWN) ? strict.decode(utf8) : text;
}

/** Node's own check, where it can be had without an import that browsers lack. */
const native = typeof process === 'object' ? process.getBuiltinModule?.('node:buffer').isUtf8 : undefined;

export function isUtf8(bytes: Uint8Array): boolean {
  if (native !== undefined) return native(bytes);
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** New memory, not yet zeroed where that saves time: all of it must be written. */
export function allocate(size: number): Uint8Array {
  return isNode ? Buffer.allocUnsafe(size) : new Uint8Array(size);
}

/** A view of the same memory. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** So many bytes are copied faster one by one than by set(), which looks first at what they are and whether they overlap. */
export const FEW = 64;

/** Puts bytes, from `from` on, into others, from `at` on. */
export function copy(bytes: Uint8Array, from: number, target: Uint8Array, at: number): void {
  const { length } = bytes;
  if (length - from > FEW) target.set(from === 0 ? bytes : bytes.subarray(from), at);
  else for (let i = from; i < length; i++) target[at + i - from] = bytes[i]!;
}
