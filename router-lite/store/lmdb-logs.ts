/**
 * Logs in three LMDB tables: `entries` (log, seq → marks and bytes), `marks` (log, mark, seq → nothing) and `extents` (log → first,
 * last, bytes). All that one append writes is in one transaction. An append that fails leaves no gap: those of a log are written
 * in groups, one after another, and numbered when their group's turn comes.
 */
import type { Database, RootDatabase } from 'lmdb';
import { checkMark } from './names.ts';
import type { Append, Extent, LogEntry, ReadOptions } from './store.ts';

export type Table = Database<Buffer, Buffer>;

/** Keys end in a number, and that is all that is read of them. Written as Buffers, read as numbers: lmdb's types know one type only. */
type Numbered = Omit<Database<Buffer, Buffer>, 'getRange'> & {
  getRange(options: object): Iterable<{ readonly key: number; readonly value: Buffer }>;
};

interface LogTables {
  readonly entries: Numbered;
  readonly marks: Numbered;
  readonly extents: Table;
}

/** What is read in pages is copied into slabs: a buffer of its own for each small entry is what collections take their time over. */
const SLAB = 4096;
let slab = Buffer.alloc(0);
let used = 0;

/** `bytes` is lmdb's own buffer, whose length is not that of its memory, and which the next read overwrites. */
function copied(bytes: Buffer): Buffer {
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

export function logTables(environment: RootDatabase): LogTables {
  const numbered = (name: string) =>
    environment.openDB({ name, ...NUMBERED } as { name: string }) as unknown as Numbered;
  const extents = { name: 'log-extents', encoding: 'binary', keyEncoding: 'binary' } as const;
  return {
    entries: numbered('log-entries'),
    marks: numbered('log-marks'),
    extents: environment.openDB(extents) as unknown as Table,
  };
}

/** Rows read in one go: no read transaction stays open while a reader takes its time. Short reads shall cost little. */
const FIRST_PAGE = 64;
const PAGE = 256;
/** And no more than so many bytes, the row aside that goes beyond: entries of megabytes are read as they are asked for. */
const PAGE_BYTES = 128 * 1024;
/** Entries trimmed in one go. */
const TRIM = 4096;
const NOTHING = Buffer.alloc(0);

/** An entry as it is written. */
interface Made {
  readonly value: Buffer;
  readonly marks: readonly string[];
  readonly bytes: number;
}

interface Waiting {
  readonly entries: readonly Made[];
  done(first: number): void;
  failed(error: unknown): void;
}

interface State {
  /** The oldest that is to be found. */
  first: number;
  /** The oldest that is on the disk: less than `first` while a long trim goes on. */
  gone: number;
  /** Committed. */
  last: number;
  bytes: number;
  /** On its way to the disk. */
  writing: { last: number; bytes: number } | null;
  waiting: Waiting[];
}

export class LmdbLogs {
  readonly #tables: LogTables;
  readonly #states = new Map<string, State>();

  constructor(tables: LogTables) {
    this.#tables = tables;
  }

  #state(log: string): State {
    let state = this.#states.get(log);
    if (state !== undefined) return state;
    const row = this.#tables.extents.get(Buffer.from(log));
    const [first = 1, last = 0, bytes = 0] = row === undefined ? [] : numbersIn(row);
    state = { first, gone: first, last, bytes, writing: null, waiting: [] };
    this.#states.set(log, state);
    return state;
  }

  extent(log: string): Extent {
    const { first, last, bytes } = this.#state(log);
    return { first, last, bytes };
  }

  /** Takes a copy of the bytes now. */
  append(log: string, entries: readonly Append[]): Promise<number> {
    if (entries.length === 0) return Promise.reject(new RangeError('nothing to append'));
    const copies = entries.map(({ bytes, marks = [] }) => {
      for (const mark of marks) checkMark(mark);
      return { value: withMarks(bytes, marks), marks, bytes: bytes.length };
    });
    const state = this.#state(log);
    return new Promise((done, failed) => {
      state.waiting.push({ entries: copies, done, failed });
      // At the end of the turn: what is appended in it makes up one group.
      if (state.waiting.length === 1 && state.writing === null)
        queueMicrotask(() => void this.#write(log, state));
    });
  }

  async #write(log: string, state: State): Promise<void> {
    while (state.waiting.length > 0) {
      const group = state.waiting;
      state.waiting = [];
      let seq = state.last;
      let bytes = 0;
      const writes: Promise<boolean>[] = [];
      for (const { entries } of group) {
        for (const entry of entries) {
          seq += 1;
          bytes += entry.bytes;
          this.#put(log, seq, entry, writes);
        }
      }
      state.writing = { last: seq, bytes };
      writes.push(this.#putExtent(log, state));
      const error = await Promise.all(writes).then(
        () => null,
        (reason: unknown) => reason ?? new Error('LMDB did not say why'),
      );
      let first = state.last + 1;
      if (error === null) {
        state.last = seq;
        state.bytes += bytes;
      }
      state.writing = null;
      for (const { entries, done, failed } of group) {
        if (error === null) done(first);
        else failed(error);
        first += entries.length;
      }
    }
  }

  #put(log: string, seq: number, { value, marks }: Made, writes: Promise<boolean>[]): void {
    const { entries, marks: table } = this.#tables;
    writes.push(entries.put(entryKey(log, seq), value));
    for (const mark of marks) writes.push(table.put(markKey(log, mark, seq), NOTHING));
  }

  #putExtent(log: string, { gone, last, bytes, writing }: State): Promise<boolean> {
    const row = numbers(gone, writing?.last ?? last, bytes + (writing?.bytes ?? 0));
    return this.#tables.extents.put(Buffer.from(log), row);
  }

  *read(log: string, { from = 1, mark, reverse = false }: ReadOptions): Iterable<LogEntry> {
    const state = this.#state(log);
    const { entries, marks } = this.#tables;
    const [table, keyOf] =
      mark === undefined
        ? [entries, (seq: number) => entryKey(log, seq)]
        : [marks, (seq: number) => markKey(log, checkMark(mark), seq)];
    let at = Math.max(from, state.first);
    let until = state.last + 1;
    for (let limit = FIRST_PAGE; at < until; limit = PAGE) {
      const [start, end] = reverse ? [keyOf(until - 1), keyOf(at - 1)] : [keyOf(at), keyOf(until)];
      // All of it, before anybody takes their time over the first.
      const page: { readonly key: number; readonly value: Buffer }[] = [];
      let bytes = 0;
      for (const row of table.getRange({ start, end, reverse, limit })) {
        page.push(row);
        bytes += row.value.length;
        if (bytes >= PAGE_BYTES) break;
      }
      for (const { key: seq, value } of page) {
        if (seq < state.first) {
          if (reverse) return;
          continue;
        }
        const found = mark === undefined ? bytesOf(value) : this.entry(log, seq);
        if (found !== undefined) yield { seq, bytes: found };
      }
      const isLast = page.length < limit && bytes < PAGE_BYTES;
      if (reverse && isLast) return;
      const reached = isLast ? until - 1 : page.at(-1)!.key;
      if (reverse) until = reached;
      // What was appended meanwhile is seen too.
      else [at, until] = [reached + 1, state.last + 1];
    }
  }

  entry(log: string, seq: number): Uint8Array | undefined {
    const { first, last } = this.#state(log);
    if (seq < first || seq > last) return undefined;
    const value = this.#tables.entries.get(entryKey(log, seq));
    return value && bytesOf(value);
  }

  async trim(log: string, before: number): Promise<void> {
    const state = this.#state(log);
    // From now on nobody finds them, whenever they are gone.
    state.first = Math.max(state.first, Math.min(before, state.last + 1));
    while (state.gone < state.first) await Promise.all(this.#trimSome(log, state));
  }

  /** What is counted is right at once, however long the disk takes. */
  #trimSome(log: string, state: State): Promise<boolean>[] {
    const { entries, marks: table } = this.#tables;
    const range = {
      start: entryKey(log, state.gone),
      end: entryKey(log, Math.min(state.gone + TRIM, state.first)),
    };
    const writes: Promise<boolean>[] = [];
    for (const { key: seq, value } of [...entries.getRange(range)]) {
      state.bytes -= bytesOf(value).length;
      writes.push(entries.remove(entryKey(log, seq)));
      for (const mark of marksOf(value)) writes.push(table.remove(markKey(log, mark, seq)));
    }
    state.gone = Math.min(state.gone + TRIM, state.first);
    writes.push(this.#putExtent(log, state));
    return writes;
  }
}

/** The length of the marks, the marks, each ended by NUL, and the bytes. */
function withMarks(bytes: Uint8Array, marks: readonly string[]): Buffer {
  let text = '';
  for (const mark of marks) text += `${mark}\0`;
  const length = Buffer.byteLength(text);
  const value = Buffer.allocUnsafe(2 + length + bytes.length);
  value.writeUInt16BE(length);
  value.write(text, 2);
  value.set(bytes, 2 + length);
  return value;
}

function marksOf(value: Buffer): string[] {
  return value
    .toString('utf8', 2, 2 + value.readUInt16BE())
    .split('\0')
    .slice(0, -1);
}

function bytesOf(value: Buffer): Uint8Array {
  const skipped = 2 + value.readUInt16BE();
  return new Uint8Array(value.buffer, value.byteOffset + skipped, value.length - skipped);
}

/** The log's name, NUL, and the sequence number so that byte order is its order. */
function entryKey(log: string, seq: number): Buffer {
  return keyWith(`${log}\0`, seq);
}

function markKey(log: string, mark: string, seq: number): Buffer {
  return keyWith(`${log}\0${mark}\0`, seq);
}

function keyWith(name: string, seq: number): Buffer {
  const length = Buffer.byteLength(name);
  const key = Buffer.allocUnsafe(length + 8);
  key.write(name);
  key.writeUInt32BE(Math.floor(seq / 2 ** 32), length);
  key.writeUInt32BE(seq >>> 0, length + 4);
  return key;
}

function seqAt(key: Buffer, end: number): number {
  return key.readUInt32BE(end - 8) * 2 ** 32 + key.readUInt32BE(end - 4);
}

function numbers(...values: number[]): Buffer {
  const row = Buffer.alloc(values.length * 8);
  for (const [i, value] of values.entries()) row.writeDoubleBE(value, i * 8);
  return row;
}

function numbersIn(row: Buffer): number[] {
  return Array.from({ length: row.length / 8 }, (_, i) => row.readDoubleBE(i * 8));
}
