/**
 * Logs in three LMDB tables: `entries` (log, seq → marks and bytes), `marks` (log, mark, seq → nothing) and `extents` (log → what
 * was appended, and beside it what was trimmed: extents.ts). All that one append writes is in one transaction, and so is each step
 * of a trim. An append that fails leaves no gap: those of a log are written in groups, one after another, and numbered when their
 * group's turn comes. A trim that fails is gone on with by the next one.
 */
import type { Database, RootDatabase } from 'lmdb';
import { extentIn, putAppended, putTrimmed, type Sums, type Table } from './extents.ts';
import { bytesOf, entryKey, markKey, marksOf, seqAt, withMarks } from './log-rows.ts';
import { checkMark } from './names.ts';
import type { Append, Extent, LogEntry, ReadOptions } from './store.ts';

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

/** An entry that is to go. */
interface Leaving {
  readonly seq: number;
  readonly bytes: number;
  readonly marks: readonly string[];
}

/** Its sums are those that are on the disk. */
interface State extends Sums {
  /** The oldest that is to be found. */
  first: number;
  /** Bytes of what is to be found: right at once, however long the disk takes. */
  bytes: number;
  /** From the first one on that counts in `bytes`, which is `first` unless a long trim goes on. */
  counted: number;
  /** From `gone` to `counted`: no longer counted, and still on the disk. */
  leaving: Leaving[];
  trimming: Promise<void> | null;
  isWriting: boolean;
  waiting: Waiting[];
}

export class LmdbLogs {
  readonly #tables: LogTables;
  readonly #states = new Map<string, State>();
  readonly #onWrite: () => void;

  /** `onWrite`: told when a group is written, in its turn. */
  constructor(tables: LogTables, onWrite: () => void) {
    this.#tables = tables;
    this.#onWrite = onWrite;
  }

  #state(log: string): State {
    let state = this.#states.get(log);
    if (state !== undefined) return state;
    const sums = extentIn(this.#tables.extents, log);
    state = {
      ...sums,
      first: sums.gone,
      bytes: sums.appended - sums.removed,
      counted: sums.gone,
      leaving: [],
      trimming: null,
      isWriting: false,
      waiting: [],
    };
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
      if (state.waiting.length === 1 && !state.isWriting) queueMicrotask(() => void this.#write(log, state));
    });
  }

  async #write(log: string, state: State): Promise<void> {
    while (state.waiting.length > 0) {
      this.#onWrite();
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
      state.isWriting = true;
      const appended = state.appended + bytes;
      writes.push(putAppended(this.#tables.extents, log, { gone: state.gone, last: seq, appended }));
      const error = await failureOf(writes);
      let first = state.last + 1;
      if (error === null) {
        state.last = seq;
        state.appended = appended;
        state.bytes += bytes;
      }
      state.isWriting = false;
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

  *read(
    log: string,
    { from = 1, until: wanted = Number.POSITIVE_INFINITY, mark, reverse = false }: ReadOptions,
  ): Iterable<LogEntry> {
    const state = this.#state(log);
    const { entries, marks } = this.#tables;
    const [table, keyOf] =
      mark === undefined
        ? [entries, (seq: number) => entryKey(log, seq)]
        : [marks, (seq: number) => markKey(log, checkMark(mark), seq)];
    let at = Math.max(from, state.first);
    let until = Math.min(wanted, state.last) + 1;
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
      else [at, until] = [reached + 1, Math.min(wanted, state.last) + 1];
    }
  }

  entry(log: string, seq: number): Uint8Array | undefined {
    const { first, last } = this.#state(log);
    if (seq < first || seq > last) return undefined;
    const value = this.#tables.entries.get(entryKey(log, seq));
    return value && bytesOf(value);
  }

  /** Rejects where the disk refuses; what is left there goes with the next trim. */
  trim(log: string, before: number): Promise<void> {
    const state = this.#state(log);
    // From now on nobody finds them, whenever they are gone.
    state.first = Math.max(state.first, Math.min(before, state.last + 1));
    this.#discount(log, state);
    if (state.gone === state.first) return Promise.resolve();
    state.trimming ??= this.#trimAll(log, state);
    return state.trimming;
  }

  async #trimAll(log: string, state: State): Promise<void> {
    try {
      while (state.gone < state.first) await this.#trimSome(log, state);
    } finally {
      // In one step with the last look: who trims from here on begins anew.
      state.trimming = null;
    }
  }

  /** Takes the next of those that nobody finds any more out of the count. */
  #discount(log: string, state: State): void {
    const until = Math.min(state.counted + TRIM, state.first);
    const range = { start: entryKey(log, state.counted), end: entryKey(log, until) };
    for (const { key: seq, value } of this.#tables.entries.getRange(range)) {
      const bytes = bytesOf(value).length;
      state.bytes -= bytes;
      state.leaving.push({ seq, bytes, marks: marksOf(value) });
    }
    state.counted = until;
  }

  /** What goes is off the books once it is known to have gone. */
  async #trimSome(log: string, state: State): Promise<void> {
    if (state.gone === state.counted) this.#discount(log, state);
    const some = state.leaving.slice(0, TRIM);
    const gone = some.length === state.leaving.length ? state.counted : some.at(-1)!.seq + 1;
    const removed = some.reduce((sum, { bytes }) => sum + bytes, state.removed);
    const { entries, marks: table, extents } = this.#tables;
    const writes: Promise<boolean>[] = [];
    for (const { seq, marks } of some) {
      writes.push(entries.remove(entryKey(log, seq)));
      for (const mark of marks) writes.push(table.remove(markKey(log, mark, seq)));
    }
    writes.push(putTrimmed(extents, log, { gone, removed }));
    const error = await failureOf(writes);
    if (error !== null) throw error;
    state.gone = gone;
    state.removed = removed;
    state.leaving.splice(0, some.length);
  }
}

/** What one call writes is in one transaction: where one fails, all do. */
function failureOf(writes: readonly Promise<boolean>[]): Promise<unknown> {
  return Promise.all(writes).then(
    () => null,
    (reason: unknown) => reason ?? new Error('LMDB did not say why'),
  );
}
