/**
 * What a store does before anybody reads: what its write-ahead log has and LMDB has not goes to LMDB. What must hold:
 *
 * 1. Nothing is written over what came after it. A version of before the log reads none, and is kept out of a folder that was not closed
 *    (folder-lock.ts) unless somebody deletes the lock. So where that is gone, LMDB must have committed nothing since it was told how far
 *    the log is there; and what is appended must in any case begin where the log of LMDB ends.
 * 2. Where it does not hold nothing is changed, neither here nor in the file: what to keep is for a human to say.
 */
import { join } from 'node:path';
import type { RootDatabase } from 'lmdb';
import { extentIn } from './extents.ts';
import { Memtable } from './memtable.ts';
import { type Operation, operationsIn } from './operations.ts';
import { type AppliedPosition, lastTransaction, positionIn, type Tables, writeRows } from './rows.ts';
import { LOG_FILE, type WriteAheadLog } from './write-ahead-log.ts';

interface Recovered {
  readonly environment: RootDatabase;
  readonly tables: Tables;
  readonly log: WriteAheadLog;
  /** See FolderLock. */
  readonly isOfCrash: boolean;
}

/** One transaction, synced: where it is cut off, the next start does the same again. Throws where it would undo what came since. */
export function recover({ environment, tables, log, isOfCrash }: Recovered, folder: string): void {
  const from = positionIn(tables);
  // Where LMDB knows of no log, what lies there is of another folder: no record begins with a checksum that is drawn now.
  const operations = log.recover(from ?? log.begin()).flatMap(operationsIn);
  if (from !== null && operations.length > 0) {
    if (!isOfCrash && wasWrittenSince(from, tables)) throw overtaken(folder, true);
    if (!follow(operations, tables)) throw overtaken(folder, false);
  }
  const memtable = new Memtable();
  for (const operation of operations) memtable.apply(operation);
  memtable.position = log.begin();
  environment.transactionSync(() => writeRows(tables, memtable, () => {}));
  log.release(memtable.position);
}

function wasWrittenSince({ before }: AppliedPosition, tables: Tables): boolean {
  return before !== undefined && lastTransaction(tables) !== before + 1;
}

/** Each append begins where its log ends then. */
function follow(operations: readonly Operation[], { extents }: Tables): boolean {
  const ends = new Map<string, number>();
  for (const operation of operations) {
    if (operation.kind !== 'append') continue;
    const { log, first, entries } = operation;
    if (first !== (ends.get(log) ?? extentIn(extents, log).last) + 1) return false;
    ends.set(log, first + entries.length - 1);
  }
  return true;
}

/** `isGuess`: it may also have been a blob of the last moments before a crash. */
function overtaken(folder: string, isGuess: boolean): Error {
  const path = join(folder, LOG_FILE);
  const guess = isGuess
    ? `; where no other had the folder, make an empty file ${join(folder, 'lehr.lock')} and start again: all is there then`
    : '';
  return new Error(
    `${path} has writes that an earlier version of Lehr did not see, and ${folder} has later ones of that version, which they would undo. Nothing was changed. Delete the file to go on without the former (keep a copy: they were acknowledged)${guess}`,
  );
}
