/** The lists with the real router between: what they show is what the router has, however peers come and go. */
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { connect, type Peer, type RawEvent } from '../../../peer/client.ts';
import { createRouter } from '../../../router-lite/index.ts';
import type { EventBatch } from '../../../worker/desk-api.ts';
import { REGISTRATIONS, SESSIONS, SUBSCRIPTIONS } from './kinds.ts';
import { type MetaSource, MetaTable, type TableKind } from './meta-table.ts';

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

/** A router of two ids whose answers and events the test delivers in any order, but each kind in its own. */
interface World {
  readonly alive: Set<number>;
  readonly pending: (() => void)[];
  readonly events: RawEvent[];
}

test('whatever the order in which answers and events arrive, what is shown ends as what the router has', async () => {
  const step = fc.oneof(
    fc.record({
      does: fc.constantFrom('join' as const, 'leave' as const),
      id: fc.integer({ min: 1, max: 4 }),
    }),
    fc.record({
      does: fc.constantFrom('answer' as const, 'event' as const, 'sync' as const),
      id: fc.constant(0),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const world: World = { alive: new Set(), pending: [], events: [] };
      let hear: (batch: EventBatch) => void = () => {};
      const source: MetaSource = {
        // Answered with what is so when the router reads it, delivered later.
        callRaw: (uri, [id]) =>
          new Promise((resolve, reject) => {
            const args = uri.endsWith('list') ? [[...world.alive]] : [{ session: id, authid: `${id}` }];
            const isThere = uri.endsWith('list') || world.alive.has(id as number);
            world.pending.push(() =>
              isThere
                ? resolve({ args, kwargs: {}, details: {} })
                : reject({ uri: 'wamp.error.no_such_session' }),
            );
          }),
        subscribeRaw(_pattern, listener) {
          hear = listener;
          return () => {};
        },
      };
      const table = new MetaTable(source, SESSIONS, () => {});
      const deliver = (count: number) => {
        const events = world.events.splice(0, count);
        if (events.length > 0) hear({ events, missed: 0 });
      };
      // Ids are never used twice, as those of a router.
      let epoch = 0;
      const known = new Map<number, number>();
      for (const { does, id } of steps) {
        if (does === 'join' && !known.has(id)) {
          epoch += 10;
          known.set(id, id + epoch);
          world.alive.add(id + epoch);
          world.events.push(event('on_join', { session: id + epoch, authid: `${id + epoch}` }));
        } else if (does === 'leave' && known.has(id)) {
          const gone = known.get(id)!;
          known.delete(id);
          world.alive.delete(gone);
          world.events.push(event('on_leave', gone));
        } else if (does === 'answer') world.pending.shift()?.();
        else if (does === 'event') deliver(1);
        else if (does === 'sync') void table.sync();
        await Promise.resolve();
      }
      while (world.pending.length > 0 || world.events.length > 0) {
        world.pending.shift()?.();
        for (let i = 0; i < 8; i += 1) await Promise.resolve();
        deliver(1);
      }
      expect(
        table
          .rows()
          .map(({ id }) => id)
          .sort(byNumber),
      ).toEqual([...world.alive].sort(byNumber));
      expect(table.unknown).toBe(0);
      table.close();
    }),
  );
});

/** A router of sessions that answers at once; the test tells the events. */
function atOnce(alive: ReadonlySet<number>) {
  const heard = { tell: (_: EventBatch): void => {} };
  const source: MetaSource = {
    async callRaw(uri, [id]) {
      const args = uri.endsWith('list') ? [[...alive]] : [{ session: id, authid: `${id}` }];
      return { args, kwargs: {}, details: {} };
    },
    subscribeRaw(_pattern, listener) {
      heard.tell = listener;
      return () => {};
    },
  };
  return { source, heard };
}

test('of thousands of events many may be given up on the way: when it is calm the list is whole, and nothing is left that went', async () => {
  vi.useFakeTimers();
  cleanups.push(() => vi.useRealTimers());
  const alive = new Set<number>();
  const { source, heard } = atOnce(alive);
  const table = new MetaTable(source, SESSIONS, () => {});
  cleanups.push(() => table.close());
  await vi.advanceTimersByTimeAsync(0);
  for (let id = 1; id <= 3_000; id += 1) {
    alive.add(id);
    const isGivenUp = id > 1_500 && id < 2_900;
    if (!isGivenUp) heard.tell({ events: [event('on_join', { session: id, authid: `${id}` })], missed: 0 });
  }
  alive.delete(7);
  expect(table.size).toBe(1_601);
  await vi.runAllTimersAsync();
  expect(
    table
      .rows()
      .map(({ id }) => id)
      .sort(byNumber),
  ).toEqual([...alive].sort(byNumber));
  expect(table.unknown).toBe(0);
});

test('a list that failed is asked for again', async () => {
  vi.useFakeTimers();
  cleanups.push(() => vi.useRealTimers());
  const { source } = atOnce(new Set([1]));
  let fails = true;
  const table = new MetaTable(
    {
      ...source,
      callRaw: (uri, args) => (fails ? Promise.reject(new Error('busy')) : source.callRaw(uri, args)),
    },
    SESSIONS,
    () => {},
  );
  cleanups.push(() => table.close());
  await vi.advanceTimersByTimeAsync(0);
  expect(table.failure?.message).toBe('busy');
  fails = false;
  await vi.runAllTimersAsync();
  expect(table.failure).toBeNull();
  expect(table.size).toBe(1);
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

const byNumber = (a: number, b: number) => a - b;
const event = (name: string, first: unknown): RawEvent => ({
  topic: `wamp.session.${name}`,
  args: [first],
  kwargs: {},
  publisher: null,
  publication: null,
  retained: false,
  seq: null,
  corrects: null,
});
