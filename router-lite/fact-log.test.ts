import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { memoryFactLog } from './core/fact-log.ts';
import { factLogSuite } from './fact-log.suite.ts';
import { factLogs } from './fact-store.ts';
import { lmdbStore } from './store/lmdb.ts';
import { memoryStore } from './store/memory.ts';
import type { Store } from './store/store.ts';

const root = mkdtempSync(join(tmpdir(), 'lehr-facts-'));
const stores: Store[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function fail(error: unknown): never {
  throw error;
}

function opened(store: Store): Store {
  stores.push(store);
  return store;
}

factLogSuite('in memory', () => memoryFactLog('job.'));
factLogSuite('in a memory store', () => factLogs(opened(memoryStore()), 'r', fail)('job.'));
factLogSuite('in LMDB', () => {
  const store = opened(lmdbStore(mkdtempSync(join(root, 'data-'))));
  // The streams of a realm, and of realms, share nothing.
  const others = [
    factLogs(store, 'r', fail)('job'),
    factLogs(store, 'r#', fail)('job.'),
    factLogs(store, 'r'.repeat(2_000), fail)('job.'),
  ];
  for (const other of others) if (other.last !== 0) throw new Error('not empty');
  return factLogs(store, 'r', fail)('job.');
});

test('a look at the newest reads some 8 MiB at most', async () => {
  const log = factLogs(opened(memoryStore()), 'r', fail)('job.');
  const payload = { args: ['x'.repeat(1024 * 1024)] };
  const fact = (seq: number) => ({ seq, topic: 'job.a', publication: seq, time: 0, details: {}, payload });
  await log.append(Array.from({ length: 20 }, (_, i) => fact(i + 1)));
  expect(log.newest(1_000).map(({ seq }) => seq)).toEqual([13, 14, 15, 16, 17, 18, 19, 20]);
});
