/**
 * The rows of logs, page by page: the older ones are in LMDB, those that follow are in the memtables. Which is which changes while one
 * reads, so each page asks anew.
 */
import { entryKey, markKey } from './log-rows.ts';
import type { Memtables, PendingLog } from './memtable.ts';
import { copied, type Numbered, type Tables } from './rows.ts';

/** No page has more bytes than that, the row aside that goes beyond: entries of megabytes are read as they are asked for. */
const PAGE_BYTES = 128 * 1024;

export interface LogRange {
  /** Entries with at ≤ seq < until. */
  readonly at: number;
  readonly until: number;
  /** Only those with this mark. */
  readonly mark: string | undefined;
  /** The newest first. */
  readonly reverse: boolean;
}

export interface LogRow {
  readonly seq: number;
  /** Marks and bytes; nothing where rows are found by a mark. */
  readonly value: Buffer;
}

/** The first rows of a range, and where the rest of it begins (in reverse: where it ends). */
export interface LogPage {
  readonly rows: readonly LogRow[];
  readonly rest: number;
}

const NOTHING = Buffer.alloc(0);

export class LogPages {
  readonly #tables: Pick<Tables, 'entries' | 'marks'>;
  readonly #memtables: Memtables;

  constructor(tables: Pick<Tables, 'entries' | 'marks'>, memtables: Memtables) {
    this.#tables = tables;
    this.#memtables = memtables;
  }

  /** Marks and bytes of one entry. */
  value(log: string, seq: number): Buffer | undefined {
    for (const { first, entries } of this.#memtables.log(log)) {
      const entry = seq < first ? undefined : entries[seq - first];
      if (entry !== undefined) return copied(entry.value);
    }
    return this.#tables.entries.get(entryKey(log, seq));
  }

  /** At most `limit` rows, all of them read before anybody takes their time over the first. */
  page(log: string, range: LogRange, limit: number): LogPage {
    const pending = [...this.#memtables.log(log)];
    const firstPending = pending[0]?.first ?? Number.POSITIVE_INFINITY;
    const { at, until, reverse } = range;
    const isPending = reverse ? until > firstPending : at >= firstPending;
    const part: LogRange = isPending
      ? { ...range, at: Math.max(at, firstPending) }
      : { ...range, until: Math.min(until, firstPending) };
    const found = isPending ? rowsIn(pending, part) : this.#stored(log, part, limit);
    const rows: LogRow[] = [];
    let bytes = 0;
    for (const { seq, value } of found) {
      rows.push({ seq, value });
      bytes += value.length;
      if (rows.length < limit && bytes < PAGE_BYTES) continue;
      return { rows, rest: reverse ? seq : seq + 1 };
    }
    return { rows, rest: reverse ? part.at : part.until };
  }

  *#stored(log: string, { at, until, mark, reverse }: LogRange, limit: number): Iterable<LogRow> {
    const keyOf = (seq: number) => (mark === undefined ? entryKey(log, seq) : markKey(log, mark, seq));
    const table: Numbered = mark === undefined ? this.#tables.entries : this.#tables.marks;
    const [start, end] = reverse ? [keyOf(until - 1), keyOf(at - 1)] : [keyOf(at), keyOf(until)];
    for (const { key: seq, value } of table.getRange({ start, end, reverse, limit })) yield { seq, value };
  }
}

function* rowsIn(pending: readonly PendingLog[], range: LogRange): Iterable<LogRow> {
  const { mark, reverse } = range;
  for (const log of reverse ? pending.toReversed() : pending)
    yield* mark === undefined ? entriesIn(log, range) : markedIn(log.marks.get(mark) ?? [], range);
}

function* entriesIn({ first, entries }: PendingLog, { at, until, reverse }: LogRange): Iterable<LogRow> {
  const from = Math.max(at, first);
  const count = Math.min(until, first + entries.length) - from;
  for (let i = 0; i < count; i++) {
    const seq = reverse ? from + count - 1 - i : from + i;
    yield { seq, value: copied(entries[seq - first]!.value) };
  }
}

function* markedIn(seqs: readonly number[], { at, until, reverse }: LogRange): Iterable<LogRow> {
  const [from, end] = [placeOf(seqs, at), placeOf(seqs, until)];
  for (let i = from; i < end; i++) yield { seq: seqs[reverse ? from + end - 1 - i : i]!, value: NOTHING };
}

/** Of the first that is not below. */
function placeOf(seqs: readonly number[], seq: number): number {
  let [low, high] = [0, seqs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (seqs[middle]! < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
