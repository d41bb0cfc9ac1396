/** LMDB's keys end at 1,978 bytes; one bound for every implementation, so that none accepts what another refuses. */
const LONGEST = 1024;
/** With the log's name before it. */
const LONGEST_MARK = 512;

const utf8 = new TextEncoder();

export function checkKey(key: string): string {
  if (isShort(key, LONGEST)) return key;
  const { length } = utf8.encode(key);
  if (length >= 1 && length <= LONGEST) return key;
  throw new RangeError(`a key must have 1 to ${LONGEST} bytes of UTF-8, not ${length}`);
}

export function checkMark(mark: string): string {
  const isFit = isShort(mark, LONGEST_MARK) || isBetween(utf8.encode(mark).length, LONGEST_MARK);
  if (isFit && !mark.includes('\0')) return mark;
  throw new RangeError(`a mark must have 1 to ${LONGEST_MARK} bytes of UTF-8, and no U+0000`);
}

export function checkLog(name: string): string {
  // NUL ends the name in the keys of the entries.
  if (!name.includes('\0')) return checkKey(name);
  throw new RangeError('the name of a log must not contain U+0000');
}

/** No character takes more than three bytes (those that take four are two): most need not be counted. */
function isShort(text: string, longest: number): boolean {
  return isBetween(text.length, longest / 3);
}

function isBetween(length: number, longest: number): boolean {
  return length >= 1 && length <= longest;
}
