/** Durable slots: over each store, through restarts of the router. */
import { describe, expect, test, vi } from 'vitest';
import { slotStore } from './slot-store.ts';
import { fresh, SLOT, STORES, serve, TOPIC, World } from './slot-testbed.ts';
import { memoryStore } from './store/memory.ts';
import type { Store } from './store/store.ts';

describe.each(Object.keys(STORES))('a durable slot over the store %s', (kind) => {
  test('takes events while nobody serves it, and through a restart, and delivers them in order', async () => {
    const store = fresh(kind);
    const first = new World(store);
    first.member().disconnect();
    for (let n = 1; n <= 3; n++) first.publisher.publish(TOPIC, {}, [n]);
    await first.stored();
    first.bed.tick(1_000_000);
    const second = new World(store);
    second.publisher.publish(TOPIC, {}, [4]);
    expect(serve(second.member())).toEqual([1, 2, 3, 4]);
  });

  test('acknowledges a publication once it is on disk', async () => {
    const world = new World(fresh(kind));
    const member = world.member();
    world.publisher.publish(TOPIC, { acknowledge: true });
    expect(world.publisher.take()).toEqual([]);
    // A member need not wait for that.
    const { details } = member.takeOne('INVOCATION');
    await world.stored();
    expect(world.publisher.takeOne('PUBLISHED').publication).toBe(details.publication);
  });

  test('acknowledges what came in one turn in its order, each to its publisher, unless that left', async () => {
    const world = new World(fresh(kind));
    world.member().disconnect();
    const [other, leaving] = [world.bed.join(), world.bed.join()];
    const all = [world.publisher, leaving, other, world.publisher, other];
    for (const publisher of all) publisher.publish(TOPIC, { acknowledge: true });
    world.publisher.publish(TOPIC);
    leaving.disconnect();
    await world.stored();
    const requests = [world.publisher, other].map((publisher) =>
      publisher.take().map((answer) => answer.type === 'PUBLISHED' && answer.request),
    );
    expect(requests).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  test('brings back after a restart what was not acknowledged, and nothing else, payload and details whole', async () => {
    const store = fresh(kind);
    const world = new World(store);
    const member = world.member({}, { concurrency: 3 });
    const [args, kwargs] = [[new Uint8Array([0, 255]), 2n ** 60n, 'é', null], { deep: { list: [1.5] } }];
    for (let n = 0; n < 3; n++) {
      world.publisher.send({
        type: 'PUBLISH',
        request: world.publisher.next(),
        options: { disclose_me: true, exclude_authid: ['nobody'] },
        topic: TOPIC,
        payload: { args, kwargs },
      });
    }
    const sent = member.take();
    member.yield(1);
    member.yield(3);
    await world.stored();
    const again = new World(store).member({}, { concurrency: 3 }).takeOne('INVOCATION');
    expect(again).toMatchObject({ payload: { args, kwargs }, details: (sent[1] as typeof again).details });
  });

  test('counts attempts through restarts, and keeps dead letters', async () => {
    const store = fresh(kind);
    const slot = { max_attempts: 3, backoff: 10 };
    for (const attempt of [1, 2, 3]) {
      const world = new World(store);
      const member = world.member(slot);
      if (attempt === 1) world.publisher.publish(TOPIC, {}, ['bad']);
      const { request, details } = member.takeOne('INVOCATION');
      expect(details.attempt).toBe(attempt);
      member.fail(request, 'app.milk');
      await world.stored();
      expect(world.faults).toEqual([]);
    }
    const world = new World(store);
    expect(world.slot.deadLetters.size).toBe(1);
    const member = world.member(slot);
    expect(member.take()).toEqual([]);
    world.publisher.call('wamp.slot.replay', {}, [SLOT]);
    const { request, details, payload } = member.takeOne('INVOCATION');
    expect([details.attempt, payload.args]).toEqual([1, ['bad']]);
    member.yield(request);
    await world.stored();
    const after = new World(store);
    expect([after.slot.length, after.slot.deadLetters.size]).toEqual([0, 0]);
  });

  test('keeps more than it holds in memory, in order, from before and after a restart', async () => {
    const store = fresh(kind);
    const first = new World(store);
    first.member().disconnect();
    const all = Array.from({ length: 2_600 }, (_, n) => n);
    for (const n of all.slice(0, 1_300)) first.publisher.publish(TOPIC, {}, [n]);
    await first.stored();
    for (const n of all.slice(1_300, 2_500)) first.publisher.publish(TOPIC, {}, [n]);
    const half = first.member();
    const got: unknown[] = [];
    for (let n = 0; n < 1_200; n++) {
      const { request, payload } = half.takeOne('INVOCATION');
      got.push(payload.args?.[0]);
      half.yield(request);
    }
    await first.stored();
    const second = new World(store);
    for (const n of all.slice(2_500)) second.publisher.publish(TOPIC, {}, [n]);
    expect([...got, ...serve(second.member())]).toEqual(all);
    expect([second.slot.length, second.slot.weight]).toEqual([0, 0]);
  });

  test('drops its oldest at its bound, on disk too', async () => {
    const store = fresh(kind);
    const config = { slotLimits: { durableEvents: 2 } };
    const world = new World(store, config);
    world.member().disconnect();
    for (const n of [1, 2, 3]) world.publisher.publish(TOPIC, {}, [n]);
    world.publisher.publish(TOPIC, { acknowledge: true }, [4]);
    expect(world.publisher.takeOne('ERROR').error).toBe('wamp.error.unavailable');
    await world.stored();
    expect(serve(new World(store, config).member())).toEqual([2, 3]);
  });

  test('at its bound, and not to be read: the new event gives way, and others have it', async () => {
    const store = fresh(kind);
    const config = { slotLimits: { durableEvents: 1_100 } };
    const first = new World(store, config);
    first.member().disconnect();
    for (let n = 0; n < 1_100; n++) first.publisher.publish(TOPIC, {}, [n]);
    await first.stored();
    let isBroken = false;
    const broken: Store = {
      ...store,
      get(key) {
        if (isBroken) throw new Error('the disk cannot be read');
        return store.get(key);
      },
    };
    const second = new World(broken, config);
    const other = second.bed.join();
    other.register('app.other', { _slot: { topic: TOPIC } });
    isBroken = true;
    second.publisher.publish(TOPIC, {}, ['new']);
    expect(serve(other)).toEqual(['new']);
    expect(second.faults).toEqual([new Error('the disk cannot be read')]);
    expect(second.bed.core.realm('test')!.slots.delivery.counts.dropped).toBe(1);
    isBroken = false;
    second.publisher.publish(TOPIC, {}, ['newer']);
    expect(serve(second.member()).slice(-2)).toEqual([1_099, 'newer']);
  });

  test('passes over what cannot be read any more, counts it as dropped, and tells of it', async () => {
    const store = fresh(kind);
    const first = new World(store);
    first.member({ max_attempts: 1 });
    for (const n of [1, 2, 3]) {
      first.publisher.publish(TOPIC, {}, [n]);
      await first.stored();
    }
    const [, second] = [...store.keys('slot-events/')];
    const place = second!.split('/')[1];
    const broken = [second!, `slot-event/${place}/0000000000000004-20`, `slot-dead/${place}/7`];
    for (const key of broken) await store.put(key, new Uint8Array([0xc1]));
    const after = new World(store);
    expect(serve(after.member())).toEqual([1, 3]);
    expect(after.bed.core.realm('test')!.slots.delivery.counts.dropped).toBe(2);
    expect(after.slot.deadLetters.size).toBe(0);
    expect(after.faults.map((error) => (error as Error).message).sort()).toEqual(
      broken.sort().map((key) => expect.stringContaining(`${key} in the store cannot be read: `)),
    );
  });

  test('leaves nothing behind when it is removed', async () => {
    const store = fresh(kind);
    const world = new World(store);
    const member = world.member({ max_attempts: 1 });
    for (const n of [1, 2]) world.publisher.publish(TOPIC, {}, [n]);
    member.fail(member.takeOne('INVOCATION').request);
    member.disconnect();
    await world.stored();
    world.publisher.call('wamp.slot.remove', {}, [SLOT]);
    world.publisher.takeOne('RESULT');
    await vi.waitFor(() => expect([...store.keys('slot')]).toEqual([]), 30_000);
    expect([...new World(store).bed.core.realm('test')!.slots]).toEqual([]);
  });

  test('of one realm is not one of another', async () => {
    const store = fresh(kind);
    const world = new World(store);
    world.member();
    await world.stored();
    expect([...slotStore(store, 'other', () => {}).found]).toEqual([]);
  });
});

test('a publication that cannot be written is refused, and its operator is told', async () => {
  const store = memoryStore();
  const full: Store = {
    ...store,
    put: (key, value) =>
      key.startsWith('slot-event') ? Promise.reject(new Error('the disk is full')) : store.put(key, value),
  };
  const world = new World(full);
  world.member().disconnect();
  world.publisher.publish(TOPIC, { acknowledge: true });
  await world.stored();
  const { error, payload } = world.publisher.takeOne('ERROR');
  expect([error, payload.args?.[0]]).toEqual([
    'wamp.error.unavailable',
    'not stored: the disk is full; publish it again',
  ]);
});

test('the members of a durable slot cannot make it one in memory', () => {
  const world = new World(memoryStore());
  world.member().disconnect();
  const client = world.bed.join();
  client.send({ type: 'REGISTER', request: 1, options: { _slot: { topic: TOPIC } }, procedure: SLOT });
  expect(client.takeOne('ERROR').error).toBe('wamp.error.procedure_exists_with_different_invocation_policy');
});
