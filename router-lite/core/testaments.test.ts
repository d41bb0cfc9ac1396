import { describe, expect, test } from 'vitest';
import { type Client, Testbed } from './testbed.ts';

const world = () => {
  const bed = new Testbed();
  const [heir, testator] = [bed.join(), bed.join('all', {}, 'tess')];
  heir.subscribe('app.', { match: 'prefix' });
  return { bed, heir, testator };
};

const ask = (client: Client, procedure: string, args: unknown[] = [], kwargs = {}) => {
  const request = client.next();
  client.send({
    type: 'CALL',
    request,
    options: {},
    procedure: `wamp.session.${procedure}`,
    payload: { args, kwargs },
  });
  const [answer] = client.take();
  return answer?.type === 'RESULT' ? answer.payload.args : answer?.type === 'ERROR' && answer.error;
};

const heard = (client: Client) => client.take().map((m) => m.type === 'EVENT' && m.payload.args?.[0]);

describe('testaments', () => {
  test.each<[string, (client: Client) => void]>([
    ['is lost', (client) => client.disconnect()],
    [
      'says GOODBYE',
      (client) => client.send({ type: 'GOODBYE', details: {}, reason: 'app.bye', payload: {} }),
    ],
    ['breaks the protocol', (client) => client.send({ type: 'WELCOME', session: 1, details: {} })],
  ])('are published when the session %s, detached first, each in the order they were made', (_, end) => {
    const { bed, heir, testator } = world();
    expect(ask(testator, 'add_testament', ['app.a', [1]])).toEqual([]);
    ask(testator, 'add_testament', ['app.b', [2], { k: 1 }], { scope: 'detached' });
    ask(testator, 'add_testament', ['app.c', [3]], { scope: 'destroyed' });
    expect(heir.take()).toEqual([]);
    end(testator);
    expect(heard(heir)).toEqual([2, 1, 3]);
    expect(bed.core.stats().kept).toBe(0);
  });

  test('carry their options, and never reach the one who is gone', () => {
    const { bed, heir, testator } = world();
    testator.subscribe('app.a');
    const publish_options = { disclose_me: true, exclude_me: false, acknowledge: true, retain: true };
    ask(testator, 'add_testament', ['app.a', [1], { k: 2 }], { publish_options });
    const { id } = testator.session;
    testator.disconnect();
    const shown = { publisher: id, publisher_authid: 'tess', publisher_authrole: 'all', topic: 'app.a' };
    expect(heir.takeOne('EVENT')).toMatchObject({ details: shown, payload: { args: [1], kwargs: { k: 2 } } });
    expect(bed.core.stats().retained).toBe(1);
  });

  test('that were flushed are not published; the other scope stays', () => {
    const { heir, testator } = world();
    ask(testator, 'add_testament', ['app.a', [1]]);
    ask(testator, 'add_testament', ['app.b', [2]], { scope: 'detached' });
    expect(ask(testator, 'flush_testaments')).toEqual([]);
    testator.disconnect();
    expect(heard(heir)).toEqual([2]);
  });

  test('to where the session may not publish are not published', () => {
    const bed = new Testbed({
      roles: {
        heir: [{ uri: '', match: 'prefix', allow: { subscribe: true } }],
        all: [{ uri: 'wamp.', match: 'prefix', allow: { call: true } }],
      },
    });
    const [heir, testator] = [bed.join('heir'), bed.join()];
    heir.subscribe('app.x');
    ask(testator, 'add_testament', ['app.x']);
    testator.disconnect();
    expect(heir.take()).toEqual([]);
  });

  test('that are sealed by a session that did not announce it are not published', () => {
    const { bed, heir } = world();
    const plain = bed.join('all', { roles: { caller: {}, publisher: {} } });
    ask(plain, 'add_testament', ['app.a', [1]], { publish_options: { ppt_scheme: 'x_own' } });
    plain.disconnect();
    expect(heir.take()).toEqual([]);
  });

  test.each<[unknown[], object, string]>([
    [[], {}, 'invalid_argument'],
    [['app..x'], {}, 'invalid_uri'],
    [['wamp.x'], {}, 'invalid_uri'],
    [['app.x', 'no list'], {}, 'invalid_argument'],
    [['app.x', [], 'no dict'], {}, 'invalid_argument'],
    [['app.x'], { scope: 'later' }, 'invalid_argument'],
    [['app.x'], { publish_options: [] }, 'invalid_argument'],
    [['app.x'], { publish_options: { exclude: 'x' } }, 'invalid_argument'],
  ])('of %j %j are refused with %s', (args, kwargs, error) => {
    const { heir, testator } = world();
    expect(ask(testator, 'add_testament', args, kwargs)).toBe(`wamp.error.${error}`);
    expect(ask(testator, 'flush_testaments', [], { scope: 'later' })).toBe('wamp.error.invalid_argument');
    testator.disconnect();
    expect(heir.take()).toEqual([]);
  });

  test('are so many and no more', () => {
    const { testator } = world();
    for (let i = 0; i < 100; i++) expect(ask(testator, 'add_testament', ['app.x'])).toEqual([]);
    expect(ask(testator, 'add_testament', ['app.x'])).toBe('wamp.error.unavailable');
  });
});
