/** Every feature WELCOME announces has a proof here, and the other way round. */
import { expect, test } from 'vitest';
import { peerFeatures, ROUTER_ROLES } from './features.ts';
import { CLIENT_ROLES, type Client, Testbed } from './testbed.ts';

const world = () => {
  const bed = new Testbed();
  return { bed, client: bed.join(), other: bed.join() };
};

const ask = (client: Client, procedure: string, ...args: unknown[]) => {
  client.call(procedure, {}, args);
  return client.takeOne('RESULT').payload.args;
};

const trusting = () => {
  const rule = { uri: '', match: 'prefix' as const, trust: 3 };
  const allow = { call: true, register: true, publish: true, subscribe: true };
  const bed = new Testbed({ roles: { all: [{ ...rule, allow }] } });
  return { client: bed.join(), other: bed.join() };
};

const BROKER: Record<string, () => void> = {
  event_history() {
    const bed = new Testbed({ history: [{ uri: 'app.x' }] });
    const client = bed.join();
    client.publish('app.x', {}, ['past']);
    const [id] = ask(client, 'wamp.subscription.lookup', 'app.x')!;
    expect(ask(client, 'wamp.subscription.get_events', id)).toMatchObject([{ args: ['past'] }]);
  },
  event_retention() {
    const { client, other } = world();
    client.publish('app.x', { retain: true }, ['kept']);
    other.send({ type: 'SUBSCRIBE', request: 1, options: { get_retained: true }, topic: 'app.x' });
    expect(other.take()[1]).toMatchObject({ details: { retained: true }, payload: { args: ['kept'] } });
  },
  payload_passthru_mode() {
    const { client, other } = world();
    other.subscribe('app.x');
    client.publish('app.x', { ppt_scheme: 'x_own', ppt_cipher: 'x' });
    expect(other.takeOne('EVENT').details).toEqual({ ppt_scheme: 'x_own', ppt_cipher: 'x' });
  },
  publication_trustlevels() {
    const { client, other } = trusting();
    other.subscribe('app.x');
    client.publish('app.x');
    expect(other.takeOne('EVENT').details).toEqual({ trustlevel: 3 });
  },
  subscription_meta_api() {
    const { client, other } = world();
    client.subscribe('wamp.subscription.on_subscribe');
    const id = other.subscribe('app.x');
    expect(client.takeOne('EVENT').payload.args).toEqual([other.session.id, id]);
    expect(ask(client, 'wamp.subscription.count_subscribers', id)).toEqual([1]);
  },
  subscription_revocation() {
    const { client, other } = world();
    const id = other.subscribe('app.x');
    ask(client, 'wamp.subscription.remove_subscriber', id, other.session.id);
    expect(other.takeOne('UNSUBSCRIBED')).toMatchObject({ request: 0, details: { subscription: id } });
  },
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
  call_reroute() {
    const { bed, client, other } = world();
    const third = bed.join();
    for (const callee of [other, third]) callee.register('app.x', { invoke: 'first' });
    client.call('app.x');
    other.fail(other.takeOne('INVOCATION').request, 'wamp.error.unavailable');
    third.yield(third.takeOne('INVOCATION').request, ['third']);
    expect(client.takeOne('RESULT').payload.args).toEqual(['third']);
  },
  call_trustlevels() {
    const { client, other } = trusting();
    other.register('app.x');
    client.call('app.x');
    expect(other.takeOne('INVOCATION').details).toEqual({ trustlevel: 3 });
  },
  payload_passthru_mode() {
    const { client, other } = world();
    other.register('app.x');
    client.call('app.x', { ppt_scheme: 'x_own' });
    expect(other.takeOne('INVOCATION').details).toEqual({ ppt_scheme: 'x_own' });
    other.yield(1, [], { ppt_scheme: 'x_own', ppt_keyid: 'k' });
    expect(client.takeOne('RESULT').details).toEqual({ ppt_scheme: 'x_own', ppt_keyid: 'k' });
  },
  progressive_call_invocations() {
    const { client, other } = world();
    other.register('app.x');
    const request = client.call('app.x', { progress: true });
    client.send({ type: 'CALL', request, options: {}, procedure: 'app.x', payload: {} });
    const told = other.take().map((m) => m.type === 'INVOCATION' && [m.request, m.details]);
    expect(told).toEqual([
      [1, { progress: true }],
      [1, {}],
    ]);
  },
  registration_meta_api() {
    const { client, other } = world();
    client.subscribe('wamp.registration.on_register');
    const id = other.register('app.x');
    expect(client.takeOne('EVENT').payload.args).toEqual([other.session.id, id]);
    expect(ask(client, 'wamp.registration.list_callees', id)).toEqual([[other.session.id]]);
  },
  registration_revocation() {
    const { client, other } = world();
    const id = other.register('app.x');
    ask(client, 'wamp.registration.remove_callee', id, other.session.id);
    expect(other.takeOne('UNREGISTERED')).toMatchObject({ request: 0, details: { registration: id } });
  },
  sharded_registration() {
    const { bed, client, other } = world();
    const third = bed.join();
    for (const callee of [other, third]) callee.register('app.x', { invoke: 'roundrobin' });
    for (let i = 0; i < 4; i++) client.call('app.x', { runmode: 'partition', rkey: 'k' });
    expect([other, third].map((callee) => callee.take().length).sort()).toEqual([0, 4]);
  },
  testament_meta_api() {
    const { client, other } = world();
    client.subscribe('app.gone');
    ask(other, 'wamp.session.add_testament', 'app.gone', ['bye']);
    other.disconnect();
    expect(client.takeOne('EVENT').payload.args).toEqual(['bye']);
  },
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

test("a peer's features are what its HELLO says, whatever its shape", () => {
  expect(Object.values(peerFeatures({ roles: CLIENT_ROLES })).every((has) => has)).toBe(true);
  for (const callee of [undefined, null, {}, { features: null }, { features: { call_canceling: 'yes' } }]) {
    expect(Object.values(peerFeatures({ roles: { callee } })).some((has) => has)).toBe(false);
  }
});

test('progressive invocations without call canceling count as none, as the spec has it', () => {
  const features = { progressive_call_invocations: true };
  expect(peerFeatures({ roles: { callee: { features } } }).progressiveInvocations).toBe(false);
});
