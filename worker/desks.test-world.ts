/** For the tests of desks: a router with one token, and pages without a browser. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { type Remote, wrap } from 'comlink';
import { afterEach, beforeEach, vi } from 'vitest';
import { WebSocket } from 'ws';
import { connect, type Peer } from '../peer/client.ts';
import { createRouter, type Router } from '../router-lite/index.ts';
import type { Credential, DeskStatus } from './desk-api.ts';
import type { DeskDoor, SentCall, ToDesk } from './desk-protocol.ts';

export const TOKEN = 'an open secret of the test';
export const MINE: Credential = { realm: 'lehr', authid: 'submitter', token: TOKEN };
export const cleanups: (() => Promise<unknown> | unknown)[] = [];

beforeEach(() => {
  vi.stubGlobal('WebSocket', WebSocket);
  vi.stubGlobal('navigator', {});
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  vi.unstubAllGlobals();
});

/** A router with one token, that can be stopped and started again on its port. */
export class Served {
  router!: Router;
  port = 0;
  observer!: Peer;
  #server: Server | null = null;

  static async start(): Promise<Served> {
    const served = new Served();
    await served.start();
    cleanups.push(() => served.stop());
    return served;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const all = { call: true, register: true, publish: true, subscribe: true };
    this.router = createRouter({
      realms: {
        lehr: {
          roles: {
            all: { rules: [{ uri: '', match: 'prefix', allow: all }] },
            submitter: {
              rules: [
                { uri: 'lehr.', match: 'prefix', allow: { call: true, subscribe: true } },
                { uri: 'wamp.session.count', allow: { call: true } },
              ],
            },
          },
          anonymous: 'submitter',
          tickets: { submitter: { ticket: TOKEN, role: 'submitter' } },
        },
      },
    });
    const server = createServer();
    this.router.attach(server, { path: '/ws' });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.#server = server;
    const link = async () => this.router.link({ realm: 'lehr', authid: 'test', authrole: 'all' });
    this.observer = connect({ link, realm: 'lehr' });
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    await this.observer.close();
    await this.router.close();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  signedIn(): Promise<unknown> {
    return this.observer.callUri('wamp.session.count', [['submitter']]);
  }
}

/** A page without a browser. */
export class TestPage {
  readonly door: Remote<DeskDoor>;
  readonly heard: ToDesk[] = [];
  readonly attached: Promise<unknown>;
  readonly #waiting = new Set<() => void>();

  constructor(desks: { accept(port: unknown): void }, credential: Credential) {
    const { port1, port2 } = new MessageChannel();
    cleanups.push(() => port1.close());
    port1.on('message', (message: ToDesk | null) => {
      if (!message || !('is' in message)) return;
      this.heard.push(message);
      if (message.is === 'events') void this.door.took();
      for (const look of [...this.#waiting]) look();
    });
    this.door = wrap<DeskDoor>(port1 as unknown as Parameters<typeof wrap>[0]);
    desks.accept(port2);
    this.attached = this.door.attach({ credential, lock: null });
    cleanups.push(() => void this.door.leave());
  }

  get status(): DeskStatus | undefined {
    return this.heard.flatMap((message) => (message.is === 'status' ? [message.status] : [])).at(-1);
  }

  get events(): unknown[] {
    return this.heard.flatMap((message) =>
      message.is === 'events' ? message.events.map(({ id, event }) => [id, event.topic, ...event.args]) : [],
    );
  }

  until(fits: (page: TestPage) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!fits(this)) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  async isOpen(): Promise<void> {
    await this.until(({ status }) => status?.is === 'open');
  }
}

export const raw = (uri: string, more: Partial<SentCall> = {}): SentCall => ({
  uri,
  args: [],
  progressive: false,
  typed: false,
  ...more,
});
