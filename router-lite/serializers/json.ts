/**
 * JSON with the WAMP convention for binary (spec: "Binary conversion of JSON strings"): bytes travel as a string
 * of U+0000 followed by their base64. A key `__proto__` stays an own property, as JSON.parse makes it.
 */
import { base64, unbase64 } from './base64.ts';
import { createSerializer, DEEPEST, type Format, FormatError } from './serializer.ts';

const utf8 = new TextEncoder();
const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const isNode = typeof Buffer === 'function';

export const jsonFormat: Format = {
  write(value) {
    const json = needsReplacer(value) ? JSON.stringify(value, replace) : JSON.stringify(value);
    return isNode ? Buffer.from(json, 'utf8') : utf8.encode(json);
  },
  parse(bytes) {
    let json: string;
    let value: unknown;
    try {
      json = text.decode(bytes);
      value = JSON.parse(json);
    } catch {
      throw new FormatError('the message is not JSON in UTF-8');
    }
    // JSON writes U+0000 in one way only, and n levels need 2n brackets: most messages need no second look.
    const binary = json.includes('\\u0000');
    if (binary || json.length >= 2 * DEEPEST) revive(value, 0);
    return value;
  },
};

export const json = createSerializer('wamp.2.json', false, jsonFormat);

/** True where JSON.stringify alone would write something else than WAMP wants: bytes and bigints. */
function needsReplacer(value: unknown): boolean {
  if (typeof value === 'bigint') return true;
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(needsReplacer);
  if (value instanceof Uint8Array) return true;
  for (const key in value) if (needsReplacer((value as Record<string, unknown>)[key])) return true;
  return false;
}

/** Looks at the holder, because Buffer.toJSON() has already replaced `value`. */
function replace(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const raw = this[key];
  if (raw instanceof Uint8Array) return `\0${base64(raw)}`;
  return typeof raw === 'bigint' ? Number(raw) : value;
}

/** Replaces binary strings by bytes in place, and refuses what is nested too deep. */
function revive(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth >= DEEPEST) throw new FormatError(`values are nested deeper than ${DEEPEST} levels`);
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    const part = holder[key];
    if (typeof part === 'string') {
      if (part.charCodeAt(0) === 0) define(holder, key, unbase64(part.slice(1)));
    } else {
      revive(part, depth + 1);
    }
  }
}

function define(holder: Record<string, unknown>, key: string, bytes: Uint8Array): void {
  Object.defineProperty(holder, key, { value: bytes, writable: true, enumerable: true, configurable: true });
}
