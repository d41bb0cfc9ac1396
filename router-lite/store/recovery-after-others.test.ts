/** A folder of which only the write-ahead log has the end, and what somebody did to it before it is opened again. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { afterAll, expect, test } from 'vitest';
import { putAppended } from './extents.ts';
import { lockFolder } from './folder-lock.ts';
import { lmdbStore, storeIn } from './lmdb.ts';
import { entryKey, withMarks } from './log-rows.ts';
import { type Tables, tablesIn } from './rows.ts';
import type { Store } from './store.ts';
import { partsIn } from './testbed.ts';
import { LOG_FILE } from './write-ahead-log.ts';

const root = mkdtempSync(join(tmpdir(), 'lehr-others-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = (store: Store, key: string) => Buffer.from(store.get(key) ?? []).toString();
const lockOf = (folder: string) => join(folder, 'lehr.lock');

/** Its process was killed: LMDB has what was written before `late`, and the log the rest. */
async function crashed(late: (parts: ReturnType<typeof partsIn>) => Promise<unknown>): Promise<string> {
  const folder = mkdtempSync(join(root, 'data-'));
  const lock = lockFolder(folder);
  const parts = partsIn(folder);
  await parts.values.put('k', bytes('early'));
  await parts.logs.append('log', [{ bytes: bytes('one') }]);
  await parts.checkpoints.finish();
  parts.disk.isFull = true;
  await late(parts);
  await parts.end();
  lock.leave();
  return folder;
}

const ofValues = () => crashed(({ values }) => values.put('k', bytes('late')));
const ofEntries = () => crashed(({ logs }) => logs.append('log', [{ bytes: bytes('two') }]));

/** As versions without a write-ahead log wrote. */
async function olderWrites(folder: string, write: (tables: Tables) => Promise<unknown>): Promise<void> {
  const environment = open({ path: folder, maxDbs: 16, noSubdir: false, overlappingSync: false });
  await write(tablesIn(environment));
  await environment.close();
}

const olderPuts = (folder: string) =>
  olderWrites(folder, ({ values }) => values.put(Buffer.from('k'), Buffer.from('of the older')));

const olderAppends = (folder: string) =>
  olderWrites(folder, ({ entries, extents }) =>
    Promise.all([
      entries.put(entryKey('log', 2), withMarks(bytes('of the older'), [])),
      putAppended(extents, 'log', { gone: 1, last: 2, appended: 15 }),
    ]),
  );

async function contentOf(folder: string) {
  const store = lmdbStore(folder);
  const entries = [...store.read('log')].map((entry) => Buffer.from(entry.bytes).toString());
  const content = { k: textOf(store, 'k'), entries };
  await store.close();
  return content;
}

test('a lock that was deleted by hand keeps nothing back where nobody else was there', async () => {
  const folder = await ofValues();
  rmSync(lockOf(folder));
  expect(await contentOf(folder)).toEqual({ k: 'late', entries: ['one'] });
});

test('values of an older version that came in by that are not overwritten: the start says what to do, as often as it is tried', async () => {
  const folder = await ofValues();
  rmSync(lockOf(folder));
  await olderPuts(folder);
  for (const _ of [1, 2]) {
    expect(() => lmdbStore(folder)).toThrow(`${join(folder, LOG_FILE)} has writes that an earlier version`);
  }
  rmSync(join(folder, LOG_FILE));
  expect(await contentOf(folder)).toEqual({ k: 'of the older', entries: ['one'] });
});

test('nor are they where that version was killed, and its lock is there', async () => {
  const folder = await ofValues();
  await olderPuts(folder);
  writeFileSync(lockOf(folder), JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), born: 'dead' }));
  for (const _ of [1, 2]) expect(() => lmdbStore(folder)).toThrow('an earlier version');
});

test('entries of an older version are kept whatever the lock says', async () => {
  const folder = await ofEntries();
  await olderAppends(folder);
  for (const _ of [1, 2]) {
    expect(() => lmdbStore(folder)).toThrow('an earlier version');
    expect(existsSync(lockOf(folder))).toBe(true);
  }
  rmSync(join(folder, LOG_FILE));
  expect(await contentOf(folder)).toEqual({ k: 'early', entries: ['one', 'of the older'] });
});

test('a blob of the last moments is no older version: an operator can say so where the lock is gone', async () => {
  const folder = await crashed(async ({ values, stored }) => {
    await values.put('k', bytes('late'));
    await stored.blobs.put(Buffer.alloc(32), Buffer.from('a blob'));
  });
  rmSync(lockOf(folder));
  expect(() => lmdbStore(folder)).toThrow(`make an empty file ${lockOf(folder)}`);
  writeFileSync(lockOf(folder), '');
  expect((await contentOf(folder)).k).toBe('late');
});

test('nor does it hinder a start after a crash', async () => {
  const folder = await crashed(async ({ values, stored }) => {
    await values.put('k', bytes('late'));
    await stored.blobs.put(Buffer.alloc(32), Buffer.from('a blob'));
  });
  expect((await contentOf(folder)).k).toBe('late');
});

test('a store that is closed while LMDB refuses leaves its lock: older versions stay out, and nothing is missing', async () => {
  const folder = mkdtempSync(join(root, 'data-'));
  const lock = lockFolder(folder);
  const { disk, ...parts } = partsIn(folder);
  const store = storeIn({ ...parts, lock });
  await store.put('k', bytes('early'));
  disk.isFull = true;
  await store.put('k', bytes('late'));
  await store.close();
  const { host } = JSON.parse(readFileSync(lockOf(folder), 'utf8')) as { host: string };
  expect(host).toContain('not read by this version');
  expect(statSync(lockOf(folder)).mtimeMs).toBeGreaterThan(Date.now() + 24 * 3_600_000);
  expect((await contentOf(folder)).k).toBe('late');
  expect(existsSync(lockOf(folder))).toBe(false);
});
