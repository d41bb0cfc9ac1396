import { describe, expect, test } from 'vitest';
import { CLIENT_ROLES, type Client, EPOCH, Testbed } from './testbed.ts';

const ask = (client: Client, procedure: string, ...args: unknown[]) => {
  const request = client.call(`wamp.registration.${procedure}`, {}, args);
  const answer = client.take().find((m) => 'request' in m && m.request === request);
  return answer?.type === 'RESULT' ? answer.payload.args : answer?.type === 'ERROR' ? answer.error : answer;
};

/** What a client was told of registrations: topic and arguments. */
const news = (bed: Testbed) => {
  const watcher = bed.join();
  watcher.subscribe('wamp.registration.', { match: 'prefix' });
  return () =>
    watcher.take().map((m) => {
      if (m.type !== 'EVENT') throw new Error(m.type);
      return [(m.details.topic as string).split('.').at(-1), ...(m.payload.args ?? [])];
    });
};

describe('wamp.registration', () => {
  test('list, lookup, match and get tell of what is registered', () => {
    const bed = new Testbed();
    bed.tick(1_000);
    const [operator, callee] = [bed.join(), bed.join()];
    const exact = callee.register('app.x', { invoke: 'load', concurrency: 2 });
    const prefix = callee.register('app.', { match: 'prefix' });
    const wildcard = callee.register('other..x', { match: 'wildcard' });
    expect(ask(operator, 'list')).toEqual([{ exact: [exact], prefix: [prefix], wildcard: [wildcard] }]);
    expect(ask(operator, 'lookup', 'app.x')).toEqual([exact]);
    expect(ask(operator, 'lookup', 'app.', { match: 'prefix' })).toEqual([prefix]);
    expect(ask(operator, 'lookup', 'app.')).toEqual([null]);
    expect(ask(operator, 'match', 'app.x')).toEqual([exact]);
    expect(ask(operator, 'match', 'app.y')).toEqual([prefix]);
    expect(ask(operator, 'match', 'com.y')).toEqual([null]);
    const created = new Date(EPOCH + 1_000).toISOString();
    expect(created).toBe('2026-01-01T00:00:01.000Z');
    expect(ask(operator, 'get', exact)).toMatchObject([
      { id: exact, created, uri: 'app.x', match: 'exact', invoke: 'load' },
    ]);
    expect(ask(operator, 'list_callees', exact)).toEqual([[callee.session.id]]);
    expect(ask(operator, 'count_callees', exact)).toEqual([1]);
    for (const procedure of ['get', 'list_callees', 'count_callees']) {
      expect(ask(operator, procedure, 4711)).toBe('wamp.error.no_such_registration');
      expect(ask(operator, procedure)).toBe('wamp.error.no_such_registration');
    }
    for (const procedure of ['lookup', 'match']) {
      expect(ask(operator, procedure, 5)).toBe('wamp.error.invalid_argument');
    }
    callee.disconnect();
    expect(ask(operator, 'list')).toEqual([{ exact: [], prefix: [], wildcard: [] }]);
  });

  test('get tells how many calls wait and are in hand, and of each callee', () => {
    const bed = new Testbed();
    const [operator, callee, other] = [bed.join(), bed.join(), bed.join()];
    const id = callee.register('app.x', { invoke: 'first', concurrency: 2 });
    for (let i = 0; i < 3; i++) operator.call('app.x', { rkey: 'k' });
    operator.call('app.x', { rkey: 'k' });
    other.register('app.x', { invoke: 'first' });
    operator.call('app.x');
    operator.take();
    expect(ask(operator, 'get', id)).toMatchObject([
      {
        _queue: 2,
        _in_flight: 3,
        _callees: [
          { session: callee.session.id, in_flight: 2, queue: 2, concurrency: 2 },
          { session: other.session.id, in_flight: 1, queue: 0, concurrency: null },
        ],
      },
    ]);
  });

  test('a registration that only holds calls that wait is not there', () => {
    const bed = new Testbed();
    const [operator, callee] = [bed.join(), bed.join()];
    const id = callee.register('app.x', { concurrency: 1 });
    for (let i = 0; i < 2; i++) operator.call('app.x');
    callee.disconnect();
    operator.take();
    expect(ask(operator, 'lookup', 'app.x')).toEqual([null]);
    expect(ask(operator, 'get', id)).toBe('wamp.error.no_such_registration');
  });
});

test('meta events: create before register, unregister before delete, to others only', () => {
  const bed = new Testbed();
  const told = news(bed);
  const [a, b] = [bed.join(), bed.join()];
  a.subscribe('wamp.registration.', { match: 'prefix' });
  const id = a.register('app.x', { invoke: 'last' });
  const details = {
    id,
    created: new Date(EPOCH).toISOString(),
    uri: 'app.x',
    match: 'exact',
    invoke: 'last',
  };
  expect(told()).toEqual([
    ['on_create', a.session.id, details],
    ['on_register', a.session.id, id],
  ]);
  expect(a.take()).toEqual([]);
  const { id: other } = b.session;
  b.register('app.x', { invoke: 'last' });
  b.disconnect();
  expect(told()).toEqual([
    ['on_register', other, id],
    ['on_unregister', other, id],
  ]);
  expect(a.take()).toHaveLength(2);
  a.send({ type: 'UNREGISTER', request: 9, registration: id });
  expect(a.takeOne('UNREGISTERED').request).toBe(9);
  expect(told()).toEqual([
    ['on_unregister', a.session.id, id],
    ['on_delete', a.session.id, id],
  ]);
});

describe('revocation', () => {
  test('remove_callee tells the callee, which still answers what it has in hand', () => {
    const bed = new Testbed();
    const [operator, callee] = [bed.join(), bed.join()];
    const registration = callee.register('app.x');
    const request = operator.call('app.x');
    callee.take();
    expect(ask(operator, 'remove_callee', registration, callee.session.id, 'moving')).toEqual([]);
    const details = { registration, reason: 'moving' };
    expect(callee.takeOne('UNREGISTERED')).toEqual({ type: 'UNREGISTERED', request: 0, details });
    callee.yield(1);
    expect(operator.takeOne('RESULT').request).toBe(request);
    expect(ask(operator, 'remove_callee', registration, callee.session.id)).toBe(
      'wamp.error.no_such_registration',
    );
    expect(ask(operator, 'remove_callee', registration, 4711)).toBe('wamp.error.no_such_session');
  });

  test('is not told to a callee that did not announce it', () => {
    const bed = new Testbed();
    const operator = bed.join();
    const callee = bed.join('all', { roles: { ...CLIENT_ROLES, callee: {} } });
    const id = callee.register('app.x');
    expect(ask(operator, 'remove_callee', id, callee.session.id)).toEqual([]);
    expect(callee.take()).toEqual([]);
    operator.call('app.x');
    expect(operator.takeOne('ERROR').error).toBe('wamp.error.no_such_procedure');
  });

  test('force_reregister takes the procedure over, with the calls that wait', () => {
    const bed = new Testbed();
    const [caller, old, next] = [bed.join(), bed.join(), bed.join()];
    const registration = old.register('app.x', { concurrency: 1 });
    for (const tag of [1, 2]) caller.call('app.x', {}, [tag]);
    old.take();
    next.register('app.x', { force_reregister: true, invoke: 'roundrobin' });
    expect(old.takeOne('UNREGISTERED').details).toMatchObject({ registration });
    expect(next.takeOne('INVOCATION').payload.args).toEqual([2]);
    old.yield(1);
    next.yield(1);
    expect(caller.take().map(({ type }) => type)).toEqual(['RESULT', 'RESULT']);
  });

  test('by force of another authid needs a rule that grants it', () => {
    const rule = { uri: 'app.', match: 'prefix' as const };
    const bed = new Testbed({
      roles: {
        plain: [{ ...rule, allow: { register: true } }],
        chief: [{ ...rule, allow: { register: true, revoke: true } }],
      },
    });
    const old = bed.join('plain', {}, 'old');
    old.register('app.x');
    const force = {
      type: 'REGISTER',
      request: 1,
      options: { force_reregister: true },
      procedure: 'app.x',
    } as const;
    const thief = bed.join('plain', {}, 'thief');
    thief.send(force);
    expect(thief.takeOne('ERROR').error).toBe('wamp.error.not_authorized');
    const again = bed.join('plain', {}, 'old');
    again.send(force);
    again.takeOne('REGISTERED');
    const chief = bed.join('chief', {}, 'chief');
    chief.send(force);
    chief.takeOne('REGISTERED');
    expect([old, again].map((client) => client.takeOne('UNREGISTERED').request)).toEqual([0, 0]);
  });
});
