import { createHash } from 'node:crypto';
import { createRouter, startServer } from '../router-lite/index.ts';

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A server that stores blobs of at most so many bytes for who has the token `secret`, as `lehr serve` has it. */
export async function blobServer(most = 1_000_000, blobPath = '/blob') {
  const stored = new Map<string, { bytes: Uint8Array; type: string }>();
  const router = createRouter({
    realms: { r: { roles: { all: { rules: [] } }, anonymous: 'all' } },
  });
  const server = await startServer({
    router,
    host: '127.0.0.1',
    port: 0,
    blobPath,
    getBlob: (name) => stored.get(name),
    putBlob: {
      tokens: ['secret'],
      bytes: most,
      put: async (bytes, type) => stored.set(sha256(bytes), { bytes, type }),
    },
  });
  const close = async () => {
    await server.close();
    await router.close();
  };
  return { stored, site: `http://127.0.0.1:${server.port}`, close };
}
