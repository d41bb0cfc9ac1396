/** What counts where a write that others are decided by is refused. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { partsIn } from './testbed.ts';

const root = mkdtempSync(join(tmpdir(), 'lehr-values-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const LOG_BYTES = 64 * 1024;
const bytes = (text: string) => new TextEncoder().encode(text);

test('what was decided by a write that the disk refused is refused too, and what was decided by that', async () => {
  const { disk, values, checkpoints, end } = partsIn(mkdtempSync(join(root, 'data-')), LOG_BYTES);
  await values.put('k', bytes('before'));
  disk.isFull = true;
  // Too long for a record that others share, and for the log: LMDB is asked.
  const long = new Uint8Array(300_000);
  const asked = await Promise.allSettled([
    values.put('k', long),
    values.compareAndSet('k', long, bytes('second')),
    values.compareAndSet('k', bytes('second'), undefined),
    values.put('other', bytes('of nobody')),
  ]);
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled']);
  expect([values.get('k'), values.get('other')]).toEqual([bytes('before'), bytes('of nobody')]);
  // It holds what is there again.
  expect(await values.compareAndSet('k', bytes('before'), bytes('after'))).toBe(true);
  disk.isFull = false;
  await checkpoints.finish();
  expect(values.get('k')).toEqual(bytes('after'));
  await end();
});
