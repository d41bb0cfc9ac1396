/**
 * Durable state behind one small interface: logs, key-value, blobs. memory.ts and lmdb.ts both pass store.suite.ts.
 * Every promise resolves when the write is as durable as the store makes it (LMDB: lmdb.ts says what that is). Nothing is ever
 * half-written: what one call writes is there as a whole after a crash, or not at all.
 */

export interface LogEntry {
  /** 1, 2, 3 … without gaps within one log. */
  readonly seq: number;
  readonly bytes: Uint8Array;
}

export interface Append {
  readonly bytes: Uint8Array;
  /** Labels to find the entry by, each 1 to 512 bytes of UTF-8 without U+0000; default none. */
  readonly marks?: readonly string[];
}

export interface ReadOptions {
  /** Entries with seq ≥ from; default 1. */
  readonly from?: number;
  /** Entries with seq ≤ until; default: to the newest, also of those that are appended while one reads. */
  readonly until?: number;
  /** Only those with this mark. */
  readonly mark?: string;
  /** The newest first. */
  readonly reverse?: boolean;
}

/** What a log has. */
export interface Extent {
  /** The oldest entry's; last + 1 where there is none. */
  readonly first: number;
  /** The newest entry's, or what it was where all were trimmed; 0 where there never was one. */
  readonly last: number;
  /** The sum of the entries' lengths. */
  readonly bytes: number;
}

export interface Store {
  /** Appends to the named log; resolves with the entry's sequence number. */
  append(log: string, bytes: Uint8Array): Promise<number>;
  /** Appends all or, where it rejects, none; resolves with the first one's sequence number. At least one entry. */
  appendAll(log: string, entries: readonly Append[]): Promise<number>;
  /** Entries in order, found page by page as they are asked for: what is appended or trimmed meanwhile is seen or gone. */
  read(log: string, options?: ReadOptions): Iterable<LogEntry>;
  /** One entry's bytes; undefined where it is not there. */
  entry(log: string, seq: number): Uint8Array | undefined;
  extent(log: string): Extent;
  /** Drops the entries with seq < before; nobody finds them from now on. */
  trim(log: string, before: number): Promise<void>;

  get(key: string): Uint8Array | undefined;
  put(key: string, value: Uint8Array): Promise<void>;
  /** Puts, or deletes, only where the value is the expected one (undefined: none): false where it was another, which stays. */
  compareAndSet(
    key: string,
    expected: Uint8Array | undefined,
    value: Uint8Array | undefined,
  ): Promise<boolean>;
  delete(key: string): Promise<void>;
  /** Keys that begin with the prefix, in byte order. */
  keys(prefix: string): Iterable<string>;

  /** Stores bytes under the lower-case hex SHA-256 of their content, which it returns. Idempotent. */
  putBlob(bytes: Uint8Array): Promise<string>;
  getBlob(sha256: string): Uint8Array | undefined;
  /** Whoever still names it finds nothing: for its owner, when nobody does. One that is not there is no error. */
  deleteBlob(sha256: string): Promise<void>;

  /**
   * Has `write` called when this turn of the event loop ends, or at once: what comes in one turn can so be one value. The same function
   * is called once; after close() too, so that what it writes rejects.
   */
  atTurnEnd(write: () => void): void;
  /**
   * Has `write` called together with the next write, whoever's that is, so that what it writes costs no sync of its own; after 20 ms
   * where none comes. The same function is called once.
   */
  withNext(write: () => void): void;

  /** Waits for pending writes, those that are not called yet too; the store is unusable afterwards. */
  close(): Promise<void>;
}
