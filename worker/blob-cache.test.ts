import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { blobCache, type Caches } from './blob-cache.ts';
import { BLOB_CACHE } from './blob-cache-name.ts';
import { BlobStore } from './blob-store.ts';

const blobOf = (length: number, seed = 0) => {
  const bytes = Uint8Array.from({ length }, (_, i) => (i + seed) % 256);
  return { bytes, hash: createHash('sha256').update(bytes).digest('hex') };
};
const ORIGIN = 'http://127.0.0.1:8080';

/** The browser's, in memory. */
function memoryCaches() {
  const shelves = new Map<string, Map<string, Response>>();
  const caches: Caches = {
    async open(name) {
      const shelf = shelves.get(name) ?? new Map<string, Response>();
      shelves.set(name, shelf);
      return {
        match: async (url) => shelf.get(url)?.clone(),
        put: async (url, response) => void shelf.set(url, response),
        delete: async (url) => shelf.delete(url),
        keys: async () => [...shelf.keys()].map((url) => ({ url })),
      };
    },
    delete: async (name) => shelves.delete(name),
  };
  return { caches, shelves, kept: () => [...(shelves.get(BLOB_CACHE)?.keys() ?? [])] };
}

test('what one visit fetched the next one reads, and asks nobody', async () => {
  const { caches, kept } = memoryCaches();
  const { bytes, hash } = blobOf(1_000);
  let fetched = 0;
  const visit = () =>
    new BlobStore(
      async () => {
        fetched += 1;
        return bytes;
      },
      () => blobCache(ORIGIN, caches),
    );
  expect(await visit().get(hash)).toEqual(bytes);
  await expect.poll(kept).toEqual([`${ORIGIN}/blob/${hash}`]);
  expect(await visit().get(hash)).toEqual(bytes);
  expect(fetched).toBe(1);
});

test('a cache that lies is found out: it is fetched anew, and kept as it is', async () => {
  const { caches, shelves } = memoryCaches();
  const { bytes, hash } = blobOf(1_000);
  const cache = blobCache(ORIGIN, caches)!;
  await cache.put(hash, blobOf(1_000, 1).bytes);
  const store = new BlobStore(
    async () => bytes,
    () => cache,
  );
  expect(await store.get(hash)).toEqual(bytes);
  await expect.poll(() => cache.get(hash)).toEqual(bytes);
  expect(shelves.get(BLOB_CACHE)?.size).toBe(1);
});

test('a server that lies leaves nothing in the cache', async () => {
  const { caches, kept } = memoryCaches();
  const { hash } = blobOf(1_000);
  const store = new BlobStore(
    async () => blobOf(1_000, 1).bytes,
    () => blobCache(ORIGIN, caches),
  );
  await expect(store.get(hash)).rejects.toThrow('other content');
  expect(kept()).toEqual([]);
});

test('who has not agreed keeps nothing and reads nothing', async () => {
  const { caches, kept } = memoryCaches();
  const cache = blobCache(ORIGIN, caches)!;
  const [one, two] = [blobOf(1_000), blobOf(1_000, 1)];
  let agreed = false;
  const fetched: string[] = [];
  const visit = () =>
    new BlobStore(
      async (hash) => {
        fetched.push(hash);
        return hash === one.hash ? one.bytes : two.bytes;
      },
      () => (agreed ? cache : null),
    );
  await visit().get(one.hash);
  expect(kept()).toEqual([]);
  agreed = true;
  await visit().get(two.hash);
  await expect.poll(kept).toHaveLength(1);
  agreed = false;
  await visit().get(two.hash);
  expect(fetched).toEqual([one.hash, two.hash, two.hash]);
});

test('it is bounded in number: what was kept first goes first', async () => {
  const { caches, kept } = memoryCaches();
  const cache = blobCache(ORIGIN, caches)!;
  const all = Array.from({ length: 20 }, (_, seed) => blobOf(10, seed));
  for (const { hash, bytes } of all) await cache.put(hash, bytes);
  expect(kept()).toEqual(all.slice(-16).map(({ hash }) => `${ORIGIN}/blob/${hash}`));
});

test('it is bounded in bytes, and keeps nothing that is larger than all of it', async () => {
  const { caches, kept } = memoryCaches();
  const cache = blobCache(ORIGIN, caches)!;
  const names = ['a', 'b', 'c'].map((digit) => digit.repeat(64));
  for (const name of names) await cache.put(name, new Uint8Array(30 * 1024 * 1024));
  expect(kept()).toEqual(names.slice(1).map((name) => `${ORIGIN}/blob/${name}`));
  await cache.put('f'.repeat(64), new Uint8Array(64 * 1024 * 1024 + 1));
  expect(kept()).toHaveLength(2);
});

test('a browser that refuses storage is as one without', async () => {
  const broken: Caches = {
    open: () => Promise.reject(new Error('SecurityError')),
    delete: () => Promise.reject(new Error('SecurityError')),
  };
  const { bytes, hash } = blobOf(10);
  const cache = blobCache(ORIGIN, broken)!;
  expect(
    await new BlobStore(
      async () => bytes,
      () => cache,
    ).get(hash),
  ).toEqual(bytes);
  await cache.clear();
  expect(blobCache(ORIGIN, undefined)).toBeNull();
});

test('clearing leaves nothing', async () => {
  const { caches, shelves } = memoryCaches();
  const cache = blobCache(ORIGIN, caches)!;
  await cache.put('a'.repeat(64), blobOf(10).bytes);
  await cache.clear();
  expect(shelves.size).toBe(0);
});
