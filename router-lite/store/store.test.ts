import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { lmdbStore } from './lmdb.ts';
import { memoryStore } from './memory.ts';
import { storeSuite } from './store.suite.ts';

const root = mkdtempSync(join(tmpdir(), 'lehr-store-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const newFolder = () => mkdtempSync(join(root, 'data-'));
const bytes = (text: string) => new TextEncoder().encode(text);

storeSuite('memory', memoryStore);
storeSuite('LMDB', () => lmdbStore(newFolder()));

it('memory names blobs alike where there is no Web Crypto', async () => {
  const content = new Uint8Array(5_000).map((_, i) => i * 7);
  const name = await memoryStore().putBlob(content);
  vi.stubGlobal('crypto', undefined);
  try {
    expect(await memoryStore().putBlob(content)).toBe(name);
  } finally {
    vi.unstubAllGlobals();
  }
});

describe('LMDB', () => {
  it('finds everything again after it was closed, and goes on counting', async () => {
    const folder = newFolder();
    const before = lmdbStore(folder);
    await before.append('log', bytes('a'));
    await before.append('log', bytes('b'));
    await before.append('emptied', bytes('x'));
    await before.trim('emptied', 2);
    await before.put('k', bytes('v'));
    const blob = await before.putBlob(bytes('blob'));
    await before.close();

    const after = lmdbStore(folder);
    expect([...after.read('log')].map(({ seq }) => seq)).toEqual([1, 2]);
    expect(await after.append('log', bytes('c'))).toBe(3);
    expect(await after.append('emptied', bytes('y'))).toBe(2);
    expect(after.get('k')).toEqual(bytes('v'));
    expect(after.getBlob(blob)).toEqual(bytes('blob'));
    await after.close();
  });

  it('has what was asked for before close(), also in the same step', async () => {
    const folder = newFolder();
    const before = lmdbStore(folder);
    const writes = [
      before.append('log', bytes('a')),
      before.append('log', new Uint8Array(2_000_000)),
      before.put('k', bytes('v')),
      before.delete('none'),
      before.append('other', bytes('b')),
    ];
    await before.close();
    await Promise.all(writes);
    const after = lmdbStore(folder);
    expect([...after.read('log')].map(({ bytes }) => bytes.length)).toEqual([1, 2_000_000]);
    expect([after.extent('other').last, after.get('k')]).toEqual([1, bytes('v')]);
    await after.close();
  });

  it('refuses a folder that is open already, and lets it go when it is closed', async () => {
    const folder = newFolder();
    const first = lmdbStore(folder);
    expect(() => lmdbStore(folder)).toThrow(
      expect.objectContaining({
        code: 'ELOCKED',
        message: expect.stringContaining(`process ${process.pid}`),
      }),
    );
    await first.close();
    expect(readdirSync(folder).filter((name) => name.startsWith('lehr.lock'))).toEqual([]);
    await lmdbStore(folder).close();
  });

  it('is refused by versions without a write-ahead log, and open to them once it is closed', async () => {
    const folder = newFolder();
    const store = lmdbStore(folder);
    // What they go by, were its process killed now: they believe another host whose lock was touched less than 30 s ago.
    const { host } = JSON.parse(readFileSync(join(folder, 'lehr.lock'), 'utf8')) as { host: string };
    expect(host).toContain('not read by this version');
    expect(host).not.toBe(hostname());
    const aDay = 24 * 3_600_000;
    expect(statSync(join(folder, 'lehr.lock')).mtimeMs).toBeGreaterThan(Date.now() + aDay);
    await store.append('log', bytes('a'));
    await store.put('k', bytes('v'));
    await store.close();
    expect(readdirSync(folder)).not.toContain('lehr.lock');
    const environment = open({ path: folder, maxDbs: 16, noSubdir: false });
    const binary = { encoding: 'binary', keyEncoding: 'binary' } as const;
    const rows = (name: string) => environment.openDB({ name, ...binary }).getCount();
    expect([rows('values'), rows('log-entries')]).toEqual([1, 1]);
    await environment.close();
  });

  it('takes over the lock of a dead process, and of another host that has been silent', async () => {
    const folder = newFolder();
    const lock = join(folder, 'lehr.lock');
    const long = new Date(Date.now() - 60_000);
    // Process 2^22 + 1 is above Linux' limit of process ids: it cannot live.
    for (const [pid, host] of [
      [2 ** 22 + 1, hostname()],
      [process.pid, hostname()],
      [1, 'another-container'],
    ] as const) {
      writeFileSync(lock, JSON.stringify({ pid, host, born: 'an earlier boot/1' }));
      utimesSync(lock, long, long);
      await lmdbStore(folder).close();
    }
    // And where it touched its lock a year ahead, as it does since there is a write-ahead log.
    const host =
      'another (its write-ahead log is not read by this version of Lehr: open it with the newer one)';
    const year = 365 * 24 * 3_600_000;
    writeFileSync(lock, JSON.stringify({ pid: 1, host, born: '' }));
    utimesSync(lock, new Date(), new Date(Date.now() + year - 60_000));
    await lmdbStore(folder).close();
    writeFileSync(lock, JSON.stringify({ pid: 1, host, born: '' }));
    utimesSync(lock, new Date(), new Date(Date.now() + year));
    expect(() => lmdbStore(folder)).toThrow('process 1 on another (if');
    writeFileSync(lock, 'torn');
    await lmdbStore(folder).close();
    writeFileSync(lock, JSON.stringify({ pid: 1, host: 'another-container', born: '' }));
    expect(() => lmdbStore(folder)).toThrow('process 1 on another-container');
  });
});
