/** What the readers of the binary formats share. */
import { textOf } from './bytes.ts';
import { FormatError } from './serializer.ts';

/** Of bytes that must be UTF-8. */
export function strictText(utf8: Uint8Array): string {
  try {
    return textOf(utf8);
  } catch {
    throw new FormatError('a string is not UTF-8');
  }
}

/** A key of a map as a property of its own, whatever it is called. */
export function setKey(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    map[key] = value;
  }
}

/** @param left bytes behind the value that was read */
export function nothingLeft(left: number): void {
  if (left !== 0) throw new FormatError(`${left} bytes are left after the message`);
}
