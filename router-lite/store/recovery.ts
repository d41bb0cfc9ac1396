/** What a store does before anybody reads: what its write-ahead log has and LMDB has not goes to LMDB. */
import type { RootDatabase } from 'lmdb';
import { Memtable } from './memtable.ts';
import { operationsIn } from './operations.ts';
import { positionIn, type Tables, writeRows } from './rows.ts';
import type { WriteAheadLog } from './write-ahead-log.ts';

/** One transaction, synced: where it is cut off, the next start does the same again. */
export function recover(environment: RootDatabase, tables: Tables, log: WriteAheadLog): void {
  const memtable = new Memtable();
  // Where LMDB knows of no log, what lies there is of another folder: no record begins with a checksum that is drawn now.
  for (const payload of log.recover(positionIn(tables) ?? log.begin()))
    for (const operation of operationsIn(payload)) memtable.apply(operation);
  memtable.position = log.begin();
  environment.transactionSync(() => writeRows(tables, memtable, () => {}));
  log.release(memtable.position);
}
