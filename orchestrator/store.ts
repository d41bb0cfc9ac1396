export type MaybeLater<T> = T | Promise<T>;

/** The part of router-lite/store/store.ts that the orchestrator needs; writes resolve when they are durable. */
export interface OrchestratorStore {
  get(key: string): Uint8Array | undefined;
  put(key: string, value: Uint8Array): Promise<void>;
  delete(key: string): Promise<void>;
  /** Keys that begin with the prefix, in byte order. */
  keys(prefix: string): Iterable<string>;
  /** Resolves with the SHA-256 (hex) of the bytes. */
  putBlob(bytes: Uint8Array): Promise<string>;
  /** At once, or later where the store is in another process. */
  getBlob(sha256: string): MaybeLater<Uint8Array | undefined>;
  deleteBlob(sha256: string): Promise<void>;
}

/** Waits for a write, and says that it failed: a full disk stops nobody's work, and the next write tries again. */
export type OrSaid = (write: Promise<void>) => Promise<void>;

export function orSaid(log: (line: string) => void): OrSaid {
  return (write) => write.catch((error) => log(`the state cannot be written: ${error}`));
}
