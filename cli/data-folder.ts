/** `--data DIR`: the folder of the durable state, opened after a look at whether it is one. */
import { closeSync, existsSync, mkdirSync, openSync, readSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type LmdbOptions, lmdbStore } from '../router-lite/store/lmdb.ts';
import type { Store } from '../router-lite/store/store.ts';
import { LOG_FILE } from '../router-lite/store/write-ahead-log.ts';
import { badInput, codeOf, inOneLine } from './failure.ts';
import type { Parsed } from './flags.ts';

/** What `--fsync` says, as a store takes it; throws a Failure of code 2 where it is none. */
export function fsyncOf(flags: Parsed): LmdbOptions {
  const fsync = flags.text('fsync');
  if (fsync === undefined) return {};
  if (fsync !== 'commit' && fsync !== 'background')
    throw badInput(`--fsync: give commit or background, not ${fsync}`);
  return { fsync };
}

/**
 * Throws a Failure of code 2 that says what to do.
 * @param bytesFree on the disk of a folder
 */
export function openStore(data: string, options: LmdbOptions = {}, bytesFree = bytesFreeAt): Store {
  try {
    makeFolder(data);
    refuseFull(data, bytesFree(data));
    refuseDamaged(join(data, 'data.mdb'));
    return lmdbStore(data, options);
  } catch (error) {
    if (error instanceof FullError || isFull(error))
      throw badInput(
        `--data ${data}: its disk is full${error instanceof FullError ? `: ${error.message}` : ''}; make room there, or give a folder on another disk`,
      );
    if (error instanceof DamagedError)
      throw badInput(`--data ${data}: ${error.message}; move it away, or give another folder`);
    if (codeOf(error) === 'ELOCKED') throw badInput(inOneLine(error));
    throw badInput(`--data ${data}: the folder cannot be used (${codeOf(error) || inOneLine(error)})`);
  }
}

/** As mkdir's `recursive`, which Node 20 tries for ever where the system refuses with ENOENT, as below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (!existsSync(dirname(path))) makeFolder(dirname(path));
  mkdirSync(path);
}

class FullError extends Error {}

/** A new folder gets a write-ahead log of 4 MiB. */
const LEAST_FREE = { new: 4_608 * 1_024, old: 256 * 1_024 };

/** LMDB maps files that the disk has no room for, and the process ends with a bus error as it writes there, without a word. */
function refuseFull(data: string, free: number): void {
  const least = existsSync(join(data, LOG_FILE)) ? LEAST_FREE.old : LEAST_FREE.new;
  const kib = (bytes: number) => `${Math.floor(bytes / 1_024)} KiB`;
  if (free < least) throw new FullError(`${kib(free)} are free, and ${kib(least)} are needed to start`);
}

/** As far as the system tells: what is kept for root only root may have, and a disk without blocks is one that says nothing. */
function bytesFreeAt(folder: string): number {
  const { bsize, blocks, bavail, bfree } = statfsSync(folder);
  if (blocks === 0) return Number.POSITIVE_INFINITY;
  return bsize * (process.getuid?.() === 0 ? bfree : bavail);
}

/** Of LMDB's errors only the words say so. */
function isFull(error: unknown): boolean {
  return /^(ENOSPC|EDQUOT)$/.test(codeOf(error)) || inOneLine(error).startsWith('No space left on device');
}

class DamagedError extends Error {}

/**
 * LMDB maps the file into memory and trusts it: a file of somebody else's ends the process with a segmentation fault, one
 * that was cut with a bus error, both without a word. So its first page is read before (lmdb.h, MDB_meta; little-endian):
 *
 *     24  uint32 0xbeefc0de      48  uint32 page size      144  uint64 last page      152  uint64 transaction
 *
 * There are two such pages; the later transaction counts. A commit writes its pages before its meta page, so a file is
 * never shorter than that says, however the process ended. An empty file is one that LMDB had not begun to write.
 */
function refuseDamaged(path: string): void {
  if (!existsSync(path)) return;
  const { size } = statSync(path);
  if (size === 0) return;
  const file = openSync(path, 'r');
  try {
    const first = metaAt(file, 0);
    const second = first && metaAt(file, first.pageSize);
    if (!first || !second) throw new DamagedError('data.mdb in it is not of Lehr, or damaged');
    const { lastPage } = second.transaction > first.transaction ? second : first;
    if (size < (Number(lastPage) + 1) * first.pageSize)
      throw new DamagedError('data.mdb in it was cut short, as by a copy that was interrupted');
  } finally {
    closeSync(file);
  }
}

function metaAt(file: number, place: number) {
  const page = Buffer.alloc(160);
  if (readSync(file, page, 0, page.length, place) < page.length) return null;
  const pageSize = page.readUInt32LE(48);
  if (page.readUInt32LE(24) !== 0xbeefc0de || pageSize < 256 || pageSize > 65_536) return null;
  return { pageSize, lastPage: page.readBigUInt64LE(144), transaction: page.readBigUInt64LE(152) };
}
