/**
 * A Store in one LMDB environment in one folder. Acknowledged means flushed: with `overlappingSync: false` LMDB syncs the
 * disk within the commit (strace shows fdatasync, then the meta page through an O_DSYNC descriptor, then our promise).
 * Writes of one turn share one transaction and one sync: that is the group commit, so do not await them one by one.
 */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { type Database, open as openEnvironment, type RootDatabase } from 'lmdb';
import { lockFolder } from './folder-lock.ts';
import { checkKey, checkLog } from './names.ts';
import type { LogEntry, Store } from './store.ts';

type Table = Database<Buffer, Buffer>;

/** Rows read in one go: no read transaction stays open while a reader takes its time. */
const PAGE = 256;
const SHA256 = /^[0-9a-f]{64}$/;
const MAX_SEQ = 2 ** 53;

/**
 * Opens the folder, which is created where it does not exist. Throws an error with code `ELOCKED` when another process,
 * or another store of this one, has it open.
 */
export function lmdbStore(folder: string): Store {
  mkdirSync(folder, { recursive: true });
  const unlock = lockFolder(folder);
  try {
    const environment = openEnvironment({
      path: folder,
      maxDbs: 16,
      noSubdir: false,
      overlappingSync: false,
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
  const logs = logsIn(table('log'), table('log-trimmed'));
  const values = table('values');
  const blobs = table('blobs');
  let closing: Promise<void> | null = null;

  function use(): void {
    if (closing !== null) throw new Error('the store is closed');
  }

  return {
    async append(log, bytes) {
      use();
      return logs.append(checkLog(log), bytes);
    },
    read(log, from = 1) {
      use();
      return logs.read(checkLog(log), from);
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
      use();
      await values.put(Buffer.from(checkKey(key)), copy(value));
    },
    async delete(key) {
      use();
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
      use();
      const hash = createHash('sha256').update(bytes).digest();
      if (!blobs.doesExist(hash)) await blobs.put(hash, copy(bytes));
      return hash.toString('hex');
    },
    getBlob(sha256) {
      use();
      return SHA256.test(sha256) ? plain(blobs.get(Buffer.from(sha256, 'hex'))) : undefined;
    },
    async deleteBlob(sha256) {
      use();
      if (SHA256.test(sha256)) await blobs.remove(Buffer.from(sha256, 'hex'));
    },
    close() {
      closing ??= environment.close().finally(unlock);
      return closing;
    },
  };
}

/** `trimmed` keeps the highest seq each log dropped, so that an emptied log does not begin again at 1. */
function logsIn(entries: Table, trimmed: Table) {
  const last = new Map<string, number>();

  function lastSeq(log: string): number {
    const known = last.get(log);
    if (known !== undefined) return known;
    const start = entryKey(log, MAX_SEQ);
    for (const key of entries.getKeys({ start, end: entryKey(log, 0), reverse: true, limit: 1 }))
      return seqOf(key);
    const dropped = trimmed.get(Buffer.from(log));
    return dropped === undefined ? 0 : seqOf(dropped);
  }

  return {
    async append(log: string, bytes: Uint8Array): Promise<number> {
      const seq = lastSeq(log) + 1;
      last.set(log, seq);
      try {
        await entries.put(entryKey(log, seq), copy(bytes));
      } catch (error) {
        // A full disk must not leave a gap: the next append asks the disk what is there.
        last.delete(log);
        throw error;
      }
      return seq;
    },
    *read(log: string, from: number): Iterable<LogEntry> {
      const start = entryKey(log, Math.max(from, 1));
      for (const [key, value] of pages(entries, start, entryKey(log, MAX_SEQ))) {
        yield { seq: seqOf(key), bytes: plain(value)! };
      }
    },
    async trim(log: string, before: number): Promise<void> {
      const dropped = Math.min(before - 1, lastSeq(log));
      const writes: Promise<unknown>[] = [];
      const end = entryKey(log, dropped + 1);
      for (const key of entries.getKeys({ start: entryKey(log, 0), end })) writes.push(entries.remove(key));
      if (writes.length > 0) writes.push(trimmed.put(Buffer.from(log), sequence(dropped)));
      await Promise.all(writes);
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

function sequence(seq: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(seq));
  return bytes;
}

/** The log's name, NUL, and the sequence number so that byte order is its order. */
function entryKey(log: string, seq: number): Buffer {
  return Buffer.concat([Buffer.from(`${log}\0`), sequence(seq)]);
}

function seqOf(key: Buffer): number {
  return Number(key.readBigUInt64BE(key.length - 8));
}

/** lmdb-js reads a value's memory only when its batch is written: what the caller changes meanwhile must not count. */
function copy(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes);
}

function plain(buffer: Buffer | undefined): Uint8Array | undefined {
  return buffer && new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
