/**
 * A Store in one folder: an LMDB environment, and in front of it a write-ahead log (write-ahead-log.ts), so that a write costs one sync of
 * a few bytes where a commit of LMDB is two of many pages. What is written while the log writes shares its next record, and its sync: that
 * is the group commit, so do not await writes one by one. LMDB follows within a tenth of a second (checkpoints.ts). What an acknowledged
 * write survives is said by `fsync`:
 *
 * - `commit`: a SIGKILL of the process, and the end of the machine: its record is on the disk.
 * - `background`: a SIGKILL of the process, since the system has the record. The disk is synced with the next checkpoint: when the machine
 *   ends, the last moments are lost, and the store is as it was before them.
 *
 * Blobs are in no log: they are as long as a log, and acknowledged when LMDB has synced them. In both policies LMDB syncs each transaction.
 */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { open as openEnvironment, type RootDatabase } from 'lmdb';
import { Checkpoints } from './checkpoints.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { GatheredWrites } from './gathered-writes.ts';
import { GroupCommit } from './group-commit.ts';
import { LmdbLogs } from './lmdb-logs.ts';
import { passOverLmdbRejections, withCause } from './lmdb-rejections.ts';
import { checkKey, checkLog } from './names.ts';
import { recover } from './recovery.ts';
import { type Tables, tablesIn } from './rows.ts';
import type { Store } from './store.ts';
import { plain, Values } from './values.ts';
import { LOG_FILE, WriteAheadLog } from './write-ahead-log.ts';

const SHA256 = /^[0-9a-f]{64}$/;

/** What a store is made of. */
interface Parts {
  readonly environment: RootDatabase;
  readonly tables: Tables;
  readonly log: WriteAheadLog;
  readonly lock: FolderLock;
}

export interface LmdbOptions {
  /** Default commit. */
  readonly fsync?: 'commit' | 'background';
}

/**
 * Opens the folder, which is created where it does not exist. Throws an error with code `ELOCKED` when another process,
 * or another store of this one, has it open, and one that says what to do where an earlier version wrote to it after a crash (recovery.ts).
 */
export function lmdbStore(folder: string, { fsync = 'commit' }: LmdbOptions = {}): Store {
  mkdirSync(folder, { recursive: true });
  passOverLmdbRejections();
  const lock = lockFolder(folder);
  let environment: RootDatabase | undefined;
  let log: WriteAheadLog | undefined;
  try {
    environment = openEnvironment({ path: folder, maxDbs: 16, noSubdir: false, overlappingSync: false });
    const tables = tablesIn(environment);
    log = new WriteAheadLog(join(folder, LOG_FILE), { isSynced: fsync === 'commit' });
    recover({ environment, tables, log, isOfCrash: lock.isOfCrash }, folder);
    return storeIn({ environment, tables, log, lock });
  } catch (error) {
    void environment?.close();
    void log?.close();
    if (lock.isOfCrash) lock.leave();
    else lock.unlock();
    throw error;
  }
}

/** `log` is recovered. */
export function storeIn({ environment, tables, log, lock }: Parts): Store {
  const { blobs } = tables;
  const gathered = new GatheredWrites();
  const checkpoints = new Checkpoints(tables, log);
  const commit = new GroupCommit(log, checkpoints);
  const logs = new LmdbLogs({ tables, checkpoints, commit, onWrite: () => gathered.next() });
  const values = new Values(tables.values, checkpoints.memtables, commit);
  let closing: Promise<void> | null = null;

  function use(): void {
    if (closing !== null) throw new Error('the store is closed');
  }

  /** What waits for the next write is written in its turn. */
  function useToWrite(): void {
    use();
    gathered.next();
  }

  async function finish(): Promise<void> {
    let isWhole = false;
    try {
      await logs.finish();
      await commit.finish();
      // What LMDB refuses is safe in the log.
      isWhole = await checkpoints.finish().then(
        () => true,
        () => false,
      );
      checkpoints.end();
      await environment.close();
      await log.close();
    } finally {
      if (isWhole) lock.unlock();
      else lock.leave();
    }
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
      return values.get(checkKey(key));
    },
    async put(key, value) {
      useToWrite();
      await values.put(checkKey(key), value);
    },
    async compareAndSet(key, expected, value) {
      useToWrite();
      return values.compareAndSet(checkKey(key), expected, value);
    },
    async delete(key) {
      useToWrite();
      await values.delete(checkKey(key));
    },
    keys(prefix) {
      use();
      return values.keys(prefix);
    },
    async putBlob(bytes) {
      useToWrite();
      const hash = createHash('sha256').update(bytes).digest();
      // lmdb-js reads its memory only when it writes: what the caller changes meanwhile must not count.
      if (!blobs.doesExist(hash)) await withCause(blobs.put(hash, Buffer.from(bytes)));
      return hash.toString('hex');
    },
    getBlob(sha256) {
      use();
      return SHA256.test(sha256) ? plain(blobs.get(Buffer.from(sha256, 'hex'))) : undefined;
    },
    async deleteBlob(sha256) {
      useToWrite();
      if (SHA256.test(sha256)) await withCause(blobs.remove(Buffer.from(sha256, 'hex')));
    },
    atTurnEnd: (write) => gathered.atTurnEnd(write),
    withNext: (write) => gathered.withNext(write),
    close() {
      if (closing === null) {
        gathered.end();
        closing = finish();
      }
      return closing;
    },
  };
}
