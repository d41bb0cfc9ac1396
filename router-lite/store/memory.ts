/** A Store that lives as long as its process: for tests, for `lehr solve` and for the static demo, which keep nothing. */
import { sha256 as hash } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { checkKey, checkLog } from './names.ts';
import type { LogEntry, Store } from './store.ts';

interface Log {
  /** seq of entries[0]. */
  first: number;
  entries: Uint8Array[];
}

export function memoryStore(): Store {
  const logs = new Map<string, Log>();
  const values = new Map<string, Uint8Array>();
  const blobs = new Map<string, Uint8Array>();
  let open = true;

  function use(): void {
    if (!open) throw new Error('the store is closed');
  }

  function logOf(name: string): Log {
    checkLog(name);
    let log = logs.get(name);
    if (log === undefined) {
      log = { first: 1, entries: [] };
      logs.set(name, log);
    }
    return log;
  }

  return {
    async append(name, bytes) {
      use();
      const log = logOf(name);
      log.entries.push(bytes.slice());
      return log.first + log.entries.length - 1;
    },
    *read(name, from = 1): Iterable<LogEntry> {
      use();
      const log = logOf(name);
      for (let seq = Math.max(from, log.first); seq < log.first + log.entries.length; ) {
        yield { seq, bytes: log.entries[seq - log.first]!.slice() };
        // A trim while somebody reads must not shift what comes next.
        seq = Math.max(seq + 1, log.first);
      }
    },
    async trim(name, before) {
      use();
      const log = logOf(name);
      const count = Math.min(Math.max(before - log.first, 0), log.entries.length);
      log.entries.splice(0, count);
      log.first += count;
    },
    get(key) {
      use();
      return values.get(checkKey(key))?.slice();
    },
    async put(key, value) {
      use();
      values.set(checkKey(key), value.slice());
    },
    async delete(key) {
      use();
      values.delete(checkKey(key));
    },
    keys(prefix) {
      use();
      return [...values.keys()].filter((key) => key.startsWith(prefix)).sort(byteOrder);
    },
    async putBlob(bytes) {
      use();
      const sha256 = bytesToHex(hash(bytes));
      if (!blobs.has(sha256)) blobs.set(sha256, bytes.slice());
      return sha256;
    },
    getBlob(sha256) {
      use();
      return blobs.get(sha256)?.slice();
    },
    async deleteBlob(sha256) {
      use();
      blobs.delete(sha256);
    },
    async close() {
      open = false;
    },
  };
}

const utf8 = new TextEncoder();

/** Of their UTF-8, which is that of their code points. */
function byteOrder(a: string, b: string): number {
  const [left, right] = [utf8.encode(a), utf8.encode(b)];
  const at = left.findIndex((byte, i) => byte !== right[i]);
  return at < 0 ? left.length - right.length : left[at]! - (right[at] ?? -1);
}
