/** Dynamic authorizers: a procedure decides what a role's rules leave open, and requests wait for it in order. */
import { describe, expect, test } from 'vitest';
import { type Client, EPOCH, Testbed } from './testbed.ts';

const PROCEDURE = 'auth.decide';
const everything = { call: true, register: true, publish: true, subscribe: true };

const world = (config: { cacheMillis?: number; timeoutMillis?: number } = {}) => {
  const bed = new Testbed({
    roles: {
      all: [{ uri: '', match: 'prefix', allow: everything, disclose: { callee: true } }],
      asked: [
        { uri: 'free.', match: 'prefix', allow: everything },
        { uri: 'closed.', match: 'prefix', allow: {} },
      ],
    },
    authorizers: { asked: { procedure: PROCEDURE, ...config } },
  });
  const [authorizer, other, client] = [bed.join(), bed.join(), bed.join('asked', {}, 'ann')];
  authorizer.register(PROCEDURE);
  return { bed, authorizer, other, client };
};

/** What the authorizer is asked: [request, uri, action]. */
const questions = (authorizer: Client) =>
  authorizer.take().map((m) => {
    if (m.type !== 'INVOCATION') throw new Error(m.type);
    return [m.request, m.payload.args?.[1], m.payload.args?.[2]];
  });

const types = (client: Client) => client.take().map((m) => (m.type === 'ERROR' ? m.error : m.type));

describe('the authorizer', () => {
  test('is told who asks for what, and its yes lets the request through', () => {
    const { authorizer, other, client } = world();
    other.register('app.x');
    const request = client.call('app.x', { timeout: 9 }, ['payload']);
    const { payload, details } = authorizer.takeOne('INVOCATION');
    expect(details).toEqual({});
    expect(payload.args).toEqual([
      {
        session: client.session.id,
        authid: 'ann',
        authrole: 'asked',
        authmethod: 'trusted',
        authprovider: 'static',
        transport: { type: 'linked', peer: 'local', serializer: 'none' },
        _joined: new Date(EPOCH).toISOString(),
      },
      'app.x',
      'call',
      { timeout: 9, match: 'exact' },
    ]);
    expect(other.take()).toEqual([]);
    authorizer.yield(1, [true]);
    other.yield(other.takeOne('INVOCATION').request);
    expect(client.takeOne('RESULT').request).toBe(request);
  });

  test('decides on calls, registrations, subscriptions and publications alike', () => {
    const { authorizer, other, client } = world();
    other.subscribe('app.topic');
    client.send({ type: 'REGISTER', request: 1, options: { match: 'prefix' }, procedure: 'app.' });
    expect(questions(authorizer)).toEqual([[1, 'app.', 'register']]);
    authorizer.yield(1, [true]);
    client.send({ type: 'SUBSCRIBE', request: 2, options: {}, topic: 'app.topic' });
    authorizer.yield(2, [{ allow: false }]);
    client.publish('app.topic', { acknowledge: true });
    authorizer.yield(3, [{ allow: true, disclose: true }]);
    expect(types(client)).toEqual(['REGISTERED', 'wamp.error.not_authorized', 'PUBLISHED']);
    expect(other.takeOne('EVENT').details.publisher).toBe(client.session.id);
  });

  test('is not asked where a rule decides, nor about what is no URI', () => {
    const { authorizer, client } = world();
    client.call('free.x');
    client.call('closed.x');
    client.call('no uri');
    expect(types(client)).toEqual([
      'wamp.error.no_such_procedure',
      'wamp.error.not_authorized',
      'wamp.error.invalid_uri',
    ]);
    expect(authorizer.take()).toEqual([]);
  });

  test('is asked once for a principal, until its answer is too old', () => {
    const { bed, authorizer, client } = world({ cacheMillis: 1_000 });
    for (let i = 0; i < 3; i++) client.call('app.x');
    authorizer.yield(1, [true]);
    const same = bed.join('asked', {}, 'ann');
    same.call('app.x');
    expect(questions(authorizer)).toHaveLength(1);
    expect(types(client)).toEqual(Array(3).fill('wamp.error.no_such_procedure'));
    bed.join('asked', {}, 'bob').call('app.x');
    client.subscribe('free.x');
    client.send({ type: 'SUBSCRIBE', request: 9, options: {}, topic: 'app.x' });
    expect(questions(authorizer).map(([, uri, action]) => [uri, action])).toEqual([
      ['app.x', 'call'],
      ['app.x', 'subscribe'],
    ]);
    bed.tick(1_000);
    same.call('app.x');
    expect(questions(authorizer)).toHaveLength(1);
  });

  test('that says cache: false is asked each time', () => {
    const { authorizer, client } = world();
    for (const request of [1, 2]) {
      client.call('app.x');
      expect(questions(authorizer)).toEqual([[request, 'app.x', 'call']]);
      authorizer.yield(request, [{ allow: true, cache: false }]);
      expect(types(client)).toEqual(['wamp.error.no_such_procedure']);
    }
  });

  test.each<[string, (made: ReturnType<typeof world>) => void]>([
    ['fails', ({ authorizer }) => authorizer.fail(1)],
    ['answers nonsense', ({ authorizer }) => authorizer.yield(1, ['yes'])],
    ['leaves', ({ authorizer }) => authorizer.disconnect()],
    ['takes too long', ({ bed }) => bed.tick(5_000)],
  ])('that %s refuses, and is asked anew', (_, end) => {
    const made = world();
    made.client.call('app.x');
    expect(made.client.take()).toEqual([]);
    end(made);
    expect(types(made.client)).toEqual(['wamp.error.authorization_failed']);
    made.bed.join().register(PROCEDURE, { force_reregister: true });
    made.client.call('app.y');
    expect(made.client.take()).toEqual([]);
  });

  test('that is not there refuses at once', () => {
    const { authorizer, client } = world();
    authorizer.disconnect();
    client.call('app.x');
    expect(types(client)).toEqual(['wamp.error.authorization_failed']);
  });
});

describe('while the authorizer thinks', () => {
  test("the session's messages keep their order, and nobody else waits", () => {
    const { authorizer, other, client } = world();
    other.subscribe('free.topic');
    client.publish('app.topic', { acknowledge: true }, [1]);
    client.publish('free.topic', { acknowledge: true }, [2]);
    client.call('app.x');
    client.send({ type: 'GOODBYE', details: {}, reason: 'wamp.close.close_realm', payload: {} });
    expect([...client.take(), ...other.take()]).toEqual([]);
    other.publish('other.topic', { acknowledge: true });
    expect(types(other)).toEqual(['PUBLISHED']);
    authorizer.yield(1, [true]);
    expect(types(client)).toEqual(['PUBLISHED', 'PUBLISHED']);
    expect(other.takeOne('EVENT').payload.args).toEqual([2]);
    authorizer.yield(2, [false]);
    expect(types(client)).toEqual(['wamp.error.not_authorized', 'GOODBYE']);
    expect(client.closed).toBe(true);
  });

  test('a callee still answers: an authorizer may itself be asked about', () => {
    const { authorizer, other, client } = world();
    client.register('free.x');
    client.publish('app.topic');
    other.call('free.x');
    client.yield(client.takeOne('INVOCATION').request, ['at once']);
    expect(other.takeOne('RESULT').payload.args).toEqual(['at once']);
    expect(questions(authorizer)).toHaveLength(1);
  });

  test('a session that leaves leaves nothing behind', () => {
    const { bed, authorizer, client } = world();
    client.call('app.x');
    client.call('app.y');
    client.disconnect();
    authorizer.yield(1, [true]);
    expect(bed.core.stats()).toMatchObject({ sessions: 2, invocations: 0, queued: 0, deadlines: 0 });
    authorizer.disconnect();
  });

  test('a violation that waited ends its sender, not the authorizer', () => {
    const { authorizer, client } = world();
    client.call('app.x');
    client.send({ type: 'WELCOME', session: 1, details: {} });
    authorizer.yield(1, [true]);
    expect(types(client)).toEqual(['wamp.error.no_such_procedure', 'ABORT']);
    expect([client.closed, authorizer.closed]).toEqual([true, false]);
  });

  test('so many requests may wait; the next is refused', () => {
    const { client } = world();
    for (let i = 0; i < 1_000; i++) client.call('app.x');
    expect(client.take()).toEqual([]);
    client.publish('app.x');
    const request = client.call('app.x');
    expect(client.takeOne('ERROR')).toMatchObject({ request, error: 'wamp.error.unavailable' });
  });

  test('the parts of a progressive call are asked about once', () => {
    const { authorizer, other, client } = world();
    other.register('app.x');
    const request = client.call('app.x', { progress: true }, [1]);
    const more = (options: object, tag: number) =>
      client.send({
        type: 'CALL',
        request,
        options: { ...options },
        procedure: 'app.x',
        payload: { args: [tag] },
      });
    more({ progress: true }, 2);
    authorizer.yield(1, [{ allow: true, cache: false }]);
    more({}, 3);
    expect(questions(authorizer)).toHaveLength(1);
    expect(other.take().map((m) => m.type === 'INVOCATION' && m.payload.args)).toEqual([[1], [2], [3]]);
  });
});

test('an authorizer for a role that is not there is refused at the start', () => {
  expect(() => new Testbed({ authorizers: { nobody: { procedure: 'x' } } })).toThrow('authorizers.nobody');
});
