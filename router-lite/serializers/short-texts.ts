/**
 * Short texts come again and again: URIs, keys of dictionaries. Each is made once, for as long as no other takes its place, so that
 * reading it makes no garbage and whoever looks it up in a table finds it by its identity.
 */

/** A power of two; of all connections together. */
const PLACES = 1024;
/** Beyond it a text is seldom one that comes again, and comparing costs as much as making it. */
export const LONGEST_SHORT = 32;

const texts: string[] = new Array<string>(PLACES).fill('');

/** What the bytes from `from` to `to` say, LONGEST_SHORT of them at most; undefined where they are not all ASCII. */
export function shortText(bytes: Uint8Array, from: number, to: number): string | undefined {
  let hash = to - from;
  for (let i = from; i < to; i++) {
    const code = bytes[i]!;
    if (code >= 0x80) return undefined;
    hash = (Math.imul(hash, 31) + code) | 0;
  }
  const place = (hash ^ (hash >>> 10)) & (PLACES - 1);
  const known = texts[place]!;
  if (isText(known, bytes, from, to)) return known;
  let text = '';
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i]!);
  texts[place] = text;
  return text;
}

function isText(text: string, bytes: Uint8Array, from: number, to: number): boolean {
  const { length } = text;
  if (length !== to - from) return false;
  for (let i = 0; i < length; i++) if (text.charCodeAt(i) !== bytes[from + i]) return false;
  return true;
}
