import { expect, test } from 'vitest';
import type { RealmConfig } from './realm-config.ts';
import { type Client, EPOCH, Testbed } from './testbed.ts';

const TOPIC = 'app.order.placed';
const SLOT = 'app.on_order';

/** A slot with these events among its dead letters, and an operator. */
function scene(dead: readonly unknown[] = [], config: Partial<RealmConfig> = {}) {
  const bed = new Testbed(config);
  const [member, publisher, operator] = [bed.join(), bed.join(), bed.join()];
  member.register(SLOT, { _slot: { topic: TOPIC, max_attempts: 1 } });
  const publications = dead.map((value) => {
    publisher.publish(TOPIC, { acknowledge: true }, [value]);
    fail(member);
    return publisher.takeOne('PUBLISHED').publication;
  });
  return { bed, member, publisher, operator, publications };
}

function fail(member: Client): void {
  const { request } = member.takeOne('INVOCATION');
  const payload = { args: ['no milk'], kwargs: { stack: 'at fridge' } };
  member.send({ type: 'ERROR', requestType: 'INVOCATION', request, details: {}, error: 'app.milk', payload });
}

function ask(client: Client, procedure: string, ...args: unknown[]): unknown {
  client.call(procedure, {}, args);
  const [answer] = client.take();
  if (answer?.type === 'ERROR') return [answer.error, answer.payload.args?.[0]];
  if (answer?.type !== 'RESULT') throw new Error(`no answer: ${JSON.stringify(answer)}`);
  return answer.payload.args?.[0];
}

test('list and get tell of each slot what it is and what it has', () => {
  const { publisher, member, operator } = scene(['bad']);
  for (let n = 0; n < 3; n++) publisher.publish(TOPIC);
  member.take();
  const slot = {
    procedure: SLOT,
    topic: TOPIC,
    match: 'exact',
    durable: false,
    on_error: 'queue',
    max_attempts: 1,
    timeout: 60_000,
    backoff: 1_000,
    concurrency: null,
    kwargs: false,
    members: 1,
    waiting: 2,
    in_hand: 1,
    backing_off: 0,
    bytes: expect.any(Number),
    dead: 1,
  };
  expect(ask(operator, 'wamp.slot.list')).toEqual([slot]);
  expect(ask(operator, 'wamp.slot.get', SLOT)).toEqual(slot);
  expect(ask(operator, 'wamp.slot.get', 'app.none')).toEqual([
    'wamp.error.no_such_registration',
    'no slot app.none on this realm',
  ]);
});

test('letters are listed in pages, and one is told in whole', () => {
  const { operator, publications } = scene(['a', 'b', 'c']);
  const summary = (publication: unknown) => ({
    publication,
    topic: TOPIC,
    published: new Date(EPOCH).toISOString(),
    failed: new Date(EPOCH).toISOString(),
    attempts: 1,
    code: 'app.milk',
    message: 'no milk',
    bytes: expect.any(Number),
  });
  expect(ask(operator, 'wamp.slot.letters', SLOT)).toEqual(publications.map(summary));
  expect(ask(operator, 'wamp.slot.letters', SLOT, { limit: 1, after: publications[0] })).toEqual([
    summary(publications[1]),
  ]);
  expect(ask(operator, 'wamp.slot.letter', SLOT, publications[2])).toEqual({
    ...summary(publications[2]),
    details: {},
    args: ['c'],
    kwargs: {},
    error: { args: ['no milk'], kwargs: { stack: 'at fridge' } },
    backtrace: 'at fridge',
  });
  expect(ask(operator, 'wamp.slot.letter', SLOT, 1)).toEqual([
    'wamp.error.invalid_argument',
    expect.stringContaining('no dead letter'),
  ]);
});

test('replay makes events of letters again, from their first attempt on; drop forgets them', () => {
  const { member, operator, publications } = scene(['a', 'b', 'c']);
  expect(ask(operator, 'wamp.slot.replay', SLOT, [publications[1]])).toBe(1);
  const { payload, details } = member.takeOne('INVOCATION');
  expect([payload.args, details]).toEqual([
    ['b'],
    { topic: TOPIC, publication: publications[1], attempt: 1 },
  ]);
  expect(ask(operator, 'wamp.slot.drop', SLOT, [publications[0], publications[1]])).toBe(1);
  expect(ask(operator, 'wamp.slot.letters', SLOT)).toMatchObject([{ publication: publications[2] }]);
  expect(ask(operator, 'wamp.slot.replay', SLOT)).toBe(1);
  expect(ask(operator, 'wamp.slot.letters', SLOT)).toEqual([]);
  expect(ask(operator, 'wamp.slot.drop', SLOT, 'all')).toEqual([
    'wamp.error.invalid_argument',
    expect.any(String),
  ]);
});

test('a slot without members and grace is there for its dead letters, until the last of them is gone', () => {
  const { bed, member, publisher, operator } = scene(['a'], { graceMillis: 50 });
  member.disconnect();
  bed.tick(50);
  publisher.publish(TOPIC);
  expect(ask(operator, 'wamp.slot.list')).toMatchObject([{ dead: 1, waiting: 0, members: 0 }]);
  // Nobody would get it.
  expect(ask(operator, 'wamp.slot.replay', SLOT)).toBe(0);
  expect(ask(operator, 'wamp.slot.drop', SLOT)).toBe(1);
  expect(ask(operator, 'wamp.slot.list')).toEqual([]);
});

test('define makes a slot for members whose library knows no _slot: they register as for any procedure', () => {
  const { bed, operator, publisher } = scene();
  expect(ask(operator, 'wamp.slot.define', 'app.b', { topic: 'b', on_error: 'ignore' })).toBeUndefined();
  publisher.publish('b', {}, [1]);
  const member = bed.join();
  member.register('app.b');
  expect(member.takeOne('INVOCATION').payload.args).toEqual([1]);
  expect(ask(operator, 'wamp.slot.define', 'app.b', { topic: 'c' })).toMatchObject([
    'wamp.error.procedure_exists_with_different_invocation_policy',
    expect.stringContaining('register with the same'),
  ]);
});

test('one who defines a slot must be allowed to serve it, and to hear its topic', () => {
  const allow = { call: true };
  const rules = [
    { uri: 'wamp.', match: 'prefix' as const, allow },
    { uri: 'app.may', allow: { register: true } },
    { uri: 'topic.may', allow: { subscribe: true } },
  ];
  const { bed } = scene([], {
    roles: {
      all: [{ uri: '', match: 'prefix', allow: { register: true, subscribe: true, publish: true } }],
      some: rules,
    },
  });
  const some = bed.join('some');
  const denied = ['wamp.error.not_authorized', expect.any(String)];
  expect(ask(some, 'wamp.slot.define', 'app.may', { topic: 'topic.not' })).toEqual(denied);
  expect(ask(some, 'wamp.slot.define', 'app.not', { topic: 'topic.may' })).toEqual(denied);
  expect(ask(some, 'wamp.slot.define', 'app.may', { topic: 'topic.may' })).toBeUndefined();
});

test('remove forgets a slot with all it has, once nobody serves it', () => {
  const { operator, member } = scene(['a']);
  expect(ask(operator, 'wamp.slot.remove', SLOT)).toEqual([
    'wamp.error.invalid_argument',
    expect.any(String),
  ]);
  member.disconnect();
  expect(ask(operator, 'wamp.slot.remove', SLOT)).toBeUndefined();
  expect(ask(operator, 'wamp.slot.list')).toEqual([]);
});

test('with a prefix of its own the procedures have other names, and no client serves these', () => {
  const { bed, operator } = scene([], { slotPrefix: 'lehr' });
  bed.join().register('lehr.', { match: 'prefix' });
  expect(ask(operator, 'lehr.slot.list')).toMatchObject([{ procedure: SLOT }]);
  expect(ask(operator, 'wamp.slot.list')).toEqual(['wamp.error.no_such_procedure', expect.any(String)]);
});

test('who may not call them learns nothing', () => {
  const { bed } = scene(['secret'], {
    roles: {
      all: [{ uri: '', match: 'prefix', allow: { register: true, subscribe: true, publish: true } }],
      none: [],
    },
  });
  expect(ask(bed.join('none'), 'wamp.slot.list')).toEqual(['wamp.error.not_authorized', expect.any(String)]);
});
