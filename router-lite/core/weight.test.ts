/** What is kept is bounded in bytes as well as by number: no session fills the router's memory with long messages. */
import { describe, expect, test } from 'vitest';
import { type Client, pair, plain, Testbed } from './testbed.ts';
import { weightOf } from './weight.ts';

const KIB = 1024;
const long = (bytes: number) => ['x'.repeat(bytes)];
const outcomes = (client: Client) => client.take().map((m) => (m.type === 'ERROR' ? m.error : m.type));

/** Calls a procedure of the router's and gives its answer's arguments, or the error. */
const ask = (client: Client, procedure: string, args: unknown[], kwargs = {}) => {
  const payload = { args, kwargs };
  client.send({ type: 'CALL', request: client.next(), options: {}, procedure: `wamp.${procedure}`, payload });
  const [answer] = client.take();
  if (answer?.type === 'ERROR') return answer.error;
  return answer?.type === 'RESULT' ? answer.payload : undefined;
};

test('a payload weighs what is in it, wherever it is, and its options too', () => {
  expect(weightOf({})).toBeLessThan(KIB);
  const inside = { a: [{ b: 'x'.repeat(KIB) }], c: new Uint8Array(KIB) };
  for (const payload of [{ args: [inside] }, { kwargs: inside }]) {
    expect(weightOf(payload)).toBeGreaterThanOrEqual(2 * KIB);
    expect(weightOf(payload)).toBeLessThan(3 * KIB);
  }
  expect(weightOf({ opaque: 'x'.repeat(KIB) })).toBeGreaterThanOrEqual(KIB);
  expect(weightOf({}, { _note: 'x'.repeat(KIB) })).toBeGreaterThanOrEqual(KIB);
  expect(weightOf({ size: 5 * KIB, args: [] })).toBeGreaterThanOrEqual(5 * KIB);
});

describe('open calls', () => {
  const world = (perSession: object) => pair(new Testbed({ perSession }));

  test('may weigh so much together, waiting or in hand, and are taken again once some are answered', () => {
    const { caller, callee } = world({ callBytes: 10 * KIB });
    callee.register('app.slow', { concurrency: 1 });
    for (let i = 0; i < 3; i++) caller.call('app.slow', {}, long(5 * KIB));
    expect(outcomes(caller)).toEqual(['wamp.error.unavailable']);
    callee.yield(1);
    callee.yield(2);
    expect(outcomes(caller)).toEqual(['RESULT', 'RESULT']);
    for (let i = 0; i < 3; i++) caller.call('app.slow', {}, long(5 * KIB));
    expect(outcomes(caller)).toEqual(['wamp.error.unavailable']);
  });

  test('that are progressive count with the parts that wait, until these are handed on', () => {
    const { caller, callee } = world({ callBytes: 10 * KIB });
    callee.register('app.slow', { concurrency: 1 });
    caller.call('app.slow');
    const request = caller.next();
    const part = (progress: boolean) =>
      caller.send({
        type: 'CALL',
        request,
        options: { progress },
        procedure: 'app.slow',
        payload: { args: long(4 * KIB) },
      });
    for (let i = 0; i < 3; i++) part(true);
    caller.call('app.slow');
    expect(outcomes(caller)).toEqual(['wamp.error.unavailable']);
    callee.yield(1);
    expect(callee.take().filter(({ type }) => type === 'INVOCATION')).toHaveLength(4);
    for (let i = 0; i < 4; i++) part(i < 3);
    callee.yield(2);
    expect(outcomes(caller)).toEqual(['RESULT', 'RESULT']);
    caller.call('app.slow', {}, long(9 * KIB));
    expect(outcomes(caller)).toEqual([]);
  });

  test('are those too that were given up while their callee, which cannot be stopped, is at work', () => {
    const bed = new Testbed({ perSession: { calls: 2 } });
    const [caller, callee] = [bed.join(), plain(bed)];
    callee.register('app.slow');
    for (const mode of ['skip', 'killnowait']) caller.cancel(caller.call('app.slow'), mode);
    expect(outcomes(caller)).toEqual(['wamp.error.canceled', 'wamp.error.canceled']);
    caller.call('app.slow');
    expect(outcomes(caller)).toEqual(['wamp.error.unavailable']);
    callee.yield(1);
    caller.call('app.slow');
    expect(outcomes(caller)).toEqual([]);
    callee.disconnect();
    expect(outcomes(caller)).toEqual(['wamp.error.canceled']);
  });
});

test('retained events may weigh so much together: the one retained longest ago goes first', () => {
  const bed = new Testbed({ retainedBytes: 10 * KIB });
  const client = bed.join();
  for (const topic of ['app.a', 'app.b', 'app.a', 'app.c']) {
    client.publish(topic, { retain: true }, long(4 * KIB));
  }
  expect(bed.core.stats().retained).toBe(2);
  const other = bed.join();
  const options = { get_retained: true, match: 'prefix' };
  other.send({ type: 'SUBSCRIBE', request: 1, options, topic: 'app.' });
  const topics = other.take().map((m) => m.type === 'EVENT' && m.details.topic);
  expect(topics).toEqual([false, 'app.a', 'app.c']);
});

describe('event history', () => {
  const world = (bytes: number, count: number, size: number) => {
    const bed = new Testbed({ history: [{ uri: 'log.', match: 'prefix', bytes }] });
    const client = bed.join();
    for (let i = 0; i < count; i++) client.publish('log.x', {}, [i, ...long(size)]);
    const found = ask(client, 'subscription.lookup', ['log.', { match: 'prefix' }]);
    return (query = {}) => {
      const told = ask(client, 'subscription.get_events', [(found as { args: number[] }).args[0]], query);
      const { args, kwargs } = told as { args: { args: number[] }[]; kwargs: object };
      return { tags: args.map((event) => event.args[0]), kwargs };
    };
  };

  test('keeps what weighs so much, the oldest goes first', () => {
    expect(world(10 * KIB, 5, 4 * KIB)()).toEqual({ tags: [3, 4], kwargs: { is_limit_reached: false } });
  });

  test('is told in answers that a peer can take, a page at a time', () => {
    const events = world(64 * KIB * KIB, 6, 1.5 * KIB * KIB);
    expect(events()).toEqual({ tags: [0, 1], kwargs: { is_limit_reached: true } });
    expect(events({ reverse: true })).toEqual({ tags: [5, 4], kwargs: { is_limit_reached: true } });
    expect(world(64 * KIB * KIB, 1, 5 * KIB * KIB)().tags).toEqual([0]);
  });
});

test('the testaments of a session may weigh so much together', () => {
  const client = new Testbed().join();
  const leave = () => ask(client, 'session.add_testament', ['app.x', long(1.5 * KIB * KIB)]);
  expect([leave(), leave(), leave()]).toEqual([
    expect.anything(),
    expect.anything(),
    'wamp.error.unavailable',
  ]);
  ask(client, 'session.flush_testaments', []);
  expect(leave()).toMatchObject({ args: [] });
});

test('what waits at the gate while an authorizer thinks may weigh so much', () => {
  const bed = new Testbed({
    roles: {
      all: [{ uri: '', match: 'prefix', allow: { register: true } }],
      asked: [],
    },
    authorizers: { asked: { procedure: 'auth.decide' } },
  });
  bed.join().register('auth.decide');
  const client = bed.join('asked');
  for (let i = 0; i < 6; i++) client.call('app.x', {}, long(4 * KIB * KIB));
  expect(outcomes(client)).toEqual(['wamp.error.unavailable', 'wamp.error.unavailable']);
});

test('a URI has 4,096 characters at most', () => {
  const client = new Testbed().join();
  client.subscribe('x'.repeat(4096));
  client.send({ type: 'SUBSCRIBE', request: 9, options: {}, topic: 'x'.repeat(4097) });
  expect(outcomes(client)).toEqual(['wamp.error.invalid_uri']);
});
