/** Values by their keys: those that LMDB has, and before them what the write-ahead log has. */
import type { Table } from './extents.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Memtables } from './memtable.ts';
import type { Operation } from './operations.ts';

/** Rows read in one go: no read transaction stays open while a reader takes its time. */
const PAGE = 256;

export class Values {
  readonly #table: Table;
  readonly #memtables: Memtables;
  readonly #commit: GroupCommit;

  constructor(table: Table, memtables: Memtables, commit: GroupCommit) {
    this.#table = table;
    this.#memtables = memtables;
    this.#commit = commit;
  }

  /** The caller's own. */
  get(key: string): Uint8Array | undefined {
    const pending = this.#memtables.value(key);
    if (pending === undefined) return plain(this.#table.get(Buffer.from(key)));
    return pending === null ? undefined : new Uint8Array(pending);
  }

  #acknowledged(key: string): Buffer | undefined {
    const pending = this.#memtables.value(key);
    return pending === undefined ? this.#table.get(Buffer.from(key)) : (pending ?? undefined);
  }

  /** Takes a copy of the value now. */
  put(key: string, value: Uint8Array): Promise<void> {
    return this.#commit.write(putOf(key, value));
  }

  delete(key: string): Promise<void> {
    return this.#commit.write({ kind: 'delete', key });
  }

  /**
   * Decided now, after all that was asked for before; told when what it was decided by is acknowledged. Where that fails this fails too:
   * what was expected never was.
   */
  async compareAndSet(
    key: string,
    expected: Uint8Array | undefined,
    value: Uint8Array | undefined,
  ): Promise<boolean> {
    const submitted = this.#commit.submitted(key);
    const found = submitted === undefined ? this.#acknowledged(key) : submitted.value;
    if (!isSame(found, expected)) {
      await submitted?.written;
      return false;
    }
    await this.#commit.write(value === undefined ? { kind: 'delete', key } : putOf(key, value), submitted);
    return true;
  }

  /** Page by page: keys written meanwhile behind the reader's place are seen. */
  *keys(prefix: string): Iterable<string> {
    const start = Buffer.from(prefix);
    // 0xff occurs in no UTF-8: behind it lies nothing that begins with the prefix.
    const end = Buffer.concat([start, Buffer.of(0xff)]);
    for (let from: Buffer = start, exclusiveStart = false; ; exclusiveStart = true) {
      const range = { start: from, exclusiveStart, end, limit: PAGE };
      const page = [...this.#table.getKeys(range)] as Buffer[];
      const isLast = page.length < PAGE;
      const until = isLast ? end : page.at(-1)!;
      const isHere = (key: Buffer) =>
        key.compare(from) >= (exclusiveStart ? 1 : 0) && key.compare(until) <= 0;
      yield* this.#withPending(prefix, page, isHere);
      if (isLast) return;
      from = until;
    }
  }

  /** What is there of the page, and of what LMDB has not yet. */
  #withPending(prefix: string, page: readonly Buffer[], isHere: (key: Buffer) => boolean): string[] {
    const stored = page.map(String);
    const pending = new Set<string>();
    for (const key of this.#memtables.keys())
      if (key.startsWith(prefix) && isHere(Buffer.from(key))) pending.add(key);
    if (pending.size === 0) return stored;
    const left = stored.filter((key) => !pending.has(key));
    const put = [...pending].filter((key) => this.#memtables.value(key) !== null);
    if (put.length === 0) return left;
    return [...left, ...put]
      .map((key) => Buffer.from(key))
      .sort(Buffer.compare)
      .map(String);
  }
}

function putOf(key: string, value: Uint8Array): Operation {
  return { kind: 'put', key, value: Buffer.from(value) };
}

/** LMDB's buffer is the caller's own. */
export function plain(buffer: Buffer | undefined): Uint8Array | undefined {
  return buffer && new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0;
}
