/** Facts come and go in a realm's configuration, and a durable slot loses nothing that was acknowledged by it. */
import { describe, expect, test } from 'vitest';
import { type FactLog, memoryFactLog } from './core/fact-log.ts';
import type { RealmConfig } from './core/realm-config.ts';
import { slotStore } from './slot-store.ts';
import { fresh, Logs, publishAll, SLOT, STORES, serve, TOPIC, World } from './slot-testbed.ts';
import { memoryStore } from './store/memory.ts';

describe.each(Object.keys(STORES))('a durable slot whose events become facts, over the store %s', (kind) => {
  test('gets first what its journal has from before, then the facts, each once through restarts', async () => {
    const store = fresh(kind);
    const logs = new Logs();
    await publishAll(new World(store, logs.with()), [1, 2, 3]);
    const second = new World(store, logs.with('app.'));
    second.publisher.publish(TOPIC, {}, [4]);
    expect(second.slot.length).toBe(4);
    const member = second.member();
    const { request, payload } = member.takeOne('INVOCATION');
    expect(payload.args).toEqual([1]);
    member.yield(request);
    member.takeOne('INVOCATION');
    await second.stored();
    expect(serve(new World(store, logs.with('app.')).member())).toEqual([2, 3, 4]);
    await second.stored();
    expect(serve(new World(store, logs.with('app.')).member())).toEqual([]);
    expect([...store.keys('slot-event/')]).toEqual([]);
  });

  test('and cannot be read for a while: nobody else misses anything for it, and it goes on once they can', async () => {
    const log = memoryFactLog('app.');
    let isBroken = false;
    const breaking: FactLog = new Proxy(log, {
      get(target, name) {
        if (name === 'read' && isBroken) throw new Error('the disk is broken');
        const value = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const store = fresh(kind);
    const config: Partial<RealmConfig> = { facts: [{ prefix: 'app.' }], openFactLog: () => breaking };
    await publishAll(new World(store, config), [1]);
    const world = new World(store, config);
    const { bed } = world;
    const subscriber = bed.join();
    subscriber.subscribe('other');
    const other = bed.join();
    other.register('other.slot', { _slot: { topic: 'other' } });
    isBroken = true;
    const member = world.member();
    expect(world.faults).toEqual([new Error('the disk is broken')]);
    bed.tick(4_999);
    // A step in which both have something to do.
    bed.core.realm('test')!.slots.delivery.changed(world.slot);
    world.publisher.publish('other', { acknowledge: true }, ['for others']);
    expect(world.publisher.takeOne('PUBLISHED')).toBeDefined();
    expect(subscriber.takeOne('EVENT').payload.args).toEqual(['for others']);
    expect(serve(other)).toEqual(['for others']);
    expect([world.faults.length, member.take()]).toEqual([2, []]);
    isBroken = false;
    bed.tick(5_000);
    expect(serve(member)).toEqual([1]);
  });

  test('counts the attempts of what it carries along, and keeps it before the facts as it comes again', async () => {
    const store = fresh(kind);
    const logs = new Logs();
    const slot = { max_attempts: 3, backoff: 10 };
    const first = new World(store, logs.with());
    first.member(slot).disconnect();
    first.publisher.publish(TOPIC, {}, ['carried']);
    await first.stored();
    for (const attempt of [1, 2]) {
      const world = new World(store, logs.with('app.'));
      if (attempt === 1) world.publisher.publish(TOPIC, {}, ['fact']);
      const member = world.member(slot);
      const { request, details, payload } = member.takeOne('INVOCATION');
      expect([payload.args, details.attempt]).toEqual([['carried'], attempt]);
      member.fail(request);
      await world.stored();
    }
    const last = new World(store, logs.with('app.'));
    const member = last.member(slot);
    const { request } = member.takeOne('INVOCATION');
    member.fail(request);
    expect(serve(member)).toEqual(['fact']);
    expect([...last.slot.deadLetters].map(({ event }) => event.payload.args)).toEqual([['carried']]);
  });

  test('and are none any more: the router does not start until the slot has them all', async () => {
    const store = fresh(kind);
    const logs = new Logs();
    await publishAll(new World(store, logs.with('app.')), [1, 2]);
    for (const now of [logs.with(), logs.with('app.order.')]) {
      expect(() => new World(store, now)).toThrow(
        `${SLOT} of test: facts below app. wait for it, and that is no prefix of the realm's facts any more`,
      );
    }
    const again = new World(store, logs.with('app.'));
    expect(serve(again.member())).toEqual([1, 2]);
    await again.stored();
    // Facts of another topic of the prefix are nothing to it.
    again.publisher.publish('app.other');
    const other = new World(store, logs.with('app.order.'));
    for (const n of [3, 4]) other.publisher.publish(TOPIC, {}, [n]);
    await other.stored();
    // The numbers of the one log are not those of the other.
    expect(serve(new World(store, logs.with('app.order.')).member())).toEqual([3, 4]);
  });
});

test.each(Object.keys(STORES))(
  'a slot of facts that is made anew right after it was removed begins with the present, over the store %s',
  async (kind) => {
    const world = new World(fresh(kind), new Logs().with('app.'));
    await publishAll(world, ['before']);
    const operator = world.bed.join();
    operator.call('wamp.slot.remove', {}, [SLOT]);
    operator.takeOne('RESULT');
    // In one turn: nothing of it is on disk yet.
    const member = world.member();
    expect(serve(member)).toEqual([]);
    world.publisher.publish(TOPIC, {}, ['after']);
    expect(serve(member)).toEqual(['after']);
  },
);

test('a log that has nothing more for a slot is looked through at one start, and not at the next', async () => {
  const store = memoryStore();
  const logs = new Logs();
  const first = new World(store, logs.with('app.'));
  first.member({ topic: 'app..mine', match: 'wildcard' }).disconnect();
  await first.stored();
  for (let n = 0; n < 300; n++) first.publisher.publish('app.a.other');
  let looked = 0;
  const log = logs.with().openFactLog!('app.');
  const read = log.read.bind(log);
  log.read = function* (from, topic) {
    for (const entry of read(from, topic)) {
      looked += 1;
      yield entry;
    }
  };
  for (const expected of [300, 300]) {
    await new World(store, logs.with()).stored();
    expect(looked).toBe(expected);
  }
});

test('a durable slot of which only some events would be facts keeps the router from starting', async () => {
  const store = memoryStore();
  const logs = new Logs();
  const world = new World(store, logs.with());
  world.member({ topic: 'app.', match: 'prefix' }).disconnect();
  await world.stored();
  expect(() => new World(store, logs.with('app.order.'))).toThrow(
    'only those below app.order. are facts now: start without that prefix, or remove the slot before (wamp.slot.remove)',
  );
  const before = new World(store, logs.with());
  before.publisher.call('wamp.slot.remove', {}, [SLOT]);
  await before.stored();
  new World(store, logs.with('app.order.'));
});

test('a durable slot that this router cannot read keeps it from starting: events would pass it by', () => {
  const store = memoryStore();
  slotStore(store, 'test', () => {})
    .open(SLOT)
    .define({ topic: TOPIC, durable: true, colour: 'green' });
  expect(() => new World(store)).toThrow('cannot read what it is');
});

test('the place an older router kept in a log, of which it did not say which, is one in the log there is', () => {
  const logs = new Logs();
  const config = logs.with('app.');
  const store = memoryStore();
  const publisher = new World(store, config).publisher;
  for (const n of [1, 2, 3]) publisher.publish(TOPIC, {}, [n]);
  const file = slotStore(store, 'test', () => {}).open(SLOT);
  file.define({ topic: TOPIC, durable: true });
  file.progress.save(() => ({ cursor: 1, open: [], attempts: [] }));
  expect(() => new World(store, logs.with())).toThrow('its events were facts, and are none now');
  expect(serve(new World(store, config).member())).toEqual([2, 3]);
});
