/** A webhook with a slot, and a real target that is away: nothing is lost over a restart, and what is given up can be posted again. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { linkSession } from '../link-session.ts';
import { lmdbStore } from '../store/lmdb.ts';
import { mailbox } from '../transports/transport.suite.ts';
import { startConfigured } from './configured.ts';
import { createRouter } from './router.ts';
import { startWebhook, type Webhook } from './webhook.ts';
import type { WebhookOptions } from './webhook-options.ts';

const REALM = 'test';
const SLOT = 'hook.shop';
const allow = { call: true, register: true, publish: true, subscribe: true };
const roles = {
  guest: { rules: [{ uri: '', match: 'prefix', allow }] },
  reader: { rules: [{ uri: '', match: 'prefix', allow: { subscribe: true } }] },
} as const;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Posted {
  readonly id: unknown;
  readonly args: unknown;
}

/** What its target answers to each. */
const STATUS: Readonly<Record<string, number>> = { good: 200, never: 410, bad: 503 };

/** Resolves when the hook has so many receipts. */
async function delivered(hook: Webhook, count: number): Promise<void> {
  while (hook.counts().delivered < count) await new Promise((turn) => setImmediate(turn));
}

/** Answers as `status` says. */
async function target(port: number, status: (args: unknown) => number = () => 200) {
  const posts = mailbox<Posted>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { args } = JSON.parse(Buffer.concat(parts).toString()) as { readonly args: unknown };
      posts.put({ id: request.headers['webhook-id'], args });
      response.writeHead(status(args)).end();
    });
  });
  await new Promise<void>((up) => server.listen(port, '127.0.0.1', up));
  const close = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  closing.push(close);
  return { posts, close, port: (server.address() as AddressInfo).port };
}

/** One life of a router with its webhook. */
async function live(folder: string, port: number, options: Partial<WebhookOptions> = {}) {
  const store = lmdbStore(folder);
  const router = createRouter({ realms: { [REALM]: { roles } }, store });
  const hook = startWebhook(
    router,
    {
      ...{ realm: REALM, role: 'guest', topics: [{ topic: 'shop.', match: 'prefix' }], slot: SLOT },
      ...{ url: `http://127.0.0.1:${port}/hook`, secret: 'kiln', firstWaitMillis: 1, attempts: 1_000 },
      ...options,
    },
    { onError: () => {} },
  );
  const session = linkSession(router.link({ realm: REALM, authid: 'ann', authrole: 'guest' }), REALM);
  let isOver = false;
  async function close(): Promise<void> {
    if (isOver) return;
    isOver = true;
    await hook.close();
    await router.close();
    await store.close();
  }
  closing.push(close);
  return {
    hook,
    close,
    ready: () => hook.ready,
    /** The id that its target knows it by. */
    async publish(...args: unknown[]): Promise<string> {
      const published = await session.publish('shop.order', { args, kwargs: {} }, {});
      return 'publication' in published ? `msg_${published.publication}` : published.error;
    },
    async call(uri: string, ...args: unknown[]): Promise<unknown> {
      return (await session.call(uri, { args, kwargs: {} }, {})).args[0];
    },
  };
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lehr-webhook-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

it('posts what came while its target and its router were away, in order, under the ids it had', async () => {
  const folder = await emptyFolder();
  const first = await target(0);
  const { port } = first;
  const before = await live(folder, port);
  expect(await before.ready()).toBeNull();
  const ids = [await before.publish(0)];
  expect(await first.posts.take()).toEqual({ id: ids[0], args: [0] });
  await delivered(before.hook, 1);
  await first.close();
  for (const n of [1, 2, 3]) ids.push(await before.publish(n));
  while (before.hook.counts().retried === 0) await new Promise((turn) => setImmediate(turn));
  await before.close();

  const second = await target(port);
  const after = await live(folder, port);
  expect(await after.ready()).toBeNull();
  for (const n of [1, 2, 3]) expect(await second.posts.take()).toEqual({ id: ids[n], args: [n] });
  ids.push(await after.publish(4));
  expect(await second.posts.take()).toEqual({ id: ids[4], args: [4] });
  await delivered(after.hook, 4);
  await after.close();
  expect(after.hook.counts()).toMatchObject({ delivered: 4, failed: 0, dropped: 0, queued: 0 });
});

it('keeps what it gives up as dead letters: after its attempts, or at once where the target will never want it', async () => {
  const { posts, port } = await target(0, (args) => STATUS[String(args)] ?? 503);
  const { ready, publish, call, hook } = await live(await emptyFolder(), port, { attempts: 2 });
  expect(await ready()).toBeNull();
  const ids = [await publish('never'), await publish('bad'), await publish('good')];
  const order = ['never', 'bad', 'bad', 'good'];
  for (const what of order) expect((await posts.take()).args).toEqual([what]);
  await delivered(hook, 1);
  const letters = (await call('wamp.slot.letters', SLOT)) as Record<string, unknown>[];
  expect(letters.map(({ publication, attempts }) => [`msg_${publication}`, attempts])).toEqual([
    [ids[0], 1],
    [ids[1], 2],
  ]);
  expect(letters[0]?.message).toContain(`:${port}/hook answered 410`);
  expect(hook.counts()).toMatchObject({ delivered: 1, failed: 2, retried: 1 });
  expect(await call('wamp.slot.replay', SLOT, [letters[1]?.publication])).toBe(1);
  expect(await posts.take()).toEqual({ id: ids[1], args: ['bad'] });
});

it('goes on in its slot where the configuration names another topic: what waits of the one before is posted first', async () => {
  const folder = await emptyFolder();
  const first = await target(0);
  const { port } = first;
  const before = await live(folder, port, { topics: [{ topic: 'shop.order' }] });
  expect(await before.ready()).toBeNull();
  await first.close();
  const id = await before.publish('waits');
  while (before.hook.counts().retried === 0) await new Promise((turn) => setImmediate(turn));
  await before.close();

  const second = await target(port);
  const after = await live(folder, port, { topics: [{ topic: 'shop.', match: 'prefix' }] });
  expect(await after.ready()).toBeNull();
  const next = await after.publish('new');
  expect([await second.posts.take(), await second.posts.take()]).toEqual([
    { id, args: ['waits'] },
    { id: next, args: ['new'] },
  ]);
});

it('does not count an attempt that the router cut off as it stopped, and makes it again after the start', async () => {
  const folder = await emptyFolder();
  const posts = mailbox<unknown>();
  // Takes what is posted, and never answers.
  const mute = createServer((request) => posts.put(request.headers['webhook-id']));
  await new Promise<void>((up) => mute.listen(0, '127.0.0.1', up));
  const { port } = mute.address() as AddressInfo;
  const hook = { realm: REALM, role: 'guest', topics: [{ topic: 'shop.order' }], slot: SLOT, secret: 'kiln' };
  const start = (attempts: number) =>
    startConfigured({
      router: { realms: { [REALM]: { roles } } },
      webhooks: [
        {
          ...hook,
          url: `http://127.0.0.1:${port}/hook`,
          attempts,
          firstWaitMillis: 1,
          timeoutMillis: 600_000,
        },
      ],
      ...{ server: null, sockets: [], store: { path: folder }, blobs: null },
    });
  const first = await start(1);
  const ann = () => linkSession(first.router.link({ realm: REALM, authid: 'ann', authrole: 'guest' }), REALM);
  const published = await ann().publish('shop.order', { args: [1], kwargs: {} }, {});
  const id = 'publication' in published ? `msg_${published.publication}` : published.error;
  expect(await posts.take()).toBe(id);
  await first.close();
  mute.closeAllConnections();
  await new Promise((closed) => mute.close(closed));

  const working = await target(port);
  // More: fetch may give the first to its connection of before, which is closed.
  const second = await start(1_000);
  expect(second.router.slots(1).counts.dead).toBe(0);
  expect(second.router.slots(1).depths).toMatchObject([{ slot: SLOT, dead: 0 }]);
  expect(await working.posts.take()).toEqual({ id, args: [1] });
  await delivered(second.webhooks[0]!, 1);
  await second.close();
});

it('says why it cannot keep its events', async () => {
  const { ready } = await live(await emptyFolder(), 1, { role: 'reader' });
  expect(String(await ready())).toContain(
    `may not keep its events in the slot ${SLOT}: wamp.error.not_authorized`,
  );
  const router = createRouter({ realms: { [REALM]: { roles } } });
  closing.push(() => router.close());
  const hook = startWebhook(router, {
    ...{ realm: REALM, role: 'guest', topics: [{ topic: 'lamp' }], slot: SLOT },
    ...{ url: 'http://127.0.0.1:1/hook', secret: 'kiln' },
  });
  closing.push(() => hook.close());
  expect(String(await hook.ready)).toContain('give the router a store');
});
