/** An authorizer is asked for all that a request would get its sender to see: a slot's topics, and a subscription's past. */
import { describe, expect, test } from 'vitest';
import { SLOT, TOPIC } from './slots.test-world.ts';
import { type Client, Testbed } from './testbed.ts';

const PROCEDURE = 'auth.decide';
const GET_EVENTS = 'wamp.subscription.get_events';
const everything = { call: true, register: true, publish: true, subscribe: true };

function world(rules: { uri: string; allow: object }[] = []) {
  const bed = new Testbed({
    roles: { all: [{ uri: '', match: 'prefix', allow: everything }], asked: rules },
    authorizers: { asked: { procedure: PROCEDURE, cacheMillis: 1_000 } },
    history: [{ uri: TOPIC }],
  });
  const [authorizer, other, client] = [bed.join(), bed.join(), bed.join('asked', {}, 'ann')];
  authorizer.register(PROCEDURE);
  return { bed, authorizer, other, client };
}

/** Answers all that is asked; what that was. */
function decide(authorizer: Client, say: (question: string) => unknown): string[] {
  const asked: string[] = [];
  for (let [next] = authorizer.take(); next?.type === 'INVOCATION'; [next] = authorizer.take()) {
    const [, uri, action] = next.payload.args as [unknown, string, string];
    asked.push(`${action} ${uri}`);
    authorizer.yield(next.request, [say(`${action} ${uri}`)]);
  }
  return asked;
}

const yes = () => true;
const butNot = (refused: string) => (question: string) => question !== refused;

function serveSlot(client: Client, slot: object | undefined, options: object = {}): void {
  const _slot = slot === undefined ? {} : { _slot: { topic: TOPIC, ...slot } };
  client.send({
    type: 'REGISTER',
    request: client.next(),
    options: { ..._slot, ...options },
    procedure: SLOT,
  });
}

const types = (client: Client) => client.take().map((m) => (m.type === 'ERROR' ? m.error : m.type));
const REFUSED = ['wamp.error.not_authorized'];

describe('who would serve a slot', () => {
  test('is refused where the authorizer refuses the topic, and gets nothing of it', () => {
    const { authorizer, other, client } = world();
    serveSlot(client, {});
    expect(decide(authorizer, butNot(`subscribe ${TOPIC}`))).toEqual([
      `register ${SLOT}`,
      `subscribe ${TOPIC}`,
    ]);
    expect(types(client)).toEqual(REFUSED);
    other.publish(TOPIC, {}, [1]);
    expect(client.take()).toEqual([]);
  });

  test('gets its events where the authorizer allows both, which is told what for', () => {
    const { authorizer, other, client } = world();
    serveSlot(client, { match: 'prefix', topic: 'app.' });
    authorizer.yield(authorizer.takeOne('INVOCATION').request, [true]);
    const second = authorizer.takeOne('INVOCATION');
    expect(second.payload.args?.slice(1)).toEqual([
      'app.',
      'subscribe',
      { _slot: { match: 'prefix', topic: 'app.' }, match: 'prefix' },
    ]);
    authorizer.yield(second.request, [true]);
    expect(types(client)).toEqual(['REGISTERED']);
    other.publish(TOPIC, {}, [1]);
    expect(client.takeOne('INVOCATION').payload.args).toEqual([1]);
  });

  test('as one more member, without a word of its topic, is asked about that too', () => {
    const { authorizer, other, client } = world();
    other.register(SLOT, { invoke: 'roundrobin', _slot: { topic: TOPIC } });
    serveSlot(client, undefined, { invoke: 'roundrobin' });
    expect(decide(authorizer, butNot(`subscribe ${TOPIC}`))).toHaveLength(2);
    expect(types(client)).toEqual(REFUSED);
  });

  test('is told so where the authorizer does not decide on the topic', () => {
    const { bed, authorizer, client } = world();
    serveSlot(client, {});
    authorizer.yield(authorizer.takeOne('INVOCATION').request, [true]);
    bed.tick(5_000);
    expect(types(client)).toEqual(['wamp.error.authorization_failed']);
  });

  test('is asked about no topic once the procedure is refused, nor about one that a rule decides', () => {
    const { authorizer, client } = world([{ uri: TOPIC, allow: { subscribe: true } }]);
    serveSlot(client, { topic: 'app.else' });
    expect(decide(authorizer, () => ({ allow: false, cache: false }))).toEqual([`register ${SLOT}`]);
    serveSlot(client, {});
    expect(decide(authorizer, yes)).toEqual([`register ${SLOT}`]);
    expect(types(client)).toEqual([...REFUSED, 'REGISTERED']);
  });

  test('without being a member (slot.define) is asked about all three', () => {
    const { bed, authorizer, client } = world();
    client.call('wamp.slot.define', {}, [SLOT, { topic: TOPIC }]);
    expect(decide(authorizer, butNot(`subscribe ${TOPIC}`))).toEqual([
      'call wamp.slot.define',
      `register ${SLOT}`,
      `subscribe ${TOPIC}`,
    ]);
    expect(types(client)).toEqual(REFUSED);
    bed.tick(1_000);
    client.call('wamp.slot.define', {}, [SLOT, { topic: TOPIC }]);
    decide(authorizer, yes);
    expect(types(client)).toEqual(['RESULT']);
  });
});

describe('while several questions of one request are answered', () => {
  test('what may not be remembered serves nobody else, and is forgotten afterwards', () => {
    const { bed, authorizer, client } = world();
    serveSlot(client, {});
    authorizer.yield(authorizer.takeOne('INVOCATION').request, [{ allow: true, cache: false }]);
    const pending = authorizer.takeOne('INVOCATION');
    const same = bed.join('asked', {}, 'ann');
    serveSlot(same, {});
    expect(decide(authorizer, () => false)).toEqual([`register ${SLOT}`]);
    expect(types(same)).toEqual(REFUSED);
    authorizer.yield(pending.request, [{ allow: true, cache: false }]);
    expect(types(client)).toEqual(['REGISTERED']);
    client.send({ type: 'SUBSCRIBE', request: client.next(), options: {}, topic: TOPIC });
    expect(decide(authorizer, () => false)).toEqual([`subscribe ${TOPIC}`]);
  });

  test('what was said is for this request, however long the rest takes', () => {
    const { bed, authorizer, client } = world();
    serveSlot(client, {});
    authorizer.yield(authorizer.takeOne('INVOCATION').request, [true]);
    bed.tick(4_000);
    authorizer.yield(authorizer.takeOne('INVOCATION').request, [true]);
    expect(types(client)).toEqual(['REGISTERED']);
  });

  test('the other messages of the session wait, and who leaves leaves nothing behind', () => {
    const { bed, authorizer, client } = world();
    serveSlot(client, {});
    client.call('app.x');
    authorizer.yield(authorizer.takeOne('INVOCATION').request, [true]);
    const { request, payload } = authorizer.takeOne('INVOCATION');
    expect(payload.args?.[1]).toBe(TOPIC);
    client.disconnect();
    authorizer.yield(request, [true]);
    expect(authorizer.take().map(({ type }) => type)).toEqual(['INTERRUPT']);
    expect(bed.core.stats()).toMatchObject({ sessions: 2, invocations: 0, queued: 0, deadlines: 0 });
  });
});

test('an answer that may not be remembered is forgotten also where the request ends its sender', () => {
  const { bed, authorizer } = world();
  const plain = bed.join('asked', { roles: { publisher: {} } }, 'ann');
  plain.publish(TOPIC, { ppt_scheme: 'x_mine' });
  decide(authorizer, () => ({ allow: true, cache: false }));
  expect(plain.closed).toBe(true);
  const again = bed.join('asked', {}, 'ann');
  again.publish(TOPIC, { acknowledge: true });
  expect(decide(authorizer, () => false)).toEqual([`publish ${TOPIC}`]);
  expect(types(again)).toEqual(REFUSED);
});

test('the past of a subscription is told to who may subscribe to it now, not to who once might', () => {
  const { bed, authorizer, other, client } = world();
  other.publish(TOPIC, {}, [1]);
  client.send({ type: 'SUBSCRIBE', request: client.next(), options: {}, topic: TOPIC });
  decide(authorizer, yes);
  const { subscription } = client.takeOne('SUBSCRIBED');
  client.call(GET_EVENTS, {}, [subscription]);
  expect(decide(authorizer, yes)).toEqual([`call ${GET_EVENTS}`]);
  expect(types(client)).toEqual(['RESULT']);
  bed.tick(1_000);
  client.call(GET_EVENTS, {}, [subscription]);
  expect(decide(authorizer, butNot(`subscribe ${TOPIC}`))).toEqual([
    `call ${GET_EVENTS}`,
    `subscribe ${TOPIC}`,
  ]);
  expect(types(client)).toEqual(REFUSED);
});
