/** The lists where answers and events come late, in any order, or not at all: the router is the test. */
import fc from 'fast-check';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import type { RawEvent } from '../../../peer/client.ts';
import { rawEvent } from '../../../peer/raw-event.test-world.ts';
import type { EventBatch } from '../../../worker/desk-api.ts';
import { SESSIONS } from './kinds.ts';
import { type MetaSource, MetaTable } from './meta-table.ts';

afterEach(() => void vi.useRealTimers());

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
  const alive = new Set<number>();
  const { source, heard } = atOnce(alive);
  const table = new MetaTable(source, SESSIONS, () => {});
  onTestFinished(() => table.close());
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
  onTestFinished(() => table.close());
  await vi.advanceTimersByTimeAsync(0);
  expect(table.failure?.message).toBe('busy');
  fails = false;
  await vi.runAllTimersAsync();
  expect(table.failure).toBeNull();
  expect(table.size).toBe(1);
});

const byNumber = (a: number, b: number) => a - b;
const event = (name: string, first: unknown) => rawEvent(`wamp.session.${name}`, first);
