/** Peers of a router that is there, goes away and comes back: over links in this process, and over real sockets. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import { WebSocket } from 'ws';
import { createRouter, type Router } from '../router-lite/index.ts';
import { annealTask } from '../worker/anneal-task.test-world.ts';
import { connect, type Peer, type PeerOptions, type PeerState } from './client.ts';
import type { LinkFactory } from './link.ts';
import type { AnnealTask } from './procedures.ts';
import { webSocketLink } from './web-socket-link.ts';

const ROLE = {
  rules: [
    {
      uri: '',
      match: 'prefix',
      allow: { call: true, register: true, publish: true, subscribe: true },
      disclose: { callee: true },
    },
    { uri: 'lehr.job.cancel', allow: { register: false, call: true } },
  ],
} as const;

export const TASK: AnnealTask = {
  ...annealTask({ seed: 7, schedule: { from: 10.5, to: 0 }, moves: 6_000_000_000 }),
  packed: false,
  beside: false,
  quick: false,
  state: new Uint8Array([1, 0, 2, 0]),
};
export const ANSWER = {
  task: TASK.task,
  packed: false,
  lead: null,
  state: new Uint8Array([2, 0, 1, 0]),
  energy: 2 ** 52 + 1,
  moves: 5_999_999_999,
};
const RECONNECT = { first: 1, longest: 20 };

/** Ended behind each test, the last first. */
const cleanups: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export function newRouter(): Router {
  const router = createRouter({ realms: { lehr: { roles: { all: ROLE }, anonymous: 'all' } } });
  cleanups.push(() => router.close());
  return router;
}

export function join(link: LinkFactory, options: Partial<PeerOptions> = {}): Peer {
  const peer = connect({ link, realm: 'lehr', reconnect: RECONNECT, ...options });
  cleanups.push(() => peer.close());
  return peer;
}

/** Resolves with the first state that fits, now or later. */
export function until<T extends PeerState>(peer: Peer, fits: (state: PeerState) => state is T): Promise<T> {
  return new Promise((resolve) => {
    const stop = peer.onState((state) => {
      if (!fits(state)) return;
      queueMicrotask(() => stop());
      resolve(state);
    });
  });
}
export const isJoined = (state: PeerState): state is Extract<PeerState, { is: 'joined' }> =>
  state.is === 'joined';

export function deferred<T = void>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((yes) => {
    resolve = yes;
  });
  return { promise, resolve };
}

/** A router behind a real socket that can be stopped, and started again on the same port. */
class Served {
  router!: Router;
  port = 0;
  #server: Server | null = null;

  async start(): Promise<void> {
    this.router = createRouter({ realms: { lehr: { roles: { all: ROLE }, anonymous: 'all' } } });
    const server = createServer();
    this.router.attach(server, { path: '/ws' });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    await this.router.close();
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  get link(): LinkFactory {
    return webSocketLink(`ws://127.0.0.1:${this.port}/ws`, WebSocket);
  }
}

export async function serve(): Promise<Served> {
  const served = new Served();
  await served.start();
  cleanups.push(() => served.stop());
  return served;
}

/** The links that a router is reached by, each with a router of its own. */
export const LINKS: readonly (readonly [name: string, open: () => Promise<LinkFactory>])[] = [
  [
    'a linked pair',
    async () => {
      const router = newRouter();
      return async () => router.link({ authid: 'test', authrole: 'all' });
    },
  ],
  ['a WebSocket with MessagePack', async () => (await serve()).link],
];
