/**
 * What a log has, on disk, in two rows of sums: what was appended (`<log>`: first, last, bytes) and what was trimmed of it
 * (`<log>\0`: the oldest that is left, bytes). So appends and trims go their ways, and one that fails leaves the other's row right.
 * Where nothing was trimmed yet the first row's `first` holds: so a folder of before these were two rows is read as it was meant.
 */
import type { Database } from 'lmdb';

export type Table = Database<Buffer, Buffer>;

/** Sums over the life of a log, but for `gone`. */
export interface Sums {
  /** The oldest that is on the disk. */
  gone: number;
  last: number;
  /** Bytes of all that were appended. */
  appended: number;
  /** Bytes of all that were removed. */
  removed: number;
}

export function extentIn(table: Table, log: string): Sums {
  const [first = 1, last = 0, appended = 0] = numbersAt(table, log);
  const [gone = first, removed = 0] = numbersAt(table, `${log}\0`);
  return { gone, last, appended, removed };
}

/** `first` of the row stays what it was: where a row of trims is, nobody asks for it. */
export function putAppended(
  table: Table,
  log: string,
  { gone, last, appended }: Omit<Sums, 'removed'>,
): Promise<boolean> {
  return table.put(Buffer.from(log), numbers(gone, last, appended));
}

export function putTrimmed(
  table: Table,
  log: string,
  { gone, removed }: Pick<Sums, 'gone' | 'removed'>,
): Promise<boolean> {
  return table.put(Buffer.from(`${log}\0`), numbers(gone, removed));
}

export function numbersAt(table: Table, key: string): number[] {
  const row = table.get(Buffer.from(key));
  if (row === undefined) return [];
  return Array.from({ length: row.length / 8 }, (_, i) => row.readDoubleBE(i * 8));
}

export function numbers(...values: number[]): Buffer {
  const row = Buffer.alloc(values.length * 8);
  for (const [i, value] of values.entries()) row.writeDoubleBE(value, i * 8);
  return row;
}
