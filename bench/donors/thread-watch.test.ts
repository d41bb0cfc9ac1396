import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { ThreadWatch } from './thread-watch.ts';

const KNOWN = existsSync(`/proc/${process.pid}/schedstat`);
/** Only a real fault takes that long. */
const FAULT = 60_000;

test.skipIf(!KNOWN)(
  'a thread at work has part of a core, or all of it',
  async () => {
    const watch = new ThreadWatch(process.pid, 1);
    const worker = new Worker('for (;;);', { eval: true });
    try {
      for (watch.look(); watch.share === null; watch.look()) await setImmediate();
      expect(watch.share).toBeGreaterThan(0);
      expect(watch.share).toBeLessThanOrEqual(1);
    } finally {
      watch.close();
      await worker.terminate();
    }
  },
  FAULT,
);

test('of a process that is gone nothing is known', () => {
  const watch = new ThreadWatch(2 ** 30, 1);
  watch.look();
  watch.close();
  expect(watch.share).toBeNull();
});
