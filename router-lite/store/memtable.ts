/**
 * What is in the write-ahead log and not in LMDB yet, to be read: the name is of log-structured stores (O'Neil et al., "The
 * Log-Structured Merge-Tree", 1996). One takes what is written; the one before it is frozen while it goes to LMDB.
 */
import type { AppendedEntry, Appending, Operation } from './operations.ts';
import type { LogPosition } from './write-ahead-log.ts';

/** The newest entries of a log, without gaps. */
export interface PendingLog {
  /** The sequence number of the first of them. */
  readonly first: number;
  readonly entries: AppendedEntry[];
  /** Their sequence numbers, rising, by their marks. */
  readonly marks: Map<string, number[]>;
  /** Of the last of them. */
  sums: Pick<Appending, 'gone' | 'appended'>;
}

export class Memtable {
  /** null: deleted. */
  readonly values = new Map<string, Buffer | null>();
  readonly logs = new Map<string, PendingLog>();
  /** Where the log was after the last of it. */
  position: LogPosition | null = null;
  /** What LMDB will have to write. */
  rows = 0;
  bytes = 0;

  apply(operation: Operation): void {
    if (operation.kind === 'append') this.#append(operation);
    else {
      const value = operation.kind === 'put' ? operation.value : null;
      this.values.set(operation.key, value);
      this.rows += 1;
      this.bytes += value?.length ?? 0;
    }
  }

  #append({ log, first, gone, appended, entries }: Appending): void {
    let pending = this.logs.get(log);
    if (pending === undefined) {
      pending = { first, entries: [], marks: new Map(), sums: { gone, appended } };
      this.logs.set(log, pending);
    }
    for (const entry of entries) {
      const seq = pending.first + pending.entries.length;
      pending.entries.push(entry);
      for (const mark of entry.marks) {
        const marked = pending.marks.get(mark);
        if (marked === undefined) pending.marks.set(mark, [seq]);
        else if (marked.at(-1) !== seq) marked.push(seq);
      }
      this.rows += 1 + entry.marks.length;
      this.bytes += entry.value.length;
    }
    pending.sums = { gone, appended };
  }

  get isEmpty(): boolean {
    return this.values.size === 0 && this.logs.size === 0;
  }
}

/** The newest first. */
export class Memtables {
  #active = new Memtable();
  #frozen: Memtable | null = null;

  get active(): Memtable {
    return this.#active;
  }

  apply(operations: readonly Operation[], position: LogPosition): void {
    for (const operation of operations) this.#active.apply(operation);
    this.#active.position = position;
  }

  /** What is to go to LMDB next: what did not come there before goes first. */
  freeze(): Memtable {
    if (this.#frozen !== null) return this.#frozen;
    this.#frozen = this.#active;
    this.#active = new Memtable();
    return this.#frozen;
  }

  /** It is in LMDB. */
  thaw(): void {
    this.#frozen = null;
  }

  get isEmpty(): boolean {
    return this.#frozen === null && this.#active.isEmpty;
  }

  /** null: deleted; undefined: LMDB knows. */
  value(key: string): Buffer | null | undefined {
    const value = this.#active.values.get(key);
    return value === undefined ? this.#frozen?.values.get(key) : value;
  }

  /** Keys that were put or deleted. */
  *keys(): Iterable<string> {
    if (this.#frozen !== null) yield* this.#frozen.values.keys();
    yield* this.#active.values.keys();
  }

  /** What of a log LMDB has not: the older part first, and then what follows it. */
  *log(log: string): Iterable<PendingLog> {
    const [older, newer] = [this.#frozen?.logs.get(log), this.#active.logs.get(log)];
    if (older !== undefined) yield older;
    if (newer !== undefined) yield newer;
  }
}
