import { describe, expect, test } from 'vitest';
import type { Message } from './messages.ts';
import { CLIENT_ROLES, seeded, Testbed } from './testbed.ts';

const REALM = {
  roles: {
    all: [{ uri: '', match: 'prefix' as const, allow: { call: true, publish: true, subscribe: true } }],
  },
  authenticators: [],
};

/** Everything that no client may send in an open session. */
const FORBIDDEN: readonly Message[] = [
  { type: 'HELLO', realm: 'test', details: { roles: CLIENT_ROLES } },
  { type: 'WELCOME', session: 1, details: {} },
  { type: 'CHALLENGE', method: 'ticket', extra: {} },
  { type: 'AUTHENTICATE', signature: '', extra: {} },
  { type: 'PUBLISHED', request: 1, publication: 1 },
  { type: 'SUBSCRIBED', request: 1, subscription: 1 },
  { type: 'UNSUBSCRIBED', request: 1 },
  { type: 'EVENT', subscription: 1, publication: 1, details: {}, payload: {} },
  { type: 'EVENT_RECEIVED', publication: 1 },
  { type: 'RESULT', request: 1, details: {}, payload: {} },
  { type: 'REGISTERED', request: 1, registration: 1 },
  { type: 'UNREGISTERED', request: 1 },
  { type: 'INVOCATION', request: 1, registration: 1, details: {}, payload: {} },
  { type: 'INTERRUPT', request: 1, options: {} },
  { type: 'ERROR', requestType: 'CALL', request: 1, details: {}, error: 'app.error', payload: {} },
];

describe('a protocol violation', () => {
  test.each(FORBIDDEN.map((message) => [message.type, message] as const))(
    '%s in an open session: ABORT for its sender, nothing for the others',
    (_, message) => {
      const bed = new Testbed();
      const other = bed.join();
      const offender = bed.join();
      other.subscribe('app.topic');
      offender.send(message);
      expect(offender.takeOne('ABORT').reason).toBe('wamp.error.protocol_violation');
      expect(offender.closed).toBe(true);
      expect(other.take()).toEqual([]);
      expect(bed.core.stats().sessions).toBe(1);
      offender.send({ type: 'PUBLISH', request: 1, options: {}, topic: 'app.topic', payload: {} });
      expect([...other.take(), ...offender.take()]).toEqual([]);
    },
  );

  test('anything but HELLO first: ABORT', () => {
    const client = new Testbed().connect();
    client.publish('app.topic');
    expect(client.takeOne('ABORT').reason).toBe('wamp.error.protocol_violation');
  });

  test('found by a codec ends the session as one found by the core does', () => {
    const bed = new Testbed();
    const offender = bed.join();
    offender.subscribe('app.topic');
    bed.deliver(bed.core.violation(offender.session, 'not JSON', 1));
    expect(offender.takeOne('ABORT')).toMatchObject({
      reason: 'wamp.error.protocol_violation',
      details: { message: 'not JSON' },
    });
    expect(bed.core.violation(offender.session, 'again', 2)).toEqual([]);
    expect(bed.core.stats()).toMatchObject({ sessions: 0, subscriptions: 0 });
  });
});

describe('leaving', () => {
  test('with GOODBYE is answered in kind, then the transport closes', () => {
    const bed = new Testbed();
    const client = bed.join();
    client.send({ type: 'GOODBYE', details: {}, reason: 'wamp.close.close_realm', payload: {} });
    expect(client.takeOne('GOODBYE').reason).toBe('wamp.close.goodbye_and_out');
    expect(client.closed).toBe(true);
    client.disconnect();
    expect(bed.core.disconnected(client.session, 1)).toEqual([]);
    expect(bed.core.stats()).toMatchObject({ connections: 0, sessions: 0 });
  });

  test('with ABORT is not answered', () => {
    const bed = new Testbed();
    const client = bed.join();
    client.send({ type: 'ABORT', details: {}, reason: 'wamp.close.system_shutdown', payload: {} });
    expect(client.take()).toEqual([]);
    expect(client.session.state.kind).toBe('closing');
    expect(bed.core.stats().sessions).toBe(0);
  });
});

test('shutdown says GOODBYE to the open, ABORT to the rest, and forgets everything', () => {
  const bed = new Testbed();
  const [caller, callee, early] = [bed.join(), bed.join(), bed.connect()];
  callee.register('app.slow', { concurrency: 1 });
  caller.subscribe('app.topic');
  caller.call('app.slow', { timeout: 100 });
  caller.call('app.slow', { timeout: 100 });
  callee.take();
  bed.deliver(bed.core.shutdown(1));
  for (const client of [caller, callee]) {
    expect(client.takeOne('GOODBYE').reason).toBe('wamp.close.system_shutdown');
    expect(client.closed).toBe(true);
  }
  expect(early.takeOne('ABORT').reason).toBe('wamp.close.system_shutdown');
  for (const client of [caller, callee, early]) client.disconnect();
  for (const size of Object.values(bed.core.stats())) expect(size).toBe(0);
  expect(bed.core.nextDeadline()).toBeNull();
});

test('realms are worlds apart', () => {
  const bed = new Testbed({}, { realms: { one: REALM, two: REALM }, random: seeded(7) });
  const [here, there] = ['one', 'two'].map((realm) => {
    const client = bed.connect({ authid: 'x', authrole: 'all' });
    client.hello(realm);
    client.takeOne('WELCOME');
    return client;
  }) as [ReturnType<Testbed['join']>, ReturnType<Testbed['join']>];
  there.subscribe('app.topic');
  here.publish('app.topic');
  expect(there.take()).toEqual([]);
  here.call('wamp.session.count');
  expect(here.takeOne('RESULT').payload.args).toEqual([1]);
});

test('a session may hold only so many calls, registrations and subscriptions at once', () => {
  const bed = new Testbed({ perSession: { calls: 1, registrations: 1, subscriptions: 1 } });
  const [client, other] = [bed.join(), bed.join()];
  client.register('app.a');
  client.send({ type: 'REGISTER', request: 9, options: {}, procedure: 'app.b' });
  expect(client.takeOne('ERROR')).toMatchObject({ requestType: 'REGISTER', error: 'wamp.error.unavailable' });
  client.subscribe('app.topic');
  client.send({ type: 'SUBSCRIBE', request: 9, options: {}, topic: 'app.other' });
  expect(client.takeOne('ERROR')).toMatchObject({
    requestType: 'SUBSCRIBE',
    error: 'wamp.error.unavailable',
  });
  other.call('app.a');
  other.call('app.a');
  expect(other.takeOne('ERROR')).toMatchObject({ requestType: 'CALL', error: 'wamp.error.unavailable' });
  client.yield(1);
  other.take();
  other.call('app.a');
  expect(other.take()).toEqual([]);
});
