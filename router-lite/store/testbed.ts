/** The parts of a store, of which the LMDB refuses when it is told to: for tests. */
import { join } from 'node:path';
import { open } from 'lmdb';
import { Checkpoints } from './checkpoints.ts';
import { GroupCommit } from './group-commit.ts';
import { LmdbLogs } from './lmdb-logs.ts';
import { recover } from './recovery.ts';
import { type Tables, tablesIn } from './rows.ts';
import { Values } from './values.ts';
import { LOG_FILE, WriteAheadLog } from './write-ahead-log.ts';

/** A transaction that fails writes nothing, and every write of it rejects. */
class Disk {
  isFull = false;

  of(tables: Tables): Tables {
    const all = Object.entries(tables).map(([name, table]) => [name, this.#of(table)]);
    return Object.fromEntries(all) as Tables;
  }

  #of<T extends object>(table: T): T {
    const disk = this;
    return new Proxy(table, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        if (disk.isFull && (name === 'put' || name === 'remove'))
          return () => Promise.reject(new Error('the disk is full'));
        return value.bind(target);
      },
    });
  }
}

/** `bytes`: of the write-ahead log. `end` is for the test to call; after it, as after a crash, nothing more comes to the disk. */
export function partsIn(folder: string, bytes?: number) {
  const environment = open({ path: folder, maxDbs: 16, noSubdir: false, overlappingSync: false });
  const disk = new Disk();
  const stored = tablesIn(environment);
  const log = new WriteAheadLog(join(folder, LOG_FILE), { isSynced: true, ...(bytes && { bytes }) });
  recover({ environment, tables: stored, log, isOfCrash: false }, folder);
  const tables = disk.of(stored);
  const checkpoints = new Checkpoints(tables, log);
  const commit = new GroupCommit(log, checkpoints);
  const logs = new LmdbLogs({ tables, checkpoints, commit, onWrite: () => {} });
  const values = new Values(tables.values, checkpoints.memtables, commit);
  const end = async (): Promise<void> => {
    await logs.finish();
    await commit.finish();
    checkpoints.end();
    await environment.close();
    await log.close();
  };
  return { environment, disk, tables, stored, log, checkpoints, logs, values, end };
}
