/** Slots that are removed with much on disk: in steps, through crashes, and without taking what comes after them along. */
import { describe, expect, test, vi } from 'vitest';
import { fresh, SLOT, STORES, serve, TOPIC, World } from './slot-testbed.ts';
import type { Store } from './store/store.ts';

const EVENTS = 1_700;
const options = { slotLimits: { deadLetters: 10 } };

function remove(world: World): void {
  world.publisher.call('wamp.slot.remove', {}, [SLOT]);
  expect(world.publisher.takeOne('RESULT').payload.args).toEqual([]);
}

/** A router whose slot has many events on disk. */
async function filled(store: Store): Promise<World> {
  const world = new World(store, options);
  world.publisher.call('wamp.slot.define', {}, [SLOT, { topic: TOPIC, durable: true }]);
  world.publisher.take();
  for (let n = 1; n <= EVENTS; n++) {
    world.publisher.publish(TOPIC, {}, [n]);
    // A key each: what comes in one turn has one.
    await new Promise<void>((next) => setImmediate(next));
  }
  await world.stored();
  return world;
}

const keysOf = (store: Store) =>
  ['slot-event', 'slot-done/', 'slot-dead/', 'slot-gone/'].flatMap((prefix) => [...store.keys(prefix)]);

/** The store as one sees it whose process ends after so many deletions: what comes then never happens, and never ends. */
function dying(store: Store, deletions: number): Store {
  let left = deletions;
  return new Proxy(store, {
    get(target, name) {
      if (name !== 'delete') return Reflect.get(target, name);
      return (key: string) => (left-- > 0 ? target.delete(key) : new Promise<void>(() => {}));
    },
  });
}

describe.each(Object.keys(STORES))('a slot that is removed from the store %s', (kind) => {
  test('goes in steps, with turns of the loop between them, and leaves nothing', async () => {
    const store = fresh(kind);
    const deleted = vi.spyOn(store, 'delete');
    const world = await filled(store);
    const inTurns: number[] = [];
    remove(world);
    // Whatever else runs in this process runs between the steps.
    while (keysOf(store).length > 0) {
      inTurns.push(deleted.mock.calls.length);
      deleted.mockClear();
      await new Promise<void>((next) => setImmediate(next));
    }
    inTurns.push(deleted.mock.calls.length);
    expect(Math.max(...inTurns)).toBeLessThanOrEqual(510);
    expect(inTurns.filter((count) => count > 100).length).toBeGreaterThanOrEqual(4);
    expect(world.faults).toEqual([]);
    expect([...store.keys('slots/')]).toEqual([]);
  });

  test('is gone after a crash in the middle, and the next start goes on with it', async () => {
    const store = fresh(kind);
    await (await filled(store)).stored();
    const world = new World(dying(store, 700), options);
    remove(world);
    await vi.waitFor(() => expect(keysOf(store).length).toBeLessThan(1_300), 30_000);
    expect(keysOf(store).length).toBeGreaterThan(900);
    const after = new World(store, options);
    expect(after.slot).toBeUndefined();
    await vi.waitFor(() => expect(keysOf(store)).toEqual([]), 30_000);
  });

  test('takes nothing of a slot that has its name from then on, also through a restart', async () => {
    const store = fresh(kind);
    const world = await filled(store);
    remove(world);
    world.publisher.call('wamp.slot.define', {}, [SLOT, { topic: TOPIC, durable: true }]);
    world.publisher.take();
    for (const n of ['new 1', 'new 2']) world.publisher.publish(TOPIC, {}, [n]);
    await world.stored();
    const after = new World(store, options);
    expect(after.slot.waiting).toBe(2);
    await vi.waitFor(() => expect([...store.keys('slot-gone/')]).toEqual([]), 30_000);
    expect(keysOf(store).length).toBeLessThanOrEqual(2);
    expect(serve(new World(store, options).member())).toEqual(['new 1', 'new 2']);
  });
});
