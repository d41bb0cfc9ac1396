/** A durable slot that is to have another topic: what it took already comes first, or nothing changes. */
import { describe, expect, test } from 'vitest';
import { type SlotSpec, slotSpec, toldSpec } from './core/slot-spec.ts';
import { slotStore } from './slot-store.ts';
import { fresh, Logs, publishAll, SLOT, STORES, serve, TOPIC, World } from './slot-testbed.ts';
import { memoryStore } from './store/memory.ts';

const OTHER = 'app.order.canceled';
const allow = { call: true, register: true, publish: true, subscribe: true };
const roles = {
  all: [{ uri: '', match: 'prefix', allow }],
  narrow: [
    { uri: OTHER, match: 'exact', allow },
    { uri: SLOT, match: 'exact', allow },
  ],
} as const;

/** What REGISTER with this `_slot` is told: [] where nothing is against it. */
function refusal(world: World, slot: object, authrole = 'all'): string[] {
  const member = world.bed.join(authrole);
  const request = member.next();
  const options = { invoke: 'roundrobin', _slot: { durable: true, ...slot } };
  member.send({ type: 'REGISTER', request, options, procedure: SLOT });
  const [answer] = member.take();
  member.disconnect();
  return answer?.type === 'ERROR' ? [answer.error, String(answer.payload.args?.[0])] : [];
}

const CONFLICT = 'wamp.error.procedure_exists_with_different_invocation_policy';

describe.each(Object.keys(STORES))('a durable slot over the store %s', (kind) => {
  test('goes on with another topic after what waits in it, through restarts', async () => {
    const store = fresh(kind);
    await publishAll(new World(store), [1, 2]);
    const second = new World(store);
    second.member({ topic: OTHER, rebind: true }).disconnect();
    second.publisher.publish(TOPIC, {}, ['of no topic of its any more']);
    second.publisher.publish(OTHER, {}, [3]);
    await second.stored();
    const third = new World(store);
    third.publisher.publish(OTHER, {}, [4]);
    const member = third.member({ topic: OTHER }, { invoke: 'roundrobin' });
    const { details } = member.inbox[0] as { details: object };
    expect(details).toMatchObject({ topic: TOPIC });
    expect(serve(member)).toEqual([1, 2, 3, 4]);
    // Others of its group may say so too, or not.
    expect(refusal(third, { topic: OTHER, rebind: true })).toEqual([]);
  });
});

test('that changes only for who says so, and while nobody serves it', () => {
  const world = new World(memoryStore());
  const member = world.member({}, { invoke: 'roundrobin' });
  expect(refusal(world, { topic: OTHER, rebind: true })).toEqual([
    CONFLICT,
    expect.stringContaining('is served as'),
  ]);
  member.disconnect();
  expect(refusal(world, { topic: OTHER })).toEqual([
    CONFLICT,
    expect.stringContaining('or with _slot.rebind'),
  ]);
  expect(refusal(world, { topic: OTHER, rebind: true, durable: false })).toEqual([
    CONFLICT,
    expect.stringContaining('is a durable slot: register it as that; wamp.slot.remove forgets it'),
  ]);
  expect(world.slot.spec.topic.uri).toBe(TOPIC);
});

test('what waits in it comes to nobody by it who may not have its topic', async () => {
  const world = new World(memoryStore(), { roles });
  await publishAll(world, [1]);
  const slot = { topic: OTHER, rebind: true };
  expect(refusal(world, slot, 'narrow')).toEqual([
    'wamp.error.not_authorized',
    expect.stringContaining(`events of ${TOPIC} wait in ${SLOT}: allow this role to subscribe to that`),
  ]);
  serve(world.member());
  expect(world.slot.length).toBe(0);
});

test('nor where an authorizer refuses that topic, which is asked for each it has events of', async () => {
  const asked = { procedure: 'auth.decide' };
  const world = new World(memoryStore(), { roles: { ...roles, asked: [] }, authorizers: { asked } });
  await publishAll(world, [1]);
  const authorizer = world.bed.join();
  authorizer.register('auth.decide');
  const client = world.bed.join('asked');
  const options = { _slot: { durable: true, topic: OTHER, rebind: true } };
  const questions: unknown[] = [];
  client.send({ type: 'REGISTER', request: client.next(), options, procedure: SLOT });
  for (let [next] = authorizer.take(); next?.type === 'INVOCATION'; [next] = authorizer.take()) {
    const [, uri, action] = next.payload.args ?? [];
    questions.push([action, uri]);
    authorizer.yield(next.request, [uri !== TOPIC]);
  }
  expect(questions).toEqual([
    ['register', SLOT],
    ['subscribe', OTHER],
    ['subscribe', TOPIC],
  ]);
  expect(client.takeOne('ERROR').error).toBe('wamp.error.not_authorized');
});

test('nor to who comes after whoever bound it, until it has had all of that', async () => {
  const store = memoryStore();
  const world = new World(store, { roles });
  await publishAll(world, [1]);
  const slot = { topic: OTHER, rebind: true };
  const said = ['wamp.error.not_authorized', expect.stringContaining(`events of ${TOPIC} wait in ${SLOT}`)];
  expect(refusal(world, slot)).toEqual([]);
  expect(refusal(world, slot, 'narrow')).toEqual(said);
  await world.stored();
  const next = new World(store, { roles });
  next.publisher.publish(OTHER, {}, [2]);
  expect(refusal(next, slot, 'narrow')).toEqual(said);
  const member = next.member(slot);
  expect(serve(member)).toEqual([1, 2]);
  member.disconnect();
  next.publisher.publish(OTHER, {}, [3]);
  expect(refusal(next, slot, 'narrow')).toEqual([]);
  await next.stored();
  expect(refusal(new World(store, { roles }), slot, 'narrow')).toEqual([]);
});

test('where it would have to look through many facts of others for that, it says so, and looks on meanwhile', async () => {
  const logs = new Logs();
  const pattern = { topic: 'app.order.', match: 'prefix' };
  const before = new World(memoryStore(), logs.with('app.'));
  for (let i = 0; i < 10_000; i++) before.publisher.publish('app.other', {}, [i]);
  before.publisher.publish(TOPIC, { acknowledge: true }, ['last']);
  await before.stored();
  const store = memoryStore();
  const place = slotStore(store, 'test', () => {}).open(SLOT);
  place.define(toldSpec(slotSpec({ durable: true, ...pattern }) as SlotSpec));
  place.progress.save(() => ({ prefix: 'app.', cursor: 0, open: [], attempts: [] }));
  await store.put('last', new Uint8Array());
  const world = new World(store, logs.with('app.'));
  const slot = { topic: OTHER, rebind: true };
  const looking = ['wamp.error.unavailable', expect.stringContaining('register again in a moment')];
  expect([refusal(world, slot), refusal(world, slot)]).toEqual([looking, looking]);
  world.bed.replay();
  const some = [CONFLICT, expect.stringContaining('has events or dead letters of app.order.')];
  expect(refusal(world, slot)).toEqual(some);
  const member = world.member(pattern);
  expect(serve(member)).toEqual(['last']);
  member.disconnect();
  expect(refusal(world, slot)).toEqual([]);
  expect(world.faults).toEqual([]);
});

test('where its events are facts, or are to be, it changes once it has had them, and begins with the present', async () => {
  const logs = new Logs();
  const world = new World(memoryStore(), logs.with('app.'));
  await publishAll(world, [1]);
  world.publisher.publish(OTHER, {}, ['before']);
  const slot = { topic: OTHER, rebind: true };
  expect(refusal(world, slot)).toEqual([
    CONFLICT,
    expect.stringContaining(`${SLOT} has events or dead letters of ${TOPIC}`),
  ]);
  const member = world.member();
  expect(serve(member)).toEqual([1]);
  member.disconnect();
  expect(refusal(world, slot)).toEqual([]);
  world.publisher.publish(TOPIC, {}, ['of no topic of its any more']);
  world.publisher.publish(OTHER, {}, [2]);
  expect(serve(world.member({ topic: OTHER }))).toEqual([2]);
  expect(world.slot.spec.topic.uri).toBe(OTHER);
  expect(world.faults).toEqual([]);
});
