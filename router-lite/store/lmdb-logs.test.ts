/** What the books say when the disk refuses: a real environment, whose writes fail when they are told to. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { afterAll, afterEach, expect, test } from 'vitest';
import { LmdbLogs, logTables } from './lmdb-logs.ts';

const root = mkdtempSync(join(tmpdir(), 'lehr-logs-'));
const opened: RootDatabase[] = [];
afterEach(async () => {
  for (const environment of opened.splice(0)) await environment.close();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const FULL = new Error('the disk is full');

/** A transaction that fails writes nothing, and every write of it rejects. */
class Disk {
  isFull = false;

  of<T extends object>(table: T): T {
    const disk = this;
    return new Proxy(table, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        if (disk.isFull && (name === 'put' || name === 'remove')) return () => Promise.reject(FULL);
        return value.bind(target);
      },
    });
  }
}

function logsIn(folder: string): { logs: LmdbLogs; disk: Disk } {
  const environment = open({ path: folder, maxDbs: 16, noSubdir: false, overlappingSync: false });
  opened.push(environment);
  const disk = new Disk();
  const { entries, marks, extents } = logTables(environment);
  const tables = { entries: disk.of(entries), marks: disk.of(marks), extents: disk.of(extents) };
  return { disk, logs: new LmdbLogs(tables, () => {}) };
}

const folderOf = () => mkdtempSync(join(root, 'data-'));
const entry = (text: string) => ({ bytes: new TextEncoder().encode(text), marks: [`m ${text}`] });
const ten = Array.from({ length: 10 }, () => entry('abc'));
const seqs = (logs: LmdbLogs, options = {}) => [...logs.read('log', options)].map(({ seq }) => seq);

test('a trim that the disk refused is made up for by the next one, and counted once', async () => {
  const folder = folderOf();
  const { logs, disk } = logsIn(folder);
  await logs.append('log', ten);
  disk.isFull = true;
  await expect(logs.trim('log', 4)).rejects.toThrow('full');
  // Nobody finds them, whatever the disk says.
  expect(logs.extent('log')).toEqual({ first: 4, last: 10, bytes: 21 });
  disk.isFull = false;
  await logs.append('log', [entry('de')]);
  await logs.trim('log', 6);
  expect(logs.extent('log')).toEqual({ first: 6, last: 11, bytes: 17 });

  // None is left on the disk that nobody would ever find.
  expect([...logTables(opened.at(-1)!).entries.getRange({})].map(({ key }) => key)).toEqual([
    6, 7, 8, 9, 10, 11,
  ]);
  const again = logsIn(folder).logs;
  expect(again.extent('log')).toEqual({ first: 6, last: 11, bytes: 17 });
  expect([seqs(again), seqs(again, { mark: 'm abc' })]).toEqual([
    [6, 7, 8, 9, 10, 11],
    [6, 7, 8, 9, 10],
  ]);
});

test('what a refused trim was to take is all there after a restart, and in the books', async () => {
  const folder = folderOf();
  const { logs, disk } = logsIn(folder);
  await logs.append('log', ten);
  await logs.trim('log', 3);
  disk.isFull = true;
  await expect(logs.trim('log', 9)).rejects.toThrow('full');
  disk.isFull = false;
  // What is appended meanwhile must not tell of a trim that was not.
  await logs.append('log', [entry('de')]);
  const again = logsIn(folder).logs;
  expect(again.extent('log')).toEqual({ first: 3, last: 11, bytes: 26 });
  expect(seqs(again)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test('a refused append leaves no number out, and the trim beside it stands', async () => {
  const folder = folderOf();
  const { logs, disk } = logsIn(folder);
  await logs.append('log', ten);
  const trimmed = logs.trim('log', 5);
  disk.isFull = true;
  await expect(logs.append('log', ten)).rejects.toThrow('full');
  disk.isFull = false;
  await trimmed;
  expect(await logs.append('log', [entry('de')])).toBe(11);
  expect(logs.extent('log')).toEqual({ first: 5, last: 11, bytes: 20 });
  expect(logsIn(folder).logs.extent('log')).toEqual({ first: 5, last: 11, bytes: 20 });
});

test('trims that are asked for at once go on one after another, and are counted at once', async () => {
  const folder = folderOf();
  const { logs } = logsIn(folder);
  await logs.append(
    'log',
    Array.from({ length: 9_000 }, () => entry('abc')),
  );
  const trims = [logs.trim('log', 1_000), logs.trim('log', 2_000), logs.trim('log', 1_500)];
  expect(logs.extent('log')).toEqual({ first: 2_000, last: 9_000, bytes: 21_003 });
  await Promise.all([...trims, logs.trim('log', 9_000)]);
  expect(logs.extent('log')).toEqual({ first: 9_000, last: 9_000, bytes: 3 });
  expect(logsIn(folder).logs.extent('log')).toEqual({ first: 9_000, last: 9_000, bytes: 3 });
});

test('a folder of before extents were two rows is read as it was meant', async () => {
  const folder = folderOf();
  const { logs } = logsIn(folder);
  await logs.append('log', ten);
  const { extents } = logTables(opened.at(-1)!);
  const [first, last, bytes] = [3, 10, 24];
  const row = Buffer.alloc(24);
  for (const [i, value] of [first, last, bytes].entries()) row.writeDoubleBE(value, i * 8);
  await extents.put(Buffer.from('log'), row);
  const again = logsIn(folder).logs;
  expect(again.extent('log')).toEqual({ first, last, bytes });
  await again.append('log', [entry('de')]);
  await again.trim('log', 5);
  expect(logsIn(folder).logs.extent('log')).toEqual({ first: 5, last: 11, bytes: 20 });
});
