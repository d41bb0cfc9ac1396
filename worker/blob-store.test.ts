import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { ERRORS } from '../peer/errors.ts';
import { BlobStore, httpBlobs } from './blob-store.ts';

const blobOf = (text: string) => {
  const bytes = new TextEncoder().encode(text);
  return { bytes, hash: createHash('sha256').update(bytes).digest('hex') };
};

test('a blob is fetched once, however many ask at once and later', async () => {
  const { bytes, hash } = blobOf('hello');
  let fetched = 0;
  const store = new BlobStore(async () => {
    fetched += 1;
    return bytes;
  });
  const all = await Promise.all([store.get(hash), store.get(hash)]);
  expect([...all, await store.get(hash)]).toEqual([bytes, bytes, bytes]);
  expect(fetched).toBe(1);
});

test('content that is not what its hash says is refused, and asked for again the next time', async () => {
  const { bytes, hash } = blobOf('hello');
  let honest = false;
  const store = new BlobStore(async () => (honest ? bytes : blobOf('evil').bytes));
  await expect(store.get(hash)).rejects.toMatchObject({ uri: ERRORS.problemUnavailable });
  honest = true;
  expect(await store.get(hash)).toEqual(bytes);
});

test('a failed fetch says why', async () => {
  const store = new BlobStore(async () => {
    throw new Error('the server answered 404');
  });
  await expect(store.get('0'.repeat(64))).rejects.toThrow(/could not be fetched: the server answered 404/);
});

test('memory is bounded: the blob not used for longest is forgotten first', async () => {
  const blobs = Array.from({ length: 20 }, (_, index) => blobOf(`blob ${index}`));
  const byHash = new Map(blobs.map(({ hash, bytes }) => [hash, bytes]));
  const fetched: string[] = [];
  const store = new BlobStore(async (hash) => {
    fetched.push(hash);
    return byHash.get(hash)!;
  });
  const first = blobs[0]!.hash;
  for (const { hash } of blobs) {
    await store.get(hash);
    await store.get(first);
  }
  expect(fetched).toHaveLength(20);
  await store.get(blobs[1]!.hash);
  expect(fetched).toHaveLength(21);
});

test.each([
  ['before the first byte', ''],
  ['in the middle', 'half of it'],
])('a server that falls silent %s is given up, and asked again the next time', async (_when, part) => {
  const { bytes, hash } = blobOf('hello');
  let silent = true;
  const server = createServer((_request, response) => {
    if (!silent) response.end(bytes);
    else if (part) response.write(part);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const store = new BlobStore(httpBlobs(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 1000));
  await expect(store.get(hash)).rejects.toThrow(/nothing came for 1000 ms/);
  silent = false;
  expect(await store.get(hash)).toEqual(bytes);
  server.closeAllConnections();
  server.close();
});
