/** Every feature WELCOME announces has a proof here, and the other way round. */
import { expect, test } from 'vitest';
import { peerFeatures, ROUTER_ROLES } from './features.ts';
import { CLIENT_ROLES, Testbed } from './testbed.ts';

const world = () => {
  const bed = new Testbed();
  return { bed, client: bed.join(), other: bed.join() };
};

const BROKER: Record<string, () => void> = {
  pattern_based_subscription() {
    const { client, other } = world();
    other.subscribe('app.', { match: 'prefix' });
    client.publish('app.x');
    expect(other.takeOne('EVENT').details).toEqual({ topic: 'app.x' });
  },
  publisher_exclusion() {
    const { client } = world();
    client.subscribe('app.x');
    client.publish('app.x', { exclude_me: false });
    expect(client.takeOne('EVENT').details).toEqual({});
  },
  publisher_identification() {
    const { client, other } = world();
    other.subscribe('app.x');
    client.publish('app.x', { disclose_me: true });
    expect(other.takeOne('EVENT').details.publisher).toBe(client.session.id);
  },
  session_meta_api() {
    const { bed, client } = world();
    client.subscribe('wamp.session.on_join');
    bed.join();
    expect(client.takeOne('EVENT').payload.args).toHaveLength(1);
  },
  subscriber_blackwhite_listing() {
    const { client, other } = world();
    other.subscribe('app.x');
    client.publish('app.x', { exclude: [other.session.id] });
    client.publish('app.x', { eligible_authrole: ['all'] }, ['wanted']);
    expect(other.takeOne('EVENT').payload.args).toEqual(['wanted']);
  },
};

const DEALER: Record<string, () => void> = {
  call_canceling() {
    const { client, other } = world();
    other.register('app.x');
    client.cancel(client.call('app.x'));
    expect(other.take().map(({ type }) => type)).toEqual(['INVOCATION', 'INTERRUPT']);
    expect(client.takeOne('ERROR').error).toBe('wamp.error.canceled');
  },
  call_timeout() {
    const { bed, client, other } = world();
    other.register('app.x');
    client.call('app.x', { timeout: 5 });
    bed.tick(5);
    expect(client.takeOne('ERROR').error).toBe('wamp.error.timeout');
  },
  caller_identification() {
    const { client, other } = world();
    other.register('app.x');
    client.call('app.x', { disclose_me: true });
    expect(other.takeOne('INVOCATION').details.caller).toBe(client.session.id);
  },
  pattern_based_registration() {
    const { client, other } = world();
    other.register('app..y', { match: 'wildcard' });
    client.call('app.x.y');
    expect(other.takeOne('INVOCATION').details.procedure).toBe('app.x.y');
  },
  progressive_call_results() {
    const { client, other } = world();
    other.register('app.x');
    client.call('app.x', { receive_progress: true });
    other.yield(1, [1], { progress: true });
    expect(client.takeOne('RESULT').details.progress).toBe(true);
  },
  session_meta_api() {
    const { client } = world();
    client.call('wamp.session.count');
    expect(client.takeOne('RESULT').payload.args).toEqual([2]);
  },
  shared_registration() {
    const { bed, client, other } = world();
    const third = bed.join();
    for (const callee of [other, third]) callee.register('app.x', { invoke: 'roundrobin' });
    client.call('app.x');
    client.call('app.x');
    expect([other, third].map((callee) => callee.takeOne('INVOCATION').request)).toEqual([1, 1]);
  },
};

const announced = (role: 'broker' | 'dealer'): string[] =>
  Object.keys((ROUTER_ROLES[role] as { features: object }).features);

test('WELCOME announces exactly what is proven here', () => {
  expect(announced('broker').sort()).toEqual(Object.keys(BROKER).sort());
  expect(announced('dealer').sort()).toEqual(Object.keys(DEALER).sort());
});

test.each(Object.entries(BROKER))('broker: %s', (_, proof) => proof());
test.each(Object.entries(DEALER))('dealer: %s', (_, proof) => proof());

test("a callee's features are what its HELLO says, whatever its shape", () => {
  expect(peerFeatures({ roles: CLIENT_ROLES })).toEqual({ callCanceling: true, progressiveResults: true });
  const none = { callCanceling: false, progressiveResults: false };
  for (const callee of [undefined, null, {}, { features: null }, { features: { call_canceling: 'yes' } }]) {
    expect(peerFeatures({ roles: { callee } })).toEqual(none);
  }
});
