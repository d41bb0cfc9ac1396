/** A Store that lives as long as its process: for tests, for `lehr solve` and for the static demo, which keep nothing. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { MemoryLogs } from './memory-logs.ts';
import { checkKey, checkLog } from './names.ts';
import type { Store } from './store.ts';

export function memoryStore(): Store {
  const logs = new MemoryLogs();
  const values = new Map<string, Uint8Array>();
  const blobs = new Map<string, Uint8Array>();
  let open = true;

  function use(): void {
    if (!open) throw new Error('the store is closed');
  }

  return {
    async append(log, bytes) {
      use();
      return logs.append(checkLog(log), [{ bytes }]);
    },
    async appendAll(log, entries) {
      use();
      return logs.append(checkLog(log), entries);
    },
    read(log, options = {}) {
      use();
      return logs.read(checkLog(log), options);
    },
    entry(log, seq) {
      use();
      return logs.entry(checkLog(log), seq);
    },
    extent(log) {
      use();
      return logs.extent(checkLog(log));
    },
    async trim(log, before) {
      use();
      logs.trim(checkLog(log), before);
    },
    get(key) {
      use();
      return values.get(checkKey(key))?.slice();
    },
    async put(key, value) {
      use();
      values.set(checkKey(key), value.slice());
    },
    async compareAndSet(key, expected, value) {
      use();
      if (!isSame(values.get(checkKey(key)), expected)) return false;
      if (value === undefined) values.delete(key);
      else values.set(key, value.slice());
      return true;
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
      // Hashed beside this thread, while the caller may do with its bytes what it likes.
      const kept = bytes.slice();
      const sha256 = await hashOf(kept);
      if (!blobs.has(sha256)) blobs.set(sha256, kept);
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
    atTurnEnd: (write) => write(),
    withNext: (write) => write(),
    async close() {
      open = false;
    },
  };
}

/** As much of Web Crypto as is used here; pages on http://192.168.… have none of it. */
interface Digesting {
  digest(algorithm: 'SHA-256', bytes: Uint8Array): Promise<ArrayBuffer>;
}

async function hashOf(bytes: Uint8Array): Promise<string> {
  const { subtle } = (globalThis.crypto ?? {}) as { readonly subtle?: Digesting };
  return bytesToHex(subtle ? new Uint8Array(await subtle.digest('SHA-256', bytes)) : sha256(bytes));
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

const utf8 = new TextEncoder();

/** Of their UTF-8, which is that of their code points. */
function byteOrder(a: string, b: string): number {
  const [left, right] = [utf8.encode(a), utf8.encode(b)];
  const at = left.findIndex((byte, i) => byte !== right[i]);
  return at < 0 ? left.length - right.length : left[at]! - (right[at] ?? -1);
}
