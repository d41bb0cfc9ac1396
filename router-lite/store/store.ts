/**
 * Durable state behind one small interface: logs, key-value, blobs. memory.ts and lmdb.ts both pass store.suite.ts.
 * Every promise resolves when the write is as durable as the store can make it (LMDB: committed and flushed).
 */

export interface LogEntry {
  /** 1, 2, 3 … without gaps within one log. */
  readonly seq: number;
  readonly bytes: Uint8Array;
}

export interface Store {
  /** Appends to the named log; resolves with the entry's sequence number. */
  append(log: string, bytes: Uint8Array): Promise<number>;
  /** Entries with seq ≥ from, in order. */
  read(log: string, from?: number): Iterable<LogEntry>;
  /** Drops the entries with seq < before. */
  trim(log: string, before: number): Promise<void>;

  get(key: string): Uint8Array | undefined;
  put(key: string, value: Uint8Array): Promise<void>;
  delete(key: string): Promise<void>;
  /** Keys that begin with the prefix, in byte order. */
  keys(prefix: string): Iterable<string>;

  /** Stores bytes under the lower-case hex SHA-256 of their content, which it returns. Idempotent. */
  putBlob(bytes: Uint8Array): Promise<string>;
  getBlob(sha256: string): Uint8Array | undefined;
  /** Whoever still names it finds nothing: for its owner, when nobody does. One that is not there is no error. */
  deleteBlob(sha256: string): Promise<void>;

  /** Waits for pending writes; the store is unusable afterwards. */
  close(): Promise<void>;
}
