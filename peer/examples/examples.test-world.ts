/** For tests: what the examples in Python and from a console want: a router with facts, slots and blobs on disk, and a monitor. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../orchestrator/clock.ts';
import { createRouter, lmdbStore, type StoredBlob, startServer } from '../../router-lite/index.ts';
import { openMonitor } from '../health/monitor.ts';
import { connect, type Peer } from '../index.ts';

export interface ExampleHouse {
  /** Of the WebSocket; the realm is realm1. */
  readonly url: string;
  readonly site: string;
  /** Of who may put blobs. */
  readonly token: string;
  /** On a linked pair: closed with the house. */
  peer(): Peer;
  close(): Promise<void>;
}

/** A rule of a role that may do all there is. */
export const everything = {
  uri: '',
  match: 'prefix',
  allow: { call: true, register: true, publish: true, subscribe: true },
  disclose: { caller: true, callee: true },
} as const;

export async function openExampleHouse(): Promise<ExampleHouse> {
  const folder = await mkdtemp(join(tmpdir(), 'lehr-patterns-'));
  const store = lmdbStore(folder);
  const roles = { guest: { rules: [everything] } };
  const realm1 = { roles, anonymous: 'guest', facts: [{ prefix: 'ledger.' }] };
  const router = createRouter({ realms: { realm1 }, store });
  const blobs = new Map<string, StoredBlob>();
  const token = 'secret';
  const put = async (bytes: Uint8Array, type: string) =>
    blobs.set(createHash('sha256').update(bytes).digest('hex'), { bytes, type });
  const server = await startServer({
    ...{ router, host: '127.0.0.1', port: 0 },
    getBlob: (name) => blobs.get(name),
    putBlob: { tokens: [token], put },
  });
  const peers: Peer[] = [];
  const peer = () => {
    const link = async () => router.link({ realm: 'realm1', authid: 'house', authrole: 'guest' });
    const made = connect({ realm: 'realm1', link });
    peers.push(made);
    return made;
  };
  const monitor = await openMonitor({ peer: peer(), clock: systemClock, log: () => {} });
  return {
    url: `ws://127.0.0.1:${server.port}/ws`,
    site: `http://127.0.0.1:${server.port}`,
    token,
    peer,
    async close() {
      await monitor.close();
      await Promise.all(peers.map((each) => each.close()));
      await router.close();
      await server.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
