/** LMDB's keys end at 1,978 bytes; one bound for every implementation, so that none accepts what another refuses. */
const LONGEST = 1024;

export function checkKey(key: string): string {
  const length = Buffer.byteLength(key);
  if (length >= 1 && length <= LONGEST) return key;
  throw new RangeError(`a key must have 1 to ${LONGEST} bytes of UTF-8, not ${length}`);
}

export function checkLog(name: string): string {
  // NUL ends the name in the keys of the entries.
  if (!name.includes('\0')) return checkKey(name);
  throw new RangeError('the name of a log must not contain U+0000');
}
