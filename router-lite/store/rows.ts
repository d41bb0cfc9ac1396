/** The tables of LMDB, and what goes there from the write-ahead log. */
import type { Database, RootDatabase } from 'lmdb';
import { numbers, numbersAt, putAppended, type Table } from './extents.ts';
import { entryKey, markKey, seqAt } from './log-rows.ts';
import type { Memtable } from './memtable.ts';
import type { LogPosition } from './write-ahead-log.ts';

/** Keys end in a number, and that is all that is read of them. Written as Buffers, read as numbers: lmdb's types know one type only. */
export type Numbered = Omit<Database<Buffer, Buffer>, 'getRange'> & {
  getRange(options: object): Iterable<{ readonly key: number; readonly value: Buffer }>;
};

export interface Tables {
  readonly values: Table;
  readonly blobs: Table;
  /** `entries` (log, seq → marks and bytes), `marks` (log, mark, seq → nothing), `extents` (extents.ts). */
  readonly entries: Numbered;
  readonly marks: Numbered;
  readonly extents: Table;
  /** How much of the write-ahead log is here. */
  readonly applied: Table;
}

const BINARY = { encoding: 'binary', keyEncoding: 'binary' } as const;

export function tablesIn(environment: RootDatabase): Tables {
  const table = (name: string) => environment.openDB({ name, ...BINARY }) as unknown as Table;
  const numbered = (name: string) =>
    environment.openDB({ name, ...NUMBERED } as { name: string }) as unknown as Numbered;
  return {
    entries: numbered('log-entries'),
    marks: numbered('log-marks'),
    extents: table('log-extents'),
    values: table('values'),
    blobs: table('blobs'),
    applied: table('write-ahead-log'),
  };
}

/** What is read in pages is copied into slabs: a buffer of its own for each small entry is what collections take their time over. */
const SLAB = 4096;
let slab = Buffer.alloc(0);
let used = 0;

/** `bytes` is lmdb's own buffer, whose length is not that of its memory, and which the next read overwrites. */
export function copied(bytes: Buffer): Buffer {
  const { length } = bytes;
  if (used + length > slab.length) {
    slab = Buffer.allocUnsafeSlow(Math.max(SLAB, length));
    used = 0;
  }
  const copy = slab.subarray(used, used + length);
  copy.set(new Uint8Array(bytes.buffer, bytes.byteOffset, length));
  used += length;
  return copy;
}

const NUMBERED = {
  encoder: { encode: (value: Buffer) => value, decode: copied },
  keyEncoder: {
    writeKey(key: Buffer, target: Buffer, start: number): number {
      target.set(key, start);
      return start + key.length;
    },
    readKey: (source: Buffer, _start: number, end: number) => seqAt(source, end),
  },
};

const NOTHING = Buffer.alloc(0);

/** Within one turn of the event loop, which is one transaction of LMDB. */
export type Written = (row: Promise<boolean>) => void;

export function writeRows(tables: Tables, { values, logs, position }: Memtable, written: Written): void {
  for (const [key, value] of values) {
    const name = Buffer.from(key);
    written(value === null ? tables.values.remove(name) : tables.values.put(name, value));
  }
  for (const [log, { first, entries, marks, sums }] of logs) {
    for (const [i, { value }] of entries.entries())
      written(tables.entries.put(entryKey(log, first + i), value));
    for (const [mark, seqs] of marks)
      for (const seq of seqs) written(tables.marks.put(markKey(log, mark, seq), NOTHING));
    written(putAppended(tables.extents, log, { ...sums, last: first + entries.length - 1 }));
  }
  if (position !== null) written(putPosition(tables, position));
}

const POSITION = 'position';

export interface AppliedPosition extends LogPosition {
  /** Of LMDB, the one before that which wrote this; undefined in a folder of before it was written down. */
  readonly before: number | undefined;
}

/** Up to where the write-ahead log is here; null in a folder that had none. */
export function positionIn({ applied }: Tables): AppliedPosition | null {
  const [lsn, checksum, before] = numbersAt(applied, POSITION);
  return lsn === undefined || checksum === undefined ? null : { lsn, checksum, before };
}

function putPosition(tables: Tables, { lsn, checksum }: LogPosition): Promise<boolean> {
  return tables.applied.put(Buffer.from(POSITION), numbers(lsn, checksum, lastTransaction(tables)));
}

/** The number of the last transaction that LMDB committed, whoever's it was. */
export function lastTransaction({ applied }: Pick<Tables, 'applied'>): number {
  return (applied.getStats() as { readonly lastTxnId: number }).lastTxnId;
}
