import { afterEach, expect, test } from 'vitest';
import { connect, type Peer } from '../../../peer/client.ts';
import { createRouter } from '../../../router-lite/index.ts';
import { REGISTRATIONS, SESSIONS, SUBSCRIPTIONS } from './kinds.ts';
import { type MetaSource, MetaTable } from './meta-table.ts';
import type { TableKind } from './table-kind.ts';

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const rules = [
  { uri: '', match: 'prefix', allow: { call: true, register: true, publish: true, subscribe: true } },
] as const;

function open() {
  const router = createRouter({ realms: { lehr: { roles: { all: { rules } }, anonymous: 'all' } } });
  cleanups.push(() => router.close());
  const join = (authid: string): Peer => {
    const peer = connect({ link: async () => router.link({ authid, authrole: 'all' }), realm: 'lehr' });
    cleanups.push(() => peer.close());
    return peer;
  };
  return { join, watcher: join('watcher') };
}

/** A signed-in session as pages have it, but that events come at once, one a batch. */
function sourceOf(peer: Peer): MetaSource {
  return {
    callRaw: (uri, args) => peer.callRaw(uri, args),
    subscribeRaw(pattern, listener, refused) {
      const undo = peer.subscribeRaw(pattern, (event) => listener({ events: [event], missed: 0 }));
      undo.catch(refused);
      return () => void undo.then((end) => end()).catch(() => {});
    },
  };
}

/** A table, and a wait for what it shall show. */
function tableOf<Row extends { readonly id: number }>(source: MetaSource, kind: TableKind<Row>) {
  let look = () => {};
  const table = new MetaTable(source, kind, () => look());
  cleanups.push(() => table.close());
  /** `size`: how many rows there are then; who waits for thousands need not look at all of them as each comes. */
  const until = (
    fits: (rows: readonly Row[]) => boolean,
    size = { least: 0, most: Number.POSITIVE_INFINITY },
  ) =>
    new Promise<readonly Row[]>((resolve) => {
      look = () => {
        if (table.size < size.least || table.size > size.most) return;
        if (table.listed && table.unknown === 0 && fits(table.rows())) resolve(table.rows());
      };
      look();
    });
  return { table, until };
}

test('sessions come and go as they join and leave', async () => {
  const { join, watcher } = open();
  const early = join('early');
  const { until } = tableOf(sourceOf(watcher), SESSIONS);
  const named = (rows: readonly { authid: string }[]) =>
    rows
      .map(({ authid }) => authid)
      .sort()
      .join(' ');
  await until((rows) => named(rows) === 'early watcher');
  join('late');
  const rows = await until((known) => named(known) === 'early late watcher');
  expect(rows.find(({ authid }) => authid === 'late')).toMatchObject({
    role: 'all',
    transport: 'linked',
    agent: expect.stringContaining('Node'),
    since: expect.any(Number),
  });
  await early.close();
  await until((known) => named(known) === 'late watcher');
});

test('registrations tell of each callee what it has in hand and what waits, when asked again', async () => {
  const { join, watcher } = open();
  const [callee, caller] = [join('callee'), join('caller')];
  const { table, until } = tableOf(sourceOf(watcher), REGISTRATIONS);
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const undo = await callee.registerUri('com.work', () => released, { invoke: 'load', concurrency: 2 });
  const [row] = await until((rows) => rows.length === 1 && rows[0]?.callees?.length === 1);
  expect(row).toMatchObject({ uri: 'com.work', invoke: 'load', queue: 0, inFlight: 0 });
  const calls = [1, 2, 3].map(() => caller.callUri('com.work'));
  const busy = () => table.refresh([row!.id]);
  const polling = setInterval(busy, 5);
  const [loaded] = await until((rows) => rows[0]?.queue === 1);
  clearInterval(polling);
  expect(loaded).toMatchObject({ inFlight: 2, callees: [{ inFlight: 2, queue: 0, concurrency: 2 }] });
  release();
  await Promise.all(calls);
  await undo();
  await until((rows) => rows.length === 0);
});

test('subscriptions count their subscribers', async () => {
  const { join, watcher } = open();
  const { until } = tableOf(sourceOf(watcher), SUBSCRIPTIONS);
  const count = (rows: readonly { uri: string; subscribers: number | null }[]) =>
    rows.find(({ uri }) => uri === 'com.news')?.subscribers ?? 0;
  const [first, second] = [join('a'), join('b')];
  const undo = await first.subscribeUri('com.news', () => {});
  await until((rows) => count(rows) === 1);
  await second.subscribeUri('com.news', () => {});
  await until((rows) => count(rows) === 2);
  await undo();
  await until((rows) => count(rows) === 1);
  await second.close();
  await until((rows) => count(rows) === 0);
});

test('a router that does not tell is a failure in its own words', async () => {
  const router = createRouter({
    realms: { lehr: { roles: { none: { rules: [] } }, anonymous: 'none' } },
  });
  cleanups.push(() => router.close());
  const peer = connect({ link: async () => router.link({ authid: 'x', authrole: 'none' }), realm: 'lehr' });
  cleanups.push(() => peer.close());
  const failed = new Promise<void>((resolve) => {
    const table: MetaTable<{ readonly id: number }> = new MetaTable(sourceOf(peer), SESSIONS, () => {
      if (table.failure?.uri === 'wamp.error.not_authorized') resolve();
    });
  });
  await failed;
});

test('ten thousand subscriptions come into the list, and go', async () => {
  const { join, watcher } = open();
  const { until } = tableOf(sourceOf(watcher), SUBSCRIPTIONS);
  const peer = join('a');
  const ours = (rows: readonly { uri: string }[]) =>
    rows.filter(({ uri }) => uri.startsWith('com.p.')).length;
  await Promise.all(Array.from({ length: 10_000 }, (_, n) => peer.subscribeUri(`com.p.${n}`, () => {})));
  await until((rows) => ours(rows) === 10_000, { least: 10_000, most: 10_100 });
  await peer.close();
  await until((rows) => ours(rows) === 0, { least: 0, most: 100 });
});
