/** Durable slots of topics whose events are facts: over each store, through restarts of the router. */
import { describe, expect, test } from 'vitest';
import { memoryFactLog } from './core/fact-log.ts';
import type { RealmConfig } from './core/realm-config.ts';
import { fresh, SLOT, STORES, serve, TOPIC, World } from './slot-testbed.ts';

describe.each(Object.keys(STORES))('a durable slot of facts, its place kept in the store %s', (kind) => {
  /** The log outlives the routers, as one on disk does. */
  function facts(retention = {}): Partial<RealmConfig> {
    const log = memoryFactLog('');
    return { facts: [{ prefix: 'app.', retention }], openFactLog: () => log };
  }

  test('goes on after a restart where it was, with what was not done before that', async () => {
    const store = fresh(kind);
    const config = facts();
    const world = new World(store, config);
    world.publisher.publish(TOPIC, {}, ['before the slot']);
    const member = world.member({}, { concurrency: 4 });
    for (const n of [1, 2, 3, 4]) {
      world.publisher.publish(TOPIC, {}, [n]);
      world.publisher.publish('app.other');
    }
    expect(member.take().map((m) => m.type === 'INVOCATION' && m.details._seq)).toEqual([2, 4, 6, 8]);
    for (const request of [1, 3]) member.yield(request);
    await world.stored();
    const second = new World(store, config);
    second.publisher.publish(TOPIC, {}, [5]);
    expect(serve(second.member())).toEqual([2, 4, 5]);
    await second.stored();
    expect(serve(new World(store, config).member())).toEqual([]);
    // Each fact is on disk once, in its log.
    expect([...store.keys('slot-event')]).toEqual([]);
  });

  test('counts attempts through restarts, keeps dead letters, and replays them', async () => {
    const store = fresh(kind);
    const config = facts();
    const slot = { max_attempts: 2, backoff: 10 };
    for (const attempt of [1, 2]) {
      const world = new World(store, config);
      const member = world.member(slot);
      if (attempt === 1) world.publisher.publish(TOPIC, {}, ['bad']);
      const { request, details } = member.takeOne('INVOCATION');
      expect(details.attempt).toBe(attempt);
      member.fail(request, 'app.milk');
      await world.stored();
    }
    const world = new World(store, config);
    const member = world.member(slot);
    expect(member.take()).toEqual([]);
    world.publisher.call('wamp.slot.replay', {}, [SLOT]);
    const { request, payload } = member.takeOne('INVOCATION');
    expect(payload.args).toEqual(['bad']);
    // What dies now is a dead letter still.
    expect(new World(store, config).slot.deadLetters.size).toBe(1);
    member.yield(request);
    await world.stored();
    expect(new World(store, config).slot.deadLetters.size).toBe(0);
  });

  test('reads on from the log what it does not hold in memory, in order', async () => {
    const store = fresh(kind);
    const config = facts();
    const world = new World(store, config);
    world.member().disconnect();
    const all = Array.from({ length: 2_400 }, (_, n) => n);
    for (const n of all.slice(0, 1_500)) world.publisher.publish(n % 2 ? TOPIC : 'app.other', {}, [n]);
    const member = world.member();
    for (const n of all.slice(1_500)) world.publisher.publish(n % 2 ? TOPIC : 'app.other', {}, [n]);
    expect(serve(member)).toEqual(all.filter((n) => n % 2));
    expect(world.slot.length).toBe(0);
  });

  test('looks for its own among many others in steps, and remembers how far it has looked', async () => {
    const store = fresh(kind);
    const config = facts();
    const before = new World(store, config);
    before.member({ topic: 'app..mine', match: 'wildcard' }).disconnect();
    for (let n = 1; n <= 3_000; n++)
      before.publisher.publish(n % 1_000 ? 'app.a.other' : 'app.a.mine', {}, [n]);
    await before.stored();
    const world = new World(store, config);
    const member = world.bed.join();
    member.register(SLOT);
    expect(member.take()).toEqual([]);
    const got: unknown[] = [];
    for (let some: unknown[] = ['begin']; some.length > 0; got.push(...some)) {
      world.bed.replay();
      some = serve(member);
    }
    expect(got).toEqual([1_000, 2_000, 3_000]);
    world.publisher.publish('app.b.mine', {}, ['live']);
    expect(serve(member)).toEqual(['live']);
    // As far as it has looked, it does not look again.
    for (let n = 1; n <= 2_000; n++) world.publisher.publish('app.a.other');
    await world.stored();
    expect(new World(store, config).slot.length).toBeLessThan(2_000);
  });

  test('that falls behind further than the facts are kept loses what is forgotten, and counts it', async () => {
    const store = fresh(kind);
    const config = facts({ count: 3 });
    const world = new World(store, config);
    world.member().disconnect();
    for (let n = 0; n < 5; n++) world.publisher.publish(TOPIC, { acknowledge: true }, [n]);
    expect(world.publisher.take().map(({ type }) => type)).toEqual(Array(5).fill('PUBLISHED'));
    await world.stored();
    const second = new World(store, config);
    expect(serve(second.member())).toEqual([2, 3, 4]);
    expect(second.bed.core.realm('test')!.slots.delivery.counts.dropped).toBe(2);
  });

  test('takes no events that are facts along with some that are not', () => {
    const world = new World(fresh(kind), facts());
    const client = world.bed.join();
    const options = { _slot: { topic: 'a', match: 'prefix', durable: true } };
    client.send({ type: 'REGISTER', request: 1, options, procedure: SLOT });
    expect(client.takeOne('ERROR').error).toBe('wamp.error.invalid_argument');
  });
});
