/** The examples in Python do what docs/patterns.md says of them: e2e/interop/patterns.py tries each pattern with them. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { systemClock } from '../../orchestrator/clock.ts';
import { createRouter, lmdbStore, type StoredBlob, startServer } from '../../router-lite/index.ts';
import { PYTHON, pythonMissing } from '../../router-lite/python.ts';
import { openMonitor } from '../health/monitor.ts';
import { connect } from '../index.ts';

const SCRIPT = fileURLToPath(new URL('../../e2e/interop/patterns.py', import.meta.url));
const TOKEN = 'secret';
const everything = {
  uri: '',
  match: 'prefix',
  allow: { call: true, register: true, publish: true, subscribe: true },
  disclose: { caller: true, callee: true },
} as const;

test('python3-autobahn: every pattern', async ({ skip }) => {
  const missing = pythonMissing();
  skip(missing !== null, missing ?? '');
  const folder = await mkdtemp(join(tmpdir(), 'lehr-patterns-'));
  const store = lmdbStore(folder);
  const roles = { guest: { rules: [everything] } };
  const router = createRouter({
    realms: { realm1: { roles, anonymous: 'guest', facts: [{ prefix: 'ledger.' }] } },
    store,
  });
  const blobs = new Map<string, StoredBlob>();
  const server = await startServer({
    router,
    host: '127.0.0.1',
    port: 0,
    getBlob: (name) => blobs.get(name),
    putBlob: {
      tokens: [TOKEN],
      put: async (bytes, type) =>
        blobs.set(createHash('sha256').update(bytes).digest('hex'), { bytes, type }),
    },
  });
  const link = async () => router.link({ realm: 'realm1', authid: 'monitor', authrole: 'guest' });
  const watcher = connect({ realm: 'realm1', link });
  const monitor = await openMonitor({ peer: watcher, clock: systemClock, log: () => {} });
  try {
    const { port } = server;
    const args = [SCRIPT, `ws://127.0.0.1:${port}/ws`, 'realm1', `http://127.0.0.1:${port}`, TOKEN];
    const said = await new Promise<string>((resolve) => {
      execFile(PYTHON, args, (_error, stdout, stderr) => resolve(stdout || stderr));
    });
    const lines = said.trim().split('\n');
    expect(lines.filter((line) => !line.startsWith('ok '))).toEqual([]);
    expect(lines.map((line) => /S\d+/.exec(line)?.[0])).toEqual(
      Array.from({ length: 12 }, (_, i) => `S${i + 1}`),
    );
  } finally {
    await monitor.close();
    await watcher.close();
    await router.close();
    await server.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}, 400_000);
