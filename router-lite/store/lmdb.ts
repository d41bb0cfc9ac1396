/**
 * A Store in one LMDB environment in one folder. Writes of one turn share one transaction and one sync: that is the group commit, so
 * do not await them one by one. What an acknowledged write survives is said by `fsync`:
 *
 * - `commit`: a SIGKILL of the process, and the end of the machine. With `overlappingSync: false` LMDB syncs the disk within the
 *   commit (strace shows fdatasync, then the meta page through an O_DSYNC descriptor, then our promise).
 * - `background`: a SIGKILL of the process. The disk is synced right after the commit, and nobody waits for it: when the machine
 *   ends, the last moments are lost, and the store is as it was before them.
 */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open as openEnvironment, type RootDatabase } from 'lmdb';
import type { Table } from './extents.ts';
import { lockFolder } from './folder-lock.ts';
import { GatheredWrites } from './gathered-writes.ts';
import { LmdbLogs, logTables } from './lmdb-logs.ts';
import { checkKey, checkLog } from './names.ts';
import type { Store } from './store.ts';

/** Rows read in one go: no read transaction stays open while a reader takes its time. */
const PAGE = 256;
const SHA256 = /^[0-9a-f]{64}$/;

export interface LmdbOptions {
  /** Default commit. */
  readonly fsync?: 'commit' | 'background';
}

/**
 * Opens the folder, which is created where it does not exist. Throws an error with code `ELOCKED` when another process,
 * or another store of this one, has it open.
 */
export function lmdbStore(folder: string, { fsync = 'commit' }: LmdbOptions = {}): Store {
  mkdirSync(folder, { recursive: true });
  const unlock = lockFolder(folder);
  try {
    const environment = openEnvironment({
      path: folder,
      maxDbs: 16,
      noSubdir: false,
      overlappingSync: fsync === 'background',
    });
    return storeIn(environment, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

function storeIn(environment: RootDatabase, unlock: () => void): Store {
  const table = (name: string): Table =>
    environment.openDB({ name, encoding: 'binary', keyEncoding: 'binary' }) as unknown as Table;
  const gathered = new GatheredWrites();
  const logs = new LmdbLogs(logTables(environment), () => gathered.next());
  const values = table('values');
  const blobs = table('blobs');
  let closing: Promise<void> | null = null;

  function use(): void {
    if (closing !== null) throw new Error('the store is closed');
  }

  /** What waits for the next write is written in its turn. */
  function useToWrite(): void {
    use();
    gathered.next();
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
      await logs.trim(checkLog(log), before);
    },
    get(key) {
      use();
      return plain(values.get(Buffer.from(checkKey(key))));
    },
    async put(key, value) {
      useToWrite();
      await values.put(Buffer.from(checkKey(key)), copy(value));
    },
    async compareAndSet(key, expected, value) {
      useToWrite();
      const name = Buffer.from(checkKey(key));
      const next = value && copy(value);
      const compared = expected && copy(expected);
      // Within the write transaction nothing comes between the look and the write.
      return environment.transaction(() => {
        if (!isSame(values.get(name), compared)) return false;
        if (next === undefined) void values.remove(name);
        else void values.put(name, next);
        return true;
      });
    },
    async delete(key) {
      useToWrite();
      await values.remove(Buffer.from(checkKey(key)));
    },
    *keys(prefix) {
      use();
      const start = Buffer.from(prefix);
      // 0xff occurs in no UTF-8: behind it lies nothing that begins with the prefix.
      const end = Buffer.concat([start, Buffer.of(0xff)]);
      for (const [key] of pages(values, start, end)) yield key.toString();
    },
    async putBlob(bytes) {
      useToWrite();
      const hash = createHash('sha256').update(bytes).digest();
      if (!blobs.doesExist(hash)) await blobs.put(hash, copy(bytes));
      return hash.toString('hex');
    },
    getBlob(sha256) {
      use();
      return SHA256.test(sha256) ? plain(blobs.get(Buffer.from(sha256, 'hex'))) : undefined;
    },
    async deleteBlob(sha256) {
      useToWrite();
      if (SHA256.test(sha256)) await blobs.remove(Buffer.from(sha256, 'hex'));
    },
    atTurnEnd: (write) => gathered.atTurnEnd(write),
    withNext: (write) => gathered.withNext(write),
    close() {
      if (closing === null) gathered.end();
      closing ??= environment.close().finally(unlock);
      return closing;
    },
  };
}

/** All rows with start ≤ key < end, read page by page: rows written meanwhile behind the reader's place are seen. */
function* pages(table: Table, start: Buffer, end: Buffer): Iterable<[Buffer, Buffer]> {
  for (let from = start, exclusiveStart = false; ; exclusiveStart = true) {
    const page = [...table.getRange({ start: from, exclusiveStart, end, limit: PAGE })];
    for (const { key, value } of page) yield [key, value];
    if (page.length < PAGE) return;
    from = page[page.length - 1]!.key;
  }
}

/** lmdb-js reads a value's memory only when its batch is written: what the caller changes meanwhile must not count. */
function copy(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes);
}

function isSame(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}

function plain(buffer: Buffer | undefined): Uint8Array | undefined {
  return buffer && new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
