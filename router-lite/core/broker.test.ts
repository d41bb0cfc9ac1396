import { describe, expect, test } from 'vitest';
import type { Message } from './messages.ts';
import { type Client, Testbed } from './testbed.ts';

const pair = (bed = new Testbed()): { bed: Testbed; publisher: Client; subscriber: Client } => ({
  bed,
  publisher: bed.join(),
  subscriber: bed.join(),
});

/** The first arguments of the events received. */
const heard = (client: Client): unknown[] =>
  client.take().map((m) => (m.type === 'EVENT' ? m.payload.args?.[0] : m.type));

describe('an event', () => {
  test('reaches the subscribers of its topic, with the payload untouched, and no one else', () => {
    const { bed, publisher, subscriber } = pair();
    const other = bed.join();
    other.subscribe('app.other');
    const subscription = subscriber.subscribe('app.topic');
    const payload = { args: ['x'], kwargs: { n: 1 } };
    publisher.send({ type: 'PUBLISH', request: 1, options: {}, topic: 'app.topic', payload });
    const event = subscriber.takeOne('EVENT');
    expect(event).toMatchObject({ subscription, details: {} });
    expect(event.payload).toBe(payload);
    expect([...other.take(), ...publisher.take()]).toEqual([]);
  });

  test('is one object for all subscribers of a subscription', () => {
    const { bed, publisher, subscriber } = pair();
    const second = bed.join();
    expect(second.subscribe('app.topic')).toBe(subscriber.subscribe('app.topic'));
    publisher.publish('app.topic');
    expect(subscriber.takeOne('EVENT')).toBe(second.takeOne('EVENT'));
  });

  test('comes after SUBSCRIBED and never after UNSUBSCRIBED', () => {
    const { publisher, subscriber } = pair();
    subscriber.send({ type: 'SUBSCRIBE', request: 1, options: {}, topic: 'app.topic' });
    publisher.publish('app.topic', {}, [1]);
    const [subscribed] = subscriber.inbox as [Extract<Message, { type: 'SUBSCRIBED' }>];
    const { subscription } = subscribed;
    subscriber.send({ type: 'UNSUBSCRIBE', request: 2, subscription });
    publisher.publish('app.topic', {}, [2]);
    expect(heard(subscriber)).toEqual(['SUBSCRIBED', 1, 'UNSUBSCRIBED']);
  });

  test('reaches prefix and wildcard subscribers once per subscription, with its topic', () => {
    const { publisher, subscriber } = pair();
    subscriber.subscribe('app.', { match: 'prefix' });
    subscriber.subscribe('app..best', { match: 'wildcard' });
    subscriber.subscribe('app.1.best', { match: 'exact' });
    publisher.publish('app.1.best');
    const topics = subscriber.take().map((m) => m.type === 'EVENT' && m.details);
    expect(topics).toEqual([{}, { topic: 'app.1.best' }, { topic: 'app.1.best' }]);
    publisher.publish('app.1.state');
    expect(subscriber.take()).toHaveLength(1);
  });

  test("keeps a publisher's order", () => {
    const { publisher, subscriber } = pair();
    subscriber.subscribe('app.', { match: 'prefix' });
    for (let i = 0; i < 20; i++) publisher.publish(i % 2 === 0 ? 'app.a' : 'app.b', {}, [i]);
    expect(heard(subscriber)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });
});

describe('a publication', () => {
  test('is acknowledged on request, with the id its events carry', () => {
    const { publisher, subscriber } = pair();
    subscriber.subscribe('app.topic');
    publisher.publish('app.topic');
    expect(publisher.take()).toEqual([]);
    subscriber.take();
    const request = publisher.publish('app.topic', { acknowledge: true });
    const { publication } = subscriber.takeOne('EVENT');
    expect(publisher.takeOne('PUBLISHED')).toEqual({ type: 'PUBLISHED', request, publication });
  });

  test.each([
    ['app..topic', 'wamp.error.invalid_uri'],
    ['wamp.session.on_join', 'wamp.error.invalid_uri'],
  ])('on %j is refused with %s, silently where no acknowledgement was asked', (topic, error) => {
    const { publisher, subscriber } = pair();
    subscriber.subscribe('', { match: 'prefix' });
    publisher.publish(topic);
    expect(publisher.take()).toEqual([]);
    publisher.publish(topic, { acknowledge: true });
    expect(publisher.takeOne('ERROR')).toMatchObject({ requestType: 'PUBLISH', error });
    expect(subscriber.take()).toEqual([]);
  });

  test('carries what it takes to open an end-to-end encrypted payload', () => {
    const { publisher, subscriber } = pair();
    subscriber.subscribe('app.topic');
    publisher.publish('app.topic', { ppt_scheme: 'x_own', ppt_keyid: 'k1' });
    expect(subscriber.takeOne('EVENT').details).toEqual({ ppt_scheme: 'x_own', ppt_keyid: 'k1' });
  });
});

describe('subscribing', () => {
  test('twice to the same gives the same id, and one UNSUBSCRIBE ends it', () => {
    const { bed, publisher, subscriber } = pair();
    const subscription = subscriber.subscribe('app.topic');
    expect(subscriber.subscribe('app.topic')).toBe(subscription);
    expect(subscriber.subscribe('app.topic', { match: 'prefix' })).not.toBe(subscription);
    subscriber.send({ type: 'UNSUBSCRIBE', request: 9, subscription });
    subscriber.take();
    publisher.publish('app.topic', {}, ['by prefix']);
    expect(heard(subscriber)).toEqual(['by prefix']);
    expect(bed.core.stats().subscriptions).toBe(1);
  });

  test.each([
    ['app..topic', {}],
    ['app.#', { match: 'prefix' }],
    ['app. x', { match: 'wildcard' }],
  ])('to %j %j is refused with wamp.error.invalid_uri', (topic, options) => {
    const { subscriber } = pair();
    subscriber.send({ type: 'SUBSCRIBE', request: 1, options, topic });
    expect(subscriber.takeOne('ERROR')).toMatchObject({
      requestType: 'SUBSCRIBE',
      request: 1,
      error: 'wamp.error.invalid_uri',
    });
  });

  test("another's subscription cannot be ended", () => {
    const { publisher, subscriber } = pair();
    const subscription = subscriber.subscribe('app.topic');
    publisher.send({ type: 'UNSUBSCRIBE', request: 1, subscription });
    expect(publisher.takeOne('ERROR')).toMatchObject({
      requestType: 'UNSUBSCRIBE',
      error: 'wamp.error.no_such_subscription',
    });
    publisher.publish('app.topic', {}, ['still there']);
    expect(heard(subscriber)).toEqual(['still there']);
  });

  test('ends with the session', () => {
    const { bed, publisher, subscriber } = pair();
    subscriber.subscribe('app.topic');
    subscriber.disconnect();
    publisher.publish('app.topic');
    expect(bed.core.stats().subscriptions).toBe(0);
  });
});

describe('who gets an event', () => {
  const audience = (options: object): string[] => {
    const bed = new Testbed({
      roles: Object.fromEntries(
        ['staff', 'guest'].map((name) => [
          name,
          [{ uri: '', match: 'prefix' as const, allow: { publish: true, subscribe: true } }],
        ]),
      ),
    });
    const clients = {
      publisher: bed.join('staff', {}, 'pat'),
      ann: bed.join('staff', {}, 'ann'),
      bob: bed.join('guest', {}, 'bob'),
    };
    for (const client of Object.values(clients)) client.subscribe('app.topic');
    const ids = Object.fromEntries(Object.entries(clients).map(([name, { session }]) => [name, session.id]));
    // Names stand for session ids in the lists of sessions.
    const named = Object.entries(options).map(([key, value]) => [
      key,
      key === 'exclude' || key === 'eligible' ? (value as string[]).map((name) => ids[name]) : value,
    ]);
    clients.publisher.publish('app.topic', Object.fromEntries(named));
    return Object.entries(clients).flatMap(([name, client]) => (client.take().length > 0 ? [name] : []));
  };

  test.each<[object, string[]]>([
    [{}, ['ann', 'bob']],
    [{ exclude_me: true }, ['ann', 'bob']],
    [{ exclude_me: undefined }, ['ann', 'bob']],
    [{ exclude_me: false }, ['publisher', 'ann', 'bob']],
    [{ exclude: ['ann'] }, ['bob']],
    [{ exclude_authid: ['bob'] }, ['ann']],
    [{ exclude_authrole: ['staff'] }, ['bob']],
    [{ eligible: ['ann', 'publisher'] }, ['ann']],
    [{ eligible: [] }, []],
    [{ eligible: ['publisher'], exclude_me: false }, ['publisher']],
    [{ eligible_authid: ['bob', 'nobody'] }, ['bob']],
    [{ eligible_authrole: ['staff', 'guest'], exclude_authid: ['ann'] }, ['bob']],
    [{ eligible: ['ann', 'bob'], eligible_authrole: ['guest'] }, ['bob']],
  ])('%j: %j', (options, expected) => {
    expect(audience(options)).toEqual(expected);
  });
});

describe('publisher_identification', () => {
  const allow = { publish: true, subscribe: true };
  const bed = new Testbed({
    roles: {
      all: [{ uri: '', match: 'prefix', allow }],
      known: [{ uri: '', match: 'prefix', allow, disclose: { publisher: true } }],
      hidden: [{ uri: '', match: 'prefix', allow, disclose: { publisher: false } }],
    },
  });
  const subscriber = bed.join();
  subscriber.subscribe('app.topic');

  test.each<[string, object, boolean]>([
    ['all', {}, false],
    ['all', { disclose_me: true }, true],
    ['known', {}, true],
    ['hidden', {}, false],
  ])('role %s with %j: %s', (authrole, options, told) => {
    const publisher = bed.join(authrole, {}, 'pat');
    publisher.publish('app.topic', { ...options });
    const shown = { publisher: publisher.session.id, publisher_authid: 'pat', publisher_authrole: authrole };
    expect(subscriber.takeOne('EVENT').details).toEqual(told ? shown : {});
  });

  test('a role that may not be disclosed is refused when it asks', () => {
    const publisher = bed.join('hidden');
    publisher.publish('app.topic', { disclose_me: true, acknowledge: true });
    expect(publisher.takeOne('ERROR').error).toBe('wamp.error.option_disallowed.disclose_me');
    expect(subscriber.take()).toEqual([]);
  });
});

test('a role may publish and subscribe only what its rules allow', () => {
  const bed = new Testbed({ roles: { all: [{ uri: 'app.load', allow: { publish: true } }] } });
  const client = bed.join();
  client.send({ type: 'SUBSCRIBE', request: 1, options: {}, topic: 'app.load' });
  expect(client.takeOne('ERROR').error).toBe('wamp.error.not_authorized');
  client.publish('app.other', { acknowledge: true });
  expect(client.takeOne('ERROR').error).toBe('wamp.error.not_authorized');
  client.publish('app.load', { acknowledge: true });
  expect(client.takeOne('PUBLISHED').publication).toBeGreaterThan(0);
});
