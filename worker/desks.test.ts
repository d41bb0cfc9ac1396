/** Signed-in sessions with the real router behind a real socket; the test is their pages. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { type Remote, wrap } from 'comlink';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { connect, type Peer } from '../peer/client.ts';
import { WampError } from '../peer/errors.ts';
import { createRouter, type Router } from '../router-lite/index.ts';
import type { Credential, DeskStatus } from './desk-api.ts';
import type { DeskDoor, SentCall, ToDesk } from './desk-protocol.ts';

/** Loaded by name: desks.ts compiles with the browser's types, this file with Node's. */
const { Desks, MOST_SESSIONS } = (await import(`${'./desks.ts'}`)) as {
  readonly Desks: new (origin: string) => { accept(port: unknown): void };
  readonly MOST_SESSIONS: number;
};

const TOKEN = 'an open secret of the test';
const MINE: Credential = { realm: 'lehr', authid: 'submitter', token: TOKEN };
const cleanups: (() => Promise<unknown> | unknown)[] = [];

beforeEach(() => {
  vi.stubGlobal('WebSocket', WebSocket);
  vi.stubGlobal('navigator', {});
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  vi.unstubAllGlobals();
});

/** A router with one token, that can be stopped and started again on its port. */
class Served {
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
class TestPage {
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

const raw = (uri: string, more: Partial<SentCall> = {}): SentCall => ({
  uri,
  args: [],
  progressive: false,
  typed: false,
  ...more,
});

test('pages with one token share a session, which ends with the last of them', async () => {
  const served = await Served.start();
  const desks = new Desks(served.origin);
  const [first, second] = [new TestPage(desks, MINE), new TestPage(desks, MINE)];
  await Promise.all([first.isOpen(), second.isOpen()]);
  expect(await served.signedIn()).toBe(1);
  expect(first.status).toEqual(second.status);
  expect(first.status).toMatchObject({ is: 'open', role: 'submitter' });
  const left = new Promise((resolve) => served.observer.subscribeUri('wamp.session.on_leave', resolve));
  void first.door.leave();
  expect(await second.door.call(1, raw('wamp.session.count'))).toMatchObject({ result: {} });
  void second.door.leave();
  await left;
  expect(await served.signedIn()).toBe(0);
});

test('a wrong token is refused once and for all; another page with the right one comes in', async () => {
  const served = await Served.start();
  const desks = new Desks(served.origin);
  const wrong = new TestPage(desks, { ...MINE, token: 'something else entirely' });
  await wrong.until(({ status }) => status?.is === 'refused');
  expect(wrong.status).toMatchObject({
    is: 'refused',
    why: 'credential',
    reason: expect.stringContaining('wamp.error.authentication_denied'),
  });
  expect(await wrong.door.call(1, raw('wamp.session.count'))).toMatchObject({
    error: { uri: 'lehr.error.closed' },
  });
  await new TestPage(desks, MINE).isOpen();
  const realm = new TestPage(desks, { ...MINE, realm: 'nowhere' });
  await realm.until(({ status }) => status?.is === 'refused');
  expect(realm.status).toMatchObject({ why: 'realm' });
});

test('no more than so many sessions; one that ended makes room', async () => {
  const served = await Served.start();
  const desks = new Desks(served.origin);
  const wrongs = Array.from({ length: MOST_SESSIONS - 1 }, (_, i) => new TestPage(desks, nowhere(i)));
  const open = new TestPage(desks, MINE);
  const tooMany = new TestPage(desks, nowhere(99));
  await tooMany.until(({ status }) => status?.is === 'refused');
  expect(tooMany.status).toMatchObject({ why: 'full' });
  expect(await tooMany.door.call(1, raw('wamp.session.count'))).toHaveProperty('error');
  await Promise.all([open.isOpen(), ...wrongs.map((page) => page.until((p) => p.status?.is === 'refused'))]);
  await new TestPage(desks, { realm: 'lehr', authid: null, token: null }).isOpen();
});
const nowhere = (i: number): Credential => ({ realm: `nowhere${i}`, authid: null, token: null });

test('calls: typed ones are checked, raw ones bring everything, errors keep their URI and kwargs, and one that is cancelled ends', async () => {
  const served = await Served.start();
  const page = new TestPage(new Desks(served.origin), MINE);
  await served.observer.registerUri('lehr.test.fail', () => {
    throw new WampError('lehr.error.test', 'no', { args: ['no', 1], kwargs: { why: 'test' } });
  });
  await served.observer.registerUri('lehr.job.list', () => 'not what the contract says');
  let aborted = () => {};
  const interrupted = new Promise<void>((resolve) => {
    aborted = resolve;
  });
  let entered = () => {};
  const atCallee = new Promise<void>((resolve) => {
    entered = resolve;
  });
  await served.observer.registerUri('lehr.test.hang', (_args, { signal }) => {
    entered();
    return new Promise((resolve) =>
      signal.addEventListener('abort', () => {
        aborted();
        resolve(null);
      }),
    );
  });
  expect(await page.door.call(1, raw('lehr.test.fail'))).toEqual({
    error: { uri: 'lehr.error.test', message: 'no', args: ['no', 1], kwargs: { why: 'test' } },
  });
  expect(await page.door.call(2, raw('lehr.job.list'))).toMatchObject({
    result: { args: ['not what the contract says'] },
  });
  expect(await page.door.call(3, { ...raw('lehr.job.list'), args: [{}], typed: true })).toMatchObject({
    error: { uri: 'lehr.error.invalid_answer' },
  });
  const hanging = page.door.call(4, raw('lehr.test.hang', { cancel: 'kill' }));
  await atCallee;
  void page.door.cancel(4);
  expect(await hanging).toMatchObject({ error: { uri: 'wamp.error.canceled' } });
  await interrupted;
});

test('subscriptions outlive the router; one that is refused is said to be', async () => {
  const served = await Served.start();
  const page = new TestPage(new Desks(served.origin), MINE);
  await page.isOpen();
  void page.door.subscribe(1, { uri: 'lehr.', match: 'prefix' }, false);
  void page.door.subscribe(2, { uri: 'lehr.jobs', match: 'exact' }, true);
  void page.door.subscribe(3, { uri: 'com.secret', match: 'exact' }, false);
  await page.until(({ heard }) => heard.some(({ is }) => is === 'refused'));
  expect(page.heard.find(({ is }) => is === 'refused')).toMatchObject({
    id: 3,
    error: { uri: 'wamp.error.not_authorized' },
  });
  await served.stop();
  await page.until(({ status }) => status?.is === 'connecting');
  await served.start();
  await page.isOpen();
  // Subscribed again a moment later: heard once it is.
  const subscribed = async () => {
    const found = await served.observer.callUri('wamp.subscription.match', ['lehr.jobs']);
    return Array.isArray(found) && found.length === 2;
  };
  while (!(await subscribed())) await new Promise(setImmediate);
  served.observer.publish('lehr.jobs', { current: 'j1' });
  await page.until(({ events }) => events.length >= 2);
  expect(page.events).toEqual(
    expect.arrayContaining([
      [1, 'lehr.jobs', { current: 'j1' }],
      [2, 'lehr.jobs', { current: 'j1' }],
    ]),
  );
  await page.door.unsubscribe(1);
  await page.door.unsubscribe(2);
  while (await subscribed()) await new Promise(setImmediate);
});
