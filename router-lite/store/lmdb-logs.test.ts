/** What the books say when the disk refuses. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { LmdbLogs } from './lmdb-logs.ts';
import { partsIn } from './testbed.ts';
import { LOG_FILE } from './write-ahead-log.ts';

const root = mkdtempSync(join(tmpdir(), 'lehr-logs-'));
const opened: ReturnType<typeof partsIn>[] = [];
afterEach(async () => {
  for (const { checkpoints, end } of opened.splice(0)) {
    await checkpoints.finish();
    await end();
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const LOG_BYTES = 64 * 1024;

function logsIn(folder: string) {
  const parts = partsIn(folder, LOG_BYTES);
  opened.push(parts);
  return parts;
}

/** What another process finds, once this one has no more to write. */
async function again({ checkpoints }: ReturnType<typeof logsIn>, folder: string): Promise<LmdbLogs> {
  await checkpoints.finish();
  return logsIn(folder).logs;
}

const folderOf = () => mkdtempSync(join(root, 'data-'));
const entry = (text: string) => ({ bytes: new TextEncoder().encode(text), marks: [`m ${text}`] });
const ten = Array.from({ length: 10 }, () => entry('abc'));
const seqs = (logs: LmdbLogs, options = {}) => [...logs.read('log', options)].map(({ seq }) => seq);

test('a trim that the disk refused is made up for by the next one, and counted once', async () => {
  const folder = folderOf();
  const parts = logsIn(folder);
  const { logs, disk, stored } = parts;
  await logs.append('log', ten);
  disk.isFull = true;
  await expect(logs.trim('log', 4)).rejects.toThrow('full');
  // Nobody finds them, whatever the disk says.
  expect(logs.extent('log')).toEqual({ first: 4, last: 10, bytes: 21 });
  disk.isFull = false;
  await logs.append('log', [entry('de')]);
  await logs.trim('log', 6);
  expect(logs.extent('log')).toEqual({ first: 6, last: 11, bytes: 17 });

  const reopened = await again(parts, folder);
  // None is left on the disk that nobody would ever find.
  expect([...stored.entries.getRange({})].map(({ key }) => key)).toEqual([6, 7, 8, 9, 10, 11]);
  expect(reopened.extent('log')).toEqual({ first: 6, last: 11, bytes: 17 });
  expect([seqs(reopened), seqs(reopened, { mark: 'm abc' })]).toEqual([
    [6, 7, 8, 9, 10, 11],
    [6, 7, 8, 9, 10],
  ]);
});

test('what a refused trim was to take is all there after a restart, and in the books', async () => {
  const folder = folderOf();
  const parts = logsIn(folder);
  const { logs, disk } = parts;
  await logs.append('log', ten);
  await logs.trim('log', 3);
  disk.isFull = true;
  await expect(logs.trim('log', 9)).rejects.toThrow('full');
  disk.isFull = false;
  // What is appended meanwhile must not tell of a trim that was not.
  await logs.append('log', [entry('de')]);
  const reopened = await again(parts, folder);
  expect(reopened.extent('log')).toEqual({ first: 3, last: 11, bytes: 26 });
  expect(seqs(reopened)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test('a refused append leaves no number out, and the trim beside it stands', async () => {
  const folder = folderOf();
  const parts = logsIn(folder);
  const { logs, disk } = parts;
  await logs.append('log', ten);
  await logs.trim('log', 5);
  disk.isFull = true;
  // Too long for the log: LMDB is asked, and what goes before it.
  await expect(logs.append('log', [{ bytes: new Uint8Array(LOG_BYTES) }])).rejects.toThrow('full');
  disk.isFull = false;
  expect(await logs.append('log', [entry('de')])).toBe(11);
  expect(logs.extent('log')).toEqual({ first: 5, last: 11, bytes: 20 });
  expect((await again(parts, folder)).extent('log')).toEqual({ first: 5, last: 11, bytes: 20 });
});

test('while LMDB refuses, the log takes what is written until it is full; then LMDB gets it all', async () => {
  const folder = folderOf();
  const parts = logsIn(folder);
  const { logs, disk } = parts;
  disk.isFull = true;
  const kilobyte = { bytes: new Uint8Array(1000) };
  let count = 0;
  const filling = (async () => {
    for (; ; count += 2) expect(await logs.append('log', [kilobyte, kilobyte])).toBe(count + 1);
  })();
  await expect(filling).rejects.toThrow('the disk is full');
  expect(count).toBeGreaterThan(40);
  expect(logs.extent('log').last).toBe(count);
  expect(seqs(logs)).toHaveLength(count);
  disk.isFull = false;
  const last = await logs.append('log', [entry('after')]);
  expect(last).toBe(count + 1);
  const reopened = await again(parts, folder);
  expect(seqs(reopened)).toEqual(Array.from({ length: last }, (_, i) => i + 1));
  expect(seqs(reopened, { mark: 'm after', reverse: true })).toEqual([last]);
});

test('trims that are asked for at once go on one after another, and are counted at once', async () => {
  const folder = folderOf();
  const parts = logsIn(folder);
  const { logs } = parts;
  await logs.append(
    'log',
    Array.from({ length: 9_000 }, () => entry('abc')),
  );
  const trims = [logs.trim('log', 1_000), logs.trim('log', 2_000), logs.trim('log', 1_500)];
  expect(logs.extent('log')).toEqual({ first: 2_000, last: 9_000, bytes: 21_003 });
  await Promise.all([...trims, logs.trim('log', 9_000)]);
  expect(logs.extent('log')).toEqual({ first: 9_000, last: 9_000, bytes: 3 });
  expect((await again(parts, folder)).extent('log')).toEqual({ first: 9_000, last: 9_000, bytes: 3 });
});

test('what is trimmed before LMDB has it leaves nothing behind', async () => {
  const parts = logsIn(folderOf());
  const { logs, stored, checkpoints } = parts;
  await logs.append('log', ten);
  const [trimmed, appended] = [logs.trim('log', 8), logs.append('log', ten)];
  expect(seqs(logs, { reverse: true })).toEqual([10, 9, 8]);
  await appended;
  await Promise.all([trimmed, logs.trim('log', 15)]);
  await checkpoints.finish();
  expect([...stored.entries.getRange({})].map(({ key }) => key)).toEqual([15, 16, 17, 18, 19, 20]);
  expect([...stored.marks.getRange({})].map(({ key }) => key)).toEqual([15, 16, 17, 18, 19, 20]);
});

test('what is trimmed while LMDB still has to take what was before it leaves nothing behind either', async () => {
  const { logs, disk, stored, checkpoints } = logsIn(folderOf());
  disk.isFull = true;
  await logs.append('log', ten);
  await expect(checkpoints.run()).rejects.toThrow('full');
  await logs.append('log', ten);
  disk.isFull = false;
  await logs.trim('log', 15);
  await checkpoints.finish();
  expect([...stored.entries.getRange({})].map(({ key }) => key)).toEqual([15, 16, 17, 18, 19, 20]);
  expect(logs.extent('log')).toEqual({ first: 15, last: 20, bytes: 18 });
});

test('after the log failed nothing is written any more, what goes past it neither', async () => {
  const { logs, log, stored, checkpoints } = partsIn(folderOf(), LOG_BYTES);
  await logs.append('log', ten);
  await log.close();
  for (const bytes of [new Uint8Array(1), new Uint8Array(LOG_BYTES)])
    await expect(logs.append('log', [{ bytes }])).rejects.toThrow('start again when the disk is well');
  await checkpoints.finish();
  expect([logs.extent('log').last, stored.entries.getCount({})]).toEqual([10, 10]);
});

test('a folder of before extents were two rows, and without a write-ahead log, is read as it was meant', async () => {
  const folder = folderOf();
  const parts = logsIn(folder);
  await parts.logs.append('log', ten);
  await parts.checkpoints.finish();
  const [first, last, bytes] = [3, 10, 24];
  const row = Buffer.alloc(24);
  for (const [i, value] of [first, last, bytes].entries()) row.writeDoubleBE(value, i * 8);
  await parts.stored.extents.put(Buffer.from('log'), row);
  await parts.stored.applied.remove(Buffer.from('position'));
  rmSync(join(folder, LOG_FILE));
  const reopened = logsIn(folder);
  expect(reopened.logs.extent('log')).toEqual({ first, last, bytes });
  await reopened.logs.append('log', [entry('de')]);
  await reopened.logs.trim('log', 5);
  expect((await again(reopened, folder)).extent('log')).toEqual({ first: 5, last: 11, bytes: 20 });
});
