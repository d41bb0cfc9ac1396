/**
 * JSON with the WAMP convention for binary (spec: "Binary conversion of JSON strings"): bytes travel as a string
 * of U+0000 followed by their base64. A key `__proto__` stays an own property, as JSON.parse makes it.
 */
import { payloadIndex } from '../core/message-codes.ts';
import { isDict } from '../core/options.ts';
import { base64, unbase64 } from './base64.ts';
import { isUtf8, textOf } from './bytes.ts';
import { elementAt } from './json-scan.ts';
import { elements } from './json-skip.ts';
import {
  createSerializer,
  DEEPEST,
  type Format,
  FormatError,
  listOf,
  type Parsed,
  type Splicing,
} from './serializer.ts';

const utf8 = new TextEncoder();
const isNode = typeof Buffer === 'function';

const OPEN_LIST = 0x5b;
const OPEN_OBJECT = 0x7b;
/** Elements of the longest message, with room for one too many. */
const LONGEST = 8;
/** From here on a payload is kept as its bytes only. */
const LARGE = 512;

const splicing: Splicing = {
  parse(bytes) {
    if (bytes.length >= LARGE) {
      const late = parseLate(bytes);
      if (late !== null) return late;
    }
    const tuple = listOf(parse(bytes));
    const index = payloadIndex(tuple[0]);
    if (index >= tuple.length) return { tuple, from: -1 };
    // What JSON.parse took whole needs no second check. The payload goes on to the end, the last bracket included.
    const from = elementAt(bytes, index);
    // What it was made into need not be kept: that takes more memory than the bytes. Opaque ones are no lists.
    return { tuple, from, late: bytes.length - from >= LARGE && Array.isArray(tuple[index]) };
  },
  read: (payload) => listOf(parse(bytesOf(`[${textOf(payload)}`))),
  head(head) {
    let text = '[';
    let isPlain = true;
    for (const part of head) {
      // Nearly all of it is ids and empty dictionaries.
      if (Number.isSafeInteger(part)) text += `${part},`;
      else if (isEmpty(part)) text += '{},';
      else {
        const json = jsonOf(part);
        isPlain &&= isAscii(json);
        text += `${json},`;
      }
    }
    return isPlain ? text : bytesOf(text);
  },
};

function isEmpty(part: unknown): boolean {
  if (!isDict(part)) return false;
  for (const _ in part) return false;
  return true;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/** With empty lists and dictionaries for a large payload that is right but may never be asked for; null where it is not. */
function parseLate(bytes: Uint8Array): Parsed | null {
  const found = isUtf8(bytes) ? elements(bytes, LONGEST) : null;
  if (found === null || found.length === 0) return null;
  const index = payloadIndex(parse(bytes.subarray(found[0]!.from, found[0]!.to)));
  const from = found[index]?.from;
  if (from === undefined || bytes.length - from < LARGE || bytes[from] !== OPEN_LIST) return null;
  const tuple: unknown[] = [];
  for (const [i, element] of found.entries()) {
    if (i < index) tuple.push(parse(bytes.subarray(element.from, element.to)));
    else if (bytes[element.from] === OPEN_LIST) tuple.push([]);
    else if (bytes[element.from] === OPEN_OBJECT) tuple.push({});
    else return null;
  }
  return { tuple, from, late: true };
}

export const jsonFormat: Format = {
  write: (value) => bytesOf(jsonOf(value)),
  parse,
  splicing,
};

export const json = createSerializer('wamp.2.json', false, jsonFormat);

function jsonOf(value: unknown): string {
  return needsReplacer(value) ? JSON.stringify(value, replace) : JSON.stringify(value);
}

function bytesOf(json: string): Uint8Array {
  return isNode ? Buffer.from(json, 'utf8') : utf8.encode(json);
}

function parse(bytes: Uint8Array): unknown {
  let json: string;
  let value: unknown;
  try {
    json = textOf(bytes);
    value = JSON.parse(json);
  } catch {
    throw new FormatError('the message is not JSON in UTF-8');
  }
  // JSON writes U+0000 in one way only, and n levels need 2n brackets: most messages need no second look.
  const binary = json.includes('\\u0000');
  if (binary || (json.length >= 2 * DEEPEST && opens(json, '[') + opens(json, '{') > DEEPEST))
    revive(value, 0);
  return value;
}

/** How often a bracket stands in the text; no more than one beyond the deepest nesting is counted. */
function opens(json: string, bracket: string): number {
  let count = 0;
  for (let at = json.indexOf(bracket); at !== -1 && count <= DEEPEST; at = json.indexOf(bracket, at + 1))
    count++;
  return count;
}

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
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const part: unknown = value[i];
      if (typeof part === 'object') revive(part, depth + 1);
      else if (isBinary(part)) value[i] = unbase64(part.slice(1));
    }
    return;
  }
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    const part = holder[key];
    if (typeof part === 'object') revive(part, depth + 1);
    else if (isBinary(part)) define(holder, key, unbase64(part.slice(1)));
  }
}

function isBinary(value: unknown): value is string {
  return typeof value === 'string' && value.charCodeAt(0) === 0;
}

function define(holder: Record<string, unknown>, key: string, bytes: Uint8Array): void {
  Object.defineProperty(holder, key, { value: bytes, writable: true, enumerable: true, configurable: true });
}
