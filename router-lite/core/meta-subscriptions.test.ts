import { describe, expect, test } from 'vitest';
import { CLIENT_ROLES, type Client, EPOCH, Testbed } from './testbed.ts';

const ask = (client: Client, procedure: string, ...args: unknown[]) => {
  const request = client.call(`wamp.subscription.${procedure}`, {}, args);
  const answer = client.take().find((m) => 'request' in m && m.request === request);
  return answer?.type === 'RESULT' ? answer.payload.args : answer?.type === 'ERROR' ? answer.error : answer;
};

test('list, lookup, match, get and the subscribers tell of what is subscribed to', () => {
  const bed = new Testbed();
  const [operator, subscriber] = [bed.join(), bed.join()];
  const exact = subscriber.subscribe('app.x');
  const prefix = subscriber.subscribe('app.', { match: 'prefix' });
  const wildcard = subscriber.subscribe('.x', { match: 'wildcard' });
  expect(ask(operator, 'list')).toEqual([{ exact: [exact], prefix: [prefix], wildcard: [wildcard] }]);
  expect(ask(operator, 'lookup', 'app.x')).toEqual([exact]);
  expect(ask(operator, 'lookup', 'app.x', { match: 'prefix' })).toEqual([null]);
  expect(ask(operator, 'match', 'app.x')).toEqual([[exact, prefix, wildcard]]);
  expect(ask(operator, 'match', 'com.y')).toEqual([null]);
  const created = new Date(EPOCH).toISOString();
  expect(ask(operator, 'get', prefix)).toEqual([
    { id: prefix, created, uri: 'app.', match: 'prefix', _subscribers: 1 },
  ]);
  expect(ask(operator, 'list_subscribers', exact)).toEqual([[subscriber.session.id]]);
  expect(ask(operator, 'count_subscribers', exact)).toEqual([1]);
  for (const procedure of ['get', 'list_subscribers', 'count_subscribers', 'get_events']) {
    expect(ask(operator, procedure, 4711)).toBe('wamp.error.no_such_subscription');
  }
  for (const procedure of ['lookup', 'match']) {
    expect(ask(operator, procedure)).toBe('wamp.error.invalid_argument');
  }
});

test('meta events: create before subscribe, unsubscribe before delete, to others only and once', () => {
  const bed = new Testbed();
  const watcher = bed.join();
  watcher.subscribe('wamp.subscription.', { match: 'prefix' });
  const told = () =>
    watcher
      .take()
      .map(
        (m) =>
          m.type === 'EVENT' && [(m.details.topic as string).split('.').at(-1), ...(m.payload.args ?? [])],
      );
  const [a, b] = [bed.join(), bed.join()];
  const id = a.subscribe('app.x');
  a.subscribe('app.x');
  const created = { id, created: new Date(EPOCH).toISOString(), uri: 'app.x', match: 'exact' };
  expect(told()).toEqual([
    ['on_create', a.session.id, created],
    ['on_subscribe', a.session.id, id],
  ]);
  b.subscribe('app.x');
  a.send({ type: 'UNSUBSCRIBE', request: 9, subscription: id });
  const { id: last } = b.session;
  b.disconnect();
  expect(told()).toEqual([
    ['on_subscribe', last, id],
    ['on_unsubscribe', a.session.id, id],
    ['on_unsubscribe', last, id],
    ['on_delete', last, id],
  ]);
});

test('remove_subscriber ends a subscription, and tells who announced it', () => {
  const bed = new Testbed();
  const [operator, modern] = [bed.join(), bed.join()];
  const plain = bed.join('all', { roles: { ...CLIENT_ROLES, subscriber: {} } });
  const subscription = modern.subscribe('app.x');
  plain.subscribe('app.x');
  for (const { session } of [modern, plain]) {
    expect(ask(operator, 'remove_subscriber', subscription, session.id, 'no more')).toEqual([]);
  }
  const details = { subscription, reason: 'no more' };
  expect(modern.takeOne('UNSUBSCRIBED')).toEqual({ type: 'UNSUBSCRIBED', request: 0, details });
  operator.publish('app.x');
  expect([...modern.take(), ...plain.take()]).toEqual([]);
  expect(bed.core.stats().subscriptions).toBe(0);
  expect(ask(operator, 'remove_subscriber', subscription, modern.session.id)).toBe(
    'wamp.error.no_such_subscription',
  );
});

describe('get_events', () => {
  const events = (client: Client, id: unknown, query = {}) => {
    const request = client.next();
    const procedure = 'wamp.subscription.get_events';
    client.send({ type: 'CALL', request, options: {}, procedure, payload: { args: [id], kwargs: query } });
    const [answer] = client.take();
    if (answer?.type === 'ERROR') return answer.error;
    return answer?.type === 'RESULT'
      ? (answer.payload.args as { args: unknown[]; publication: number }[])
      : [];
  };
  const tags = (found: ReturnType<typeof events>): unknown =>
    Array.isArray(found) ? found.map(({ args }) => args[0]) : found;

  const world = () => {
    const bed = new Testbed({ history: [{ uri: 'log.', match: 'prefix', limit: 5 }] });
    const [reader, writer] = [bed.join(), bed.join()];
    for (const tag of [0, 1, 2, 3, 4, 5]) {
      writer.publish(tag % 2 === 0 ? 'log.even' : 'log.odd', {}, [tag]);
      bed.tick(1_000);
    }
    const [all] = ask(reader, 'lookup', 'log.', { match: 'prefix' }) as [number];
    return { bed, reader, writer, all };
  };

  test('tells the last events of a pattern in order, before anybody subscribed', () => {
    const { reader, all } = world();
    const found = events(reader, all);
    expect(tags(found)).toEqual([1, 2, 3, 4, 5]);
    expect(ask(reader, 'get', all)).toEqual([
      { id: all, created: null, uri: 'log.', match: 'prefix', _subscribers: 0 },
    ]);
    expect(found[0]).toEqual({
      timestamp: '2026-01-01T00:00:01.000Z',
      subscription: all,
      publication: expect.any(Number),
      details: {},
      args: [1],
    });
  });

  test('of a subscription that the pattern covers tells its share', () => {
    const { reader } = world();
    expect(tags(events(reader, reader.subscribe('log.odd')))).toEqual([1, 3, 5]);
    expect(tags(events(reader, reader.subscribe('app.other')))).toEqual([]);
  });

  test('takes every condition of the spec, and all of them at once', () => {
    const { reader, all } = world();
    const time = (seconds: number) => new Date(EPOCH + seconds * 1_000).toISOString();
    const found = events(reader, all) as { publication: number }[];
    const [, two, , four] = found.map(({ publication }) => publication);
    const cases: [object, number[]][] = [
      [{ reverse: true }, [5, 4, 3, 2, 1]],
      [{ limit: 2 }, [1, 2]],
      [{ reverse: true, limit: 2 }, [5, 4]],
      [{ from_time: time(3) }, [3, 4, 5]],
      [{ after_time: time(3) }, [4, 5]],
      [{ before_time: time(3) }, [1, 2]],
      [{ until_time: time(3) }, [1, 2, 3]],
      [{ topic: 'log.even' }, [2, 4]],
      [{ from_publication: two }, [2, 3, 4, 5]],
      [{ after_publication: two }, [3, 4, 5]],
      [{ before_publication: four }, [1, 2, 3]],
      [{ until_publication: four }, [1, 2, 3, 4]],
      [{ after_publication: two, until_publication: four, topic: 'log.even', limit: 1 }, [4]],
      [{ from_publication: 4711 }, []],
      [{ limit: null, topic: null }, [1, 2, 3, 4, 5]],
    ];
    for (const [query, expected] of cases)
      expect([query, tags(events(reader, all, query))]).toEqual([query, expected]);
  });

  test.each([{ limit: 0 }, { from_time: 'yesterday' }, { topic: 5 }, { after_publication: 'x' }])(
    'refuses %j with wamp.error.invalid_argument',
    (query) => {
      const { reader, all } = world();
      expect(events(reader, all, query)).toBe('wamp.error.invalid_argument');
    },
  );

  test('keeps from a reader what was not for it, and forgets what named sessions', () => {
    const allow = { call: true, publish: true, subscribe: true };
    const rules = [{ uri: '', match: 'prefix' as const, allow }];
    const bed = new Testbed({
      roles: {
        staff: rules,
        guest: rules,
        blind: [{ uri: 'wamp.', match: 'prefix', allow: { call: true } }],
      },
      history: [{ uri: 'log.x' }],
    });
    const [staff, guest, blind] = [bed.join('staff'), bed.join('guest'), bed.join('blind')];
    staff.publish('log.x', {}, ['all']);
    staff.publish('log.x', { eligible_authrole: ['staff'] }, ['staff only']);
    staff.publish('log.x', { exclude_authid: ['guest'] }, ['not guest']);
    staff.publish('log.x', { exclude: [guest.session.id] }, ['by session']);
    const [id] = ask(staff, 'lookup', 'log.x') as [number];
    expect(tags(events(staff, id))).toEqual(['all', 'staff only', 'not guest']);
    expect(tags(events(guest, id))).toEqual(['all']);
    expect(events(blind, id)).toBe('wamp.error.not_authorized');
  });

  test('reads from whatever keeps the events', () => {
    const kept: unknown[] = [];
    const bed = new Testbed({
      history: [{ uri: 'log.x', limit: 7 }],
      openEventLog: (pattern, limit) => {
        kept.push(pattern.uri, limit);
        return { append: (event) => kept.push(event.topic), events: () => [] };
      },
    });
    bed.join().publish('log.x');
    expect(kept).toEqual(['log.x', 7, 'log.x']);
  });
});
