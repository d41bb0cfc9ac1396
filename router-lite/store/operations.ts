/**
 * What a write changes, as it stands in a record of the write-ahead log: outcomes, no conditions, so that a record does the same whenever
 * it is read. One after another, numbers little-endian, names with their length (uint16) and values with theirs (uint32) before them:
 *
 *     uint8 1  key  value                                                             a value is put
 *     uint8 2  key                                                                    a value is deleted
 *     uint8 3  float64 first, gone, appended   uint32 count   log's name   value …    entries are appended (log-rows.ts, extents.ts)
 */
import { marksOf } from './log-rows.ts';
import { HEADER } from './write-ahead-log.ts';

export interface Appending {
  readonly kind: 'append';
  readonly log: string;
  /** The sequence number of the first of the entries. */
  readonly first: number;
  /** The oldest that is on the disk. */
  readonly gone: number;
  /** Bytes of all that were ever appended, these included. */
  readonly appended: number;
  readonly entries: readonly AppendedEntry[];
}

export interface AppendedEntry {
  /** Marks and bytes (log-rows.ts). */
  readonly value: Buffer;
  readonly marks: readonly string[];
}

export type Operation =
  | { readonly kind: 'put'; readonly key: string; readonly value: Buffer }
  | { readonly kind: 'delete'; readonly key: string }
  | Appending;

const [PUT, DELETE, APPEND] = [1, 2, 3];

/** Bytes in a record. */
export function lengthOf(operation: Operation): number {
  switch (operation.kind) {
    case 'put':
      return 1 + 2 + Buffer.byteLength(operation.key) + 4 + operation.value.length;
    case 'delete':
      return 1 + 2 + Buffer.byteLength(operation.key);
    default: {
      const head = 1 + 3 * 8 + 4 + 2 + Buffer.byteLength(operation.log);
      return operation.entries.reduce((sum, { value }) => sum + 4 + value.length, head);
    }
  }
}

/** A record for WriteAheadLog.append of so many bytes, its header aside. */
export function recordOf(operations: readonly Operation[], length: number): Buffer {
  const record = Buffer.allocUnsafe(HEADER + length);
  let at = HEADER;
  for (const operation of operations) at = written(record, at, operation);
  return record;
}

function written(record: Buffer, start: number, operation: Operation): number {
  if (operation.kind === 'append') return writtenEntries(record, start, operation);
  const at = writtenName(
    record,
    record.writeUInt8(operation.kind === 'put' ? PUT : DELETE, start),
    operation.key,
  );
  return operation.kind === 'put' ? writtenValue(record, at, operation.value) : at;
}

function writtenEntries(
  record: Buffer,
  start: number,
  { log, first, gone, appended, entries }: Appending,
): number {
  let at = record.writeUInt8(APPEND, start);
  for (const number of [first, gone, appended]) at = record.writeDoubleLE(number, at);
  at = writtenName(record, record.writeUInt32LE(entries.length, at), log);
  for (const { value } of entries) at = writtenValue(record, at, value);
  return at;
}

function writtenName(record: Buffer, start: number, name: string): number {
  const length = record.write(name, start + 2);
  return record.writeUInt16LE(length, start) + length;
}

function writtenValue(record: Buffer, start: number, value: Buffer): number {
  const at = record.writeUInt32LE(value.length, start);
  record.set(value, at);
  return at + value.length;
}

/** What recordOf made, without the header. Its values are parts of the payload. */
export function operationsIn(payload: Buffer): Operation[] {
  const operations: Operation[] = [];
  let at = 0;
  const value = (): Buffer => {
    const start = at + 4;
    at = start + payload.readUInt32LE(at);
    return payload.subarray(start, at);
  };
  const name = (): string => {
    const start = at + 2;
    at = start + payload.readUInt16LE(at);
    return payload.toString('utf8', start, at);
  };
  while (at < payload.length) {
    const code = payload.readUInt8(at++);
    if (code === PUT) operations.push({ kind: 'put', key: name(), value: value() });
    else if (code === DELETE) operations.push({ kind: 'delete', key: name() });
    else if (code === APPEND) {
      const [first, gone, appended] = [0, 8, 16].map((offset) => payload.readDoubleLE(at + offset)) as [
        number,
        number,
        number,
      ];
      const count = payload.readUInt32LE(at + 24);
      at += 28;
      const log = name();
      const entries = Array.from({ length: count }, () => {
        const bytes = value();
        return { value: bytes, marks: marksOf(bytes) };
      });
      operations.push({ kind: 'append', log, first, gone, appended, entries });
    } else
      throw new Error(
        `a record of the write-ahead log has an operation ${code}: read it with the Lehr that wrote it`,
      );
  }
  return operations;
}
