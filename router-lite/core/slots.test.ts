/** Slots: which events they take, who gets them, what their bounds are, and which are refused. */
import { expect, test } from 'vitest';
import type { InvocationMessage } from './messages.ts';
import { counts, only, SLOT, scene, TOPIC } from './slots.test-world.ts';
import { CLIENT_ROLES, Testbed } from './testbed.ts';

test('an event becomes an invocation of one member, with topic, publication and attempt in its details', () => {
  const { publisher, member, bed } = scene({}, { invoke: 'roundrobin' });
  const other = bed.join();
  other.register(SLOT, { _slot: { topic: TOPIC }, invoke: 'roundrobin' });
  publisher.publish(TOPIC, { acknowledge: true }, [7]);
  const { publication } = publisher.takeOne('PUBLISHED');
  const { details, payload } = only(member);
  expect(details).toEqual({ topic: TOPIC, publication, attempt: 1 });
  expect(payload.args).toEqual([7]);
  expect(other.take()).toEqual([]);
  publisher.publish(TOPIC, {}, [8]);
  expect(only(other).payload.args).toEqual([8]);
  expect(member.take()).toEqual([]);
});

test('subscribers get the event as ever, and a member that publishes may get its own', () => {
  const { member, bed } = scene();
  const subscriber = bed.join();
  subscriber.subscribe(TOPIC);
  member.publish(TOPIC, {}, [1]);
  expect(subscriber.takeOne('EVENT').payload.args).toEqual([1]);
  expect(only(member).payload.args).toEqual([1]);
});

test('a member without a concurrency of its own gets the next event when it has answered for the last', () => {
  const { publisher, member } = scene();
  for (const n of [1, 2, 3]) publisher.publish(TOPIC, {}, [n]);
  for (const n of [1, 2, 3]) {
    const { request, payload } = only(member);
    expect(payload.args).toEqual([n]);
    member.yield(request);
  }
  expect(member.take()).toEqual([]);
});

test('members together have as many events in hand as their concurrency allows, and no more than the slot allows', () => {
  const { publisher, member, bed } = scene({ concurrency: 3 }, { concurrency: 2, invoke: 'load' });
  const other = bed.join();
  other.register(SLOT, { concurrency: 2, invoke: 'load' });
  for (let n = 0; n < 10; n++) publisher.publish(TOPIC);
  expect(member.inbox.length + other.inbox.length).toBe(3);
});

test('a prefix takes all topics that begin so, and each event says its own', () => {
  const { publisher, member } = scene({ topic: 'app.', match: 'prefix' });
  publisher.publish('app.cart.filled');
  expect(only(member).details.topic).toBe('app.cart.filled');
  publisher.publish('other');
  expect(member.take()).toEqual([]);
});

test('several slots of one topic each get every event', () => {
  const { publisher, member } = scene();
  member.register('app.also', { _slot: { topic: TOPIC } });
  publisher.publish(TOPIC);
  expect(member.take().map(({ type }) => type)).toEqual(['INVOCATION', 'INVOCATION']);
});

test('a member that unregisters keeps what it has in hand, and gets no more', () => {
  const { publisher, member } = scene();
  const registration = member.register('app.b', { _slot: { topic: TOPIC } });
  publisher.publish(TOPIC);
  const [, mine] = member.take() as InvocationMessage[];
  member.send({ type: 'UNREGISTER', request: member.next(), registration });
  member.takeOne('UNREGISTERED');
  member.yield(mine!.request);
  publisher.publish(TOPIC);
  expect(member.take()).toEqual([]);
});

test('without any member events wait for one for a grace, and are then given up', () => {
  const world = scene({}, {}, { graceMillis: 50 });
  const { bed, publisher, member } = world;
  member.disconnect();
  publisher.publish(TOPIC, {}, [1]);
  bed.tick(49);
  const back = bed.join();
  back.register(SLOT);
  back.yield(only(back).request);
  back.disconnect();
  publisher.publish(TOPIC, {}, [2]);
  bed.tick(50);
  const late = bed.join();
  late.register(SLOT, { _slot: { topic: TOPIC } });
  expect(late.take()).toEqual([]);
  expect(counts(world)).toMatchObject({ taken: 2, delivered: 1, dropped: 1 });
});

test('a full slot refuses acknowledged publications, and drops its oldest event for others', () => {
  const world = scene({}, {}, { slotLimits: { events: 3 } });
  const { bed, publisher, member } = world;
  const subscriber = bed.join();
  for (const n of [1, 2, 3]) publisher.publish(TOPIC, { acknowledge: true }, [n]);
  publisher.take();
  subscriber.subscribe(TOPIC);
  publisher.publish(TOPIC, { acknowledge: true }, [4]);
  expect(publisher.takeOne('ERROR')).toMatchObject({ error: 'wamp.error.unavailable', limit: 'slotEvents' });
  // Refused is refused to all.
  expect(subscriber.take()).toEqual([]);
  publisher.publish(TOPIC, {}, [5]);
  const got: unknown[] = [];
  for (let next = only(member); ; next = only(member)) {
    got.push(next.payload.args?.[0]);
    member.yield(next.request);
    if (member.inbox.length === 0) break;
  }
  expect(got).toEqual([1, 3, 5]);
  expect(counts(world)).toMatchObject({ taken: 4, delivered: 3, dropped: 1, refused: 1 });
});

test('a slot is full by bytes too', () => {
  const { publisher, member } = scene({}, {}, { slotLimits: { bytes: 3_000 } });
  const big = 'x'.repeat(2_000);
  publisher.publish(TOPIC, { acknowledge: true }, [big]);
  publisher.takeOne('PUBLISHED');
  publisher.publish(TOPIC, { acknowledge: true }, [big]);
  publisher.takeOne('ERROR');
  member.yield(only(member).request);
  publisher.publish(TOPIC, { acknowledge: true }, [big]);
  publisher.takeOne('PUBLISHED');
});

test('an event for some authroles goes to members of these, and one for some sessions to no slot', () => {
  const roles = Object.fromEntries(
    ['all', 'books'].map((name) => [
      name,
      [
        {
          uri: '',
          match: 'prefix' as const,
          allow: { call: true, register: true, publish: true, subscribe: true },
        },
      ],
    ]),
  );
  const { bed, publisher, member } = scene({}, { invoke: 'first' }, { roles });
  const books = bed.join('books');
  books.register(SLOT, { invoke: 'first' });
  publisher.publish(TOPIC, { eligible_authrole: ['books'] });
  only(books);
  publisher.publish(TOPIC, { eligible: [member.session.id] });
  expect(member.take()).toEqual([]);
});

test('what was published to the router itself can be taken: a slot of a meta topic', () => {
  const { bed, member } = scene({ topic: 'wamp.session.on_leave' });
  bed.join().disconnect();
  expect(only(member).details.topic).toBe('wamp.session.on_leave');
});

test('with `kwargs` the event is told of in the payload too', () => {
  const { publisher, member } = scene({ kwargs: true });
  publisher.publish(TOPIC, {}, [1]);
  const { details, payload } = only(member);
  expect(payload).toEqual({ args: [1], kwargs: { _event: details } });
});

test('a sealed event goes sealed to a member that can open it', () => {
  const { bed, publisher, member } = scene({}, { invoke: 'first' });
  const deaf = bed.join('all', { roles: { ...CLIENT_ROLES, callee: {} } });
  member.disconnect();
  deaf.register(SLOT, { invoke: 'first' });
  const able = bed.join();
  able.register(SLOT, { invoke: 'first' });
  publisher.publish(TOPIC, { ppt_scheme: 'x_mine', ppt_cipher: 'x' }, ['sealed']);
  expect(deaf.take()).toEqual([]);
  expect(only(able).details).toMatchObject({ ppt_scheme: 'x_mine', ppt_cipher: 'x' });
});

test.each([
  [{}, '_slot.topic must be'],
  [{ topic: TOPIC, durabel: true }, '_slot.durabel is unknown'],
  [{ topic: TOPIC, on_error: 'panic' }, '_slot.on_error must be one of ignore, publish, queue'],
  [{ topic: TOPIC, max_attempts: 0 }, '_slot.max_attempts must be an integer'],
  [{ topic: TOPIC, match: 'regex' }, '_slot.match must be one of'],
  [{ topic: TOPIC, durable: 'yes' }, '_slot.durable must be a boolean'],
])('%j is refused with what to write instead', (_slot, text) => {
  const client = new Testbed().join();
  client.send({ type: 'REGISTER', request: 1, options: { _slot }, procedure: SLOT });
  const { error, payload } = client.takeOne('ERROR');
  expect([error, payload.args?.[0]]).toEqual(['wamp.error.invalid_argument', expect.stringContaining(text)]);
});

test('who may not subscribe to the topic may not serve its slot, by naming it or by joining it', () => {
  const rules = [
    { uri: 'app.', match: 'prefix' as const, allow: { register: true } },
    { uri: TOPIC, allow: { subscribe: false } },
  ];
  const all = [
    { uri: '', match: 'prefix' as const, allow: { register: true, subscribe: true, publish: true } },
  ];
  const { bed } = scene({}, { invoke: 'first' }, { roles: { all, spy: rules } });
  const spy = bed.join('spy');
  for (const options of [{ invoke: 'first', _slot: { topic: TOPIC } }, { invoke: 'first' }]) {
    spy.send({ type: 'REGISTER', request: spy.next(), options, procedure: SLOT });
    expect(spy.takeOne('ERROR').error).toBe('wamp.error.not_authorized');
  }
});

test('the members of a slot agree in what it is; whoever comes first may define it anew', () => {
  const { bed, member, publisher } = scene({ on_error: 'ignore' }, { invoke: 'first' });
  const other = bed.join();
  const options = { invoke: 'first', _slot: { topic: 'app.other', on_error: 'ignore' } };
  other.send({ type: 'REGISTER', request: other.next(), options, procedure: SLOT });
  expect(other.takeOne('ERROR').error).toBe('wamp.error.procedure_exists_with_different_invocation_policy');
  member.disconnect();
  other.register(SLOT, options);
  publisher.publish(TOPIC);
  expect(other.take()).toEqual([]);
  publisher.publish('app.other');
  only(other);
});

test('a slot that is to be durable is refused where nothing can be kept', () => {
  const client = new Testbed().join();
  const options = { _slot: { topic: TOPIC, durable: true } };
  client.send({ type: 'REGISTER', request: 1, options, procedure: SLOT });
  expect(client.takeOne('ERROR').error).toBe('wamp.error.feature_not_supported');
});

test("a slot's procedure can be called too; calls that wait go first", () => {
  const { bed, publisher, member } = scene();
  const caller = bed.join();
  for (const n of [1, 2]) publisher.publish(TOPIC, {}, [n]);
  caller.call(SLOT, {}, ['call']);
  const got: unknown[] = [];
  for (let i = 0; i < 3; i++) {
    const { request, payload } = only(member);
    got.push(payload.args?.[0]);
    member.yield(request);
  }
  expect(got).toEqual([1, 'call', 2]);
  caller.takeOne('RESULT');
});

test('no more slots than the limit says', () => {
  const { member } = scene({}, {}, { slotLimits: { slots: 1 } });
  const options = { _slot: { topic: TOPIC } };
  member.send({ type: 'REGISTER', request: member.next(), options, procedure: 'app.second' });
  expect(member.takeOne('ERROR').error).toBe('wamp.error.unavailable');
});
