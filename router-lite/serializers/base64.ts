import { FormatError } from './serializer.ts';

const isNode = typeof Buffer === 'function';
const CHUNK = 0x2000;
const GRAMMAR = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** RFC 4648 base64 with padding; runs in Node and in browsers. */
export function base64(bytes: Uint8Array): string {
  if (isNode) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return btoa(binary);
}

/** Throws a FormatError for anything but padded base64: Buffer alone would skip what it does not know. */
export function unbase64(text: string): Uint8Array {
  if (!isNode) {
    check(text);
    return Uint8Array.from(atob(text), (part) => part.charCodeAt(0));
  }
  const bytes = Buffer.from(text, 'base64');
  // There and back is ten times as fast as the grammar, which also allows idle bits at the end that are not zero.
  if (bytes.toString('base64') !== text) check(text);
  return new Uint8Array(bytes);
}

function check(text: string): void {
  if (!GRAMMAR.test(text)) throw new FormatError('a string that begins with U+0000 must go on in base64');
}
