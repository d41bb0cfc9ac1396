import { expect, test } from 'vitest';
import { memoryStore } from './store/memory.ts';
import { forgettingTypes, typedBlobs } from './typed-blobs.ts';

const bytes = new TextEncoder().encode('x,y\n1,2\n');

test('a blob has the type it was stored with last, and none in particular without', async () => {
  const blobs = typedBlobs(memoryStore());
  const name = await blobs.put(bytes, 'text/csv');
  expect(blobs.get(name)).toEqual({ bytes, type: 'text/csv' });
  await blobs.put(bytes, 'application/octet-stream');
  expect(blobs.get(name)?.type).toBe('application/octet-stream');
  expect(blobs.get('0'.repeat(64))).toBeUndefined();
});

test('a blob that is deleted takes its type along', async () => {
  const store = forgettingTypes(memoryStore());
  const blobs = typedBlobs(store);
  const [gone, kept] = [
    await blobs.put(bytes, 'text/csv'),
    await blobs.put(new Uint8Array([1]), 'image/png'),
  ];
  await store.deleteBlob(gone);
  expect([blobs.get(gone), blobs.get(kept)?.type]).toEqual([undefined, 'image/png']);
  expect([...store.keys('blob-type/')]).toEqual([`blob-type/${kept}`]);
});
