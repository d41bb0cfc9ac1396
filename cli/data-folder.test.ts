import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from './data-folder.ts';
import { parseFlags } from './flags.ts';
import { settingsOf, usage } from './serve-settings.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lehr-data-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const value = new TextEncoder().encode('kept');

async function written(): Promise<string> {
  const store = openStore(folder);
  await store.put('a', value);
  await store.putBlob(randomBytes(100_000));
  await store.close();
  return join(folder, 'data.mdb');
}

test('a folder of ours opens again, one that is not there is made, and an empty file is a beginning', async () => {
  await written();
  const again = openStore(folder);
  expect(again.get('a')).toEqual(value);
  await again.close();

  const deep = join(folder, 'x', 'y');
  await mkdir(deep, { recursive: true });
  await writeFile(join(deep, 'data.mdb'), '');
  const begun = openStore(deep);
  await begun.put('a', value);
  await begun.close();
});

test('what is written may count as written before the disk is synced, where that is said, and outlives the process all the same', async () => {
  const settings = settingsOf(parseFlags(usage, ['--data', folder, '--fsync', 'background']));
  expect(settings.sync).toEqual({ fsync: 'background' });
  const store = openStore(settings.data, settings.sync);
  await store.put('a', value);
  await store.close();
  const again = openStore(folder);
  expect(again.get('a')).toEqual(value);
  await again.close();
});

test('on a disk that is full nothing is begun, and it is said how much a start needs: less where it was begun', async () => {
  const free = (kib: number) => () => kib * 1_024;
  const fresh = join(folder, 'fresh');
  expect(() => openStore(fresh, {}, free(4_000))).toThrow(
    /--data .*fresh: its disk is full: 4000 KiB are free, and 4608 KiB are needed to start; make room/,
  );
  expect(readdirSync(fresh)).toEqual([]);
  await openStore(fresh, {}, free(5_000)).close();
  expect(() => openStore(fresh, {}, free(100))).toThrow(/100 KiB are free, and 256 KiB are needed/);
  await openStore(fresh, {}, free(4_000)).close();
});

describe('refused in one line, where LMDB would end the process without a word', () => {
  test.each([
    ['bytes of somebody else', randomBytes(20_000)],
    ['a word', Buffer.from('hello')],
    ['zeros', Buffer.alloc(100_000)],
  ])('%s', async (_, bytes) => {
    await writeFile(join(folder, 'data.mdb'), bytes);
    expect(() => openStore(folder)).toThrow(/--data .* is not of Lehr, or damaged; move it away/);
  });

  test('a file that was cut', async () => {
    const path = await written();
    const { size } = await stat(path);
    await truncate(path, size - 4_096 * 10);
    expect(() => openStore(folder)).toThrow(/was cut short/);
    await truncate(path, 5_000);
    expect(() => openStore(folder)).toThrow(/is not of Lehr, or damaged|was cut short/);
  });
});
