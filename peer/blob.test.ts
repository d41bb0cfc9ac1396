import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { blobServer, sha256 } from './blob.test-world.ts';
import { blobs } from './blob.ts';
import { ERRORS, isUnavailable, type WampError } from './errors.ts';

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const bytesOf = (length: number) => Uint8Array.from({ length }, (_, i) => (i * i) % 251);
const uriOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'none',
    (error: WampError) => error.uri,
  );

async function serve(most?: number, path?: string) {
  const server = await blobServer(most, path);
  cleanups.push(server.close);
  return server;
}

/** A server that does what it likes. */
async function rogue(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => new Promise((resolve) => server.close(resolve)));
  cleanups.push(() => server.closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('blobs', () => {
  test('come back as they were stored, with the type they were given', async () => {
    const { site } = await serve();
    const bytes = bytesOf(100_000);
    const ref = await blobs({ site, token: 'secret' }).put(bytes, { type: 'application/geo+json' });
    expect(ref).toEqual({ sha256: sha256(bytes), bytes: 100_000, type: 'application/geo+json' });
    expect(await blobs({ site }).get(ref)).toEqual(bytes);
    const response = await fetch(`${site}/blob/${ref.sha256}`);
    expect(response.headers.get('content-type')).toBe('application/geo+json');
    expect(response.headers.get('cache-control')).toContain('immutable');
    await response.arrayBuffer();
  });

  test('are wherever the router has them', async () => {
    const { site } = await serve(undefined, '/large/claims');
    const there = blobs({ site, path: '/large/claims', token: 'secret' });
    const ref = await there.put(bytesOf(10));
    expect(await there.get(ref)).toEqual(bytesOf(10));
    expect(await uriOf(blobs({ site }).get(ref))).not.toBe('none');
  });

  test('are refused in words without the token, and above the limit', async () => {
    const { site } = await serve(1_000);
    expect(await uriOf(blobs({ site }).put(bytesOf(10)))).toBe(ERRORS.blobRefused);
    const long = blobs({ site, token: 'secret' }).put(bytesOf(1_001));
    await expect(long).rejects.toMatchObject({ uri: ERRORS.blobRefused, message: /1000 bytes/ });
  });

  test('that are not there are missing, and whose server is away or broken are unavailable', async () => {
    const { site } = await serve();
    const name = '0'.repeat(64);
    expect(await uriOf(blobs({ site }).get(name))).toBe(ERRORS.blobMissing);
    const broken = await rogue((_, response) => response.writeHead(500).end());
    const error = await blobs({ site: broken })
      .get(name)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ uri: ERRORS.blobUnavailable, message: /500/ });
    expect(isUnavailable(error)).toBe(true);
    expect(await uriOf(blobs({ site: 'http://127.0.0.1:1' }).get(name))).toBe(ERRORS.blobUnavailable);
  });

  test('of a server that lies are found out', async () => {
    const site = await rogue((_, response) => response.end('something else'));
    expect(await uriOf(blobs({ site }).get(sha256(bytesOf(9))))).toBe(ERRORS.blobMismatch);
  });

  test('of a server that sends without end are given up at the limit', async () => {
    let gone: () => void = () => {};
    const left = new Promise<void>((resolve) => {
      gone = resolve;
    });
    const site = await rogue((_, response) => {
      response.on('close', gone);
      const more = () => {
        while (!response.destroyed && response.write(bytesOf(65_536)));
      };
      response.on('drain', more);
      more();
    });
    const error = blobs({ site, most: 1_000_000 }).get('0'.repeat(64));
    await expect(error).rejects.toMatchObject({
      uri: ERRORS.blobUnavailable,
      message: /more than 1000000 bytes/,
    });
    await left;
  });

  test('of a server that falls silent are given up, and at a signal at once', async () => {
    const site = await rogue((_, response) => response.write('half of it'));
    await expect(blobs({ site, silence: 50 }).get('0'.repeat(64))).rejects.toThrow(/nothing came for 50 ms/);
    const stop = new AbortController();
    const got = blobs({ site }).get('0'.repeat(64), stop.signal);
    stop.abort(new Error('enough'));
    await expect(got).rejects.toThrow('enough');
  });
});

describe('a claim check', () => {
  test('is the bytes themselves up to 32 KiB, and a pointer above; either way they come back', async () => {
    const { site, stored } = await serve();
    const store = blobs({ site, token: 'secret' });
    const small = await store.offer(bytesOf(32 * 1024));
    expect([small.is, stored.size]).toEqual(['bytes', 0]);
    const large = await store.offer(bytesOf(32 * 1024 + 1), { type: 'text/csv' });
    expect(large).toEqual({
      is: 'blob',
      sha256: sha256(bytesOf(32 * 1024 + 1)),
      bytes: 32 * 1024 + 1,
      type: 'text/csv',
    });
    expect((await store.redeem(small)).length).toBe(32 * 1024);
    expect(await blobs({ site }).redeem(large)).toEqual(bytesOf(32 * 1024 + 1));
  });

  test.each([[null], [{ is: 'blob', sha256: '../../etc', bytes: 1, type: '' }], [{ is: 'file' }]])(
    'of a stranger that is none is refused: %j',
    async (claim) => {
      expect(await uriOf(blobs({ site: 'http://127.0.0.1:1' }).redeem(claim))).toBe(ERRORS.invalidInput);
    },
  );
});
