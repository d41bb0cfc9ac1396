/** LMDB's keys end at 1,978 bytes; one bound for every implementation, so that none accepts what another refuses. */
const LONGEST = 1024;
/** With the log's name before it. */
const LONGEST_MARK = 512;

const utf8 = new TextEncoder();
const HALVES = /\p{Surrogate}/u;

/** Returns it as it comes back from UTF-8. */
export function checkKey(key: string): string {
  const name = wellFormed(key);
  if (isShort(name, LONGEST)) return name;
  const { length } = utf8.encode(name);
  if (length >= 1 && length <= LONGEST) return name;
  throw new RangeError(`a key must have 1 to ${LONGEST} bytes of UTF-8, not ${length}`);
}

/** As checkKey. */
export function checkMark(mark: string): string {
  const name = wellFormed(mark);
  const isFit = isShort(name, LONGEST_MARK) || isBetween(utf8.encode(name).length, LONGEST_MARK);
  if (isFit && !name.includes('\0')) return name;
  throw new RangeError(`a mark must have 1 to ${LONGEST_MARK} bytes of UTF-8, and no U+0000`);
}

export function checkLog(name: string): string {
  // NUL ends the name in the keys of the entries.
  if (!name.includes('\0')) return checkKey(name);
  throw new RangeError('the name of a log must not contain U+0000');
}

/** Half of a surrogate pair is no character: UTF-8 has one and the same stand-in for all of them. */
function wellFormed(text: string): string {
  return HALVES.test(text) ? new TextDecoder().decode(utf8.encode(text)) : text;
}

/** No character takes more than three bytes (those that take four are two): most need not be counted. */
function isShort(text: string, longest: number): boolean {
  return isBetween(text.length, longest / 3);
}

function isBetween(length: number, longest: number): boolean {
  return length >= 1 && length <= longest;
}
