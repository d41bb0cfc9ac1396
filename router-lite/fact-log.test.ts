import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { isFact, memoryFactLog } from './core/fact-log.ts';
import { FactStream } from './core/fact-stream.ts';
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

test('an entry that cannot be read is passed over by every reader, counted, and told of once', async () => {
  const store = opened(memoryStore());
  const told: string[] = [];
  const log = factLogs(store, 'r', (error) => told.push((error as Error).message))('job.');
  const [topic, payload] = ['job.a', { args: [1] }];
  const fact = (seq: number) => ({
    seq,
    topic,
    publication: seq,
    time: 9,
    details: {},
    payload,
    key: `${seq}`,
  });
  await log.append([fact(1)]);
  // What is left of an entry whose marks are whole; and one that is too short for anything.
  await store.appendAll('facts/r#job.', [
    { bytes: new Uint8Array(20).fill(0xc1), marks: ['tjob.a', 'kjob.a#2'] },
    { bytes: new Uint8Array(3) },
  ]);
  await log.append([fact(4)]);
  for (let time = 0; time < 2; time++) {
    expect([...log.read(1)].map((entry) => [entry.seq, isFact(entry)])).toEqual([
      [1, true],
      [2, false],
      [3, false],
      [4, true],
    ]);
  }
  expect([...log.back(9)].map((entry) => [entry.seq, isFact(entry)])).toEqual([
    [4, true],
    [3, false],
    [2, false],
    [1, true],
  ]);
  expect([log.withKey(topic, '2'), log.withKey(topic, '4')?.seq, log.measure(3)?.time]).toEqual([
    undefined,
    4,
    0,
  ]);
  expect([log.unreadable, told]).toEqual([
    2,
    [
      expect.stringContaining('entry 2 of facts/r#job. cannot be read, and is passed over: '),
      expect.stringContaining('entry 3 of facts/r#job. cannot be read, and is passed over: '),
    ],
  ]);
  // Retention goes by what there is, whatever it is.
  const stream = new FactStream('job.', log, { count: 1, ageMillis: 1e9, bytes: 1e9 });
  stream.trim({ now: 0, epoch: 0, out: [] });
  expect([...log.read(1)].map(({ seq }) => seq)).toEqual([4]);
});

test('a step of a reader ends soon also where nothing can be read, and where nothing is for it', async () => {
  const store = opened(memoryStore());
  const errors: unknown[] = [];
  const log = factLogs(store, 'r', (error) => errors.push(error))('job.');
  await store.appendAll(
    'facts/r#job.',
    Array.from({ length: 3_000 }, () => ({ bytes: new Uint8Array(20) })),
  );
  const large = { args: ['x'.repeat(400_000)] };
  const fact = (seq: number) => ({
    seq,
    topic: 'job.a',
    publication: seq,
    time: 0,
    details: {},
    payload: large,
  });
  await log.append([3_001, 3_002, 3_003, 3_004].map(fact));
  const stream = new FactStream('job.', log, { count: 1e9, ageMillis: 1e9, bytes: 1e9 });
  const pattern = { uri: 'job..b', match: 'wildcard' } as const;
  expect(stream.chunk(1, pattern)).toEqual({ facts: [], scanned: 256, next: 257 });
  expect(stream.chunk(3_001, pattern)).toEqual({ facts: [], scanned: 3, next: 3_004 });
  while (stream.chunk(log.unreadable + 1, pattern).next <= 3_000 && log.unreadable < 1_000);
  expect([log.unreadable, errors.length]).toEqual([1_000, 1_000]);
});
