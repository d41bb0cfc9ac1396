/** What becomes of an event that its member could not use, or left with: the error policies of slots. */
import { expect, test } from 'vitest';
import { counts, only, SLOT, scene, TOPIC } from './slots.test-world.ts';
import type { Client } from './testbed.ts';

const argsOf = (client: Client): unknown[] =>
  client.take().map((message) => message.type === 'INVOCATION' && message.payload.args?.[0]);

test('under ignore an ERROR ends the event', () => {
  const world = scene({ on_error: 'ignore' });
  world.publisher.publish(TOPIC);
  world.member.fail(only(world.member).request);
  world.bed.tick(1_000_000);
  expect(world.member.take()).toEqual([]);
  expect(counts(world)).toMatchObject({ taken: 1, failed: 1, delivered: 0, retried: 0 });
});

test('under publish an ERROR ends the event, and a report of it is published', () => {
  const { bed, publisher, member } = scene({ on_error: 'publish' });
  const watcher = bed.join();
  watcher.subscribe('wamp.error.', { match: 'prefix' });
  publisher.publish(TOPIC, { disclose_me: true }, [1]);
  const { request, details } = only(member);
  expect(details.publisher).toBe(publisher.session.id);
  const payload = { args: ['sour'], kwargs: { traceback: ['line 1'] } };
  member.send({ type: 'ERROR', requestType: 'INVOCATION', request, details: {}, error: 'app.milk', payload });
  const event = watcher.takeOne('EVENT');
  expect(event.details.topic).toBe(`wamp.error.${SLOT}`);
  expect(event.payload.args).toEqual([
    {
      slot: SLOT,
      topic: TOPIC,
      publication: details.publication,
      data: { args: [1], kwargs: {} },
      sender: { session: publisher.session.id, authid: 'all', authrole: 'all' },
      time: Date.UTC(2026, 0, 1),
      attempts: 1,
      code: 'app.milk',
      error: { args: ['sour'], kwargs: { traceback: ['line 1'] } },
      backtrace: ['line 1'],
    },
  ]);
});

test('a report of an event for some only says that it failed, and nothing of what it said', () => {
  const { bed, publisher, member } = scene({ on_error: 'publish' });
  const watcher = bed.join('all', {}, 'curious');
  watcher.subscribe('wamp.error.', { match: 'prefix' });
  for (const list of [{ exclude_authid: ['curious'] }, { eligible_authid: ['all'] }]) {
    publisher.publish(TOPIC, { disclose_me: true, ...list }, ['secret']);
    const { request, details } = only(member);
    const payload = { args: ['secret is bad'], kwargs: { traceback: ['secret'] } };
    member.send({
      type: 'ERROR',
      requestType: 'INVOCATION',
      request,
      details: {},
      error: 'app.milk',
      payload,
    });
    const { publication } = details;
    expect(watcher.takeOne('EVENT').payload.args).toEqual([
      {
        slot: SLOT,
        topic: TOPIC,
        publication,
        time: Date.UTC(2026, 0, 1),
        attempts: 1,
        code: 'app.milk',
        data: null,
        sender: null,
        error: null,
        backtrace: null,
      },
    ]);
  }
});

test('a slot that fails at reports does not report that', () => {
  const { bed, publisher, member } = scene({ on_error: 'publish' });
  const reports = bed.join();
  reports.register('app.on_report', {
    _slot: { topic: 'wamp.error.', match: 'prefix', on_error: 'publish' },
  });
  publisher.publish(TOPIC);
  member.fail(only(member).request);
  reports.fail(only(reports).request);
  expect(reports.take()).toEqual([]);
});

test('under queue an event comes again after growing waits, and then lies among the dead letters', () => {
  const world = scene({ max_attempts: 3, backoff: 100 }, {}, { slotPrefix: 'app' });
  const { bed, publisher, member } = world;
  publisher.publish(TOPIC, {}, ['bad']);
  publisher.publish(TOPIC, {}, ['good']);
  member.fail(only(member).request, 'app.milk');
  // Half of the wait is certain, the rest is chance.
  bed.tick(49);
  expect(member.take()).toEqual([]);
  bed.tick(51);
  expect(member.inbox[0]).toMatchObject({ details: { attempt: 2 }, payload: { args: ['bad'] } });
  member.fail(only(member).request, 'app.milk');
  bed.tick(99);
  expect(member.take()).toEqual([]);
  bed.tick(101);
  expect(member.inbox[0]).toMatchObject({ details: { attempt: 3 }, payload: { args: ['bad'] } });
  member.fail(only(member).request, 'app.milk');
  // In order: the next waited for this one's end.
  expect(only(member).payload.args).toEqual(['good']);
  const [letter] = bed.core.realm('test')!.slots.get(SLOT)!.deadLetters;
  expect(letter).toMatchObject({ attempts: 3, failure: { code: 'app.milk' }, event: { topic: TOPIC } });
  expect(counts(world)).toMatchObject({ dead: 1, retried: 2, failed: 0 });
});

test('where several may be out, others pass one that waits for its next attempt', () => {
  const { bed, publisher, member } = scene({ backoff: 100 }, { concurrency: 2 });
  for (const n of [1, 2, 3]) publisher.publish(TOPIC, {}, [n]);
  member.fail(1);
  expect(argsOf(member)).toEqual([1, 2, 3]);
  member.yield(2);
  bed.tick(100);
  expect(argsOf(member)).toEqual([1]);
});

test('a member that does not answer in time has failed, and is interrupted', () => {
  const { bed, publisher, member } = scene({ timeout: 50, backoff: 10 });
  publisher.publish(TOPIC);
  only(member);
  bed.tick(50);
  expect(member.takeOne('INTERRUPT').options.reason).toBe('wamp.error.timeout');
  bed.tick(10);
  expect(only(member).details.attempt).toBe(2);
});

test('what a member has in hand when it leaves goes to another at once, before all that came later', () => {
  const { bed, publisher, member } = scene({ concurrency: 1 }, { invoke: 'first' });
  const standby = bed.join();
  standby.register(SLOT, { invoke: 'first' });
  for (const n of [1, 2]) publisher.publish(TOPIC, {}, [n]);
  only(member);
  member.disconnect();
  const { request, details, payload } = only(standby);
  expect([payload.args, details.attempt]).toEqual([[1], 2]);
  standby.yield(request);
  expect(only(standby).payload.args).toEqual([2]);
});

test('an event that its member calls wrong in itself comes no second time, and those behind it do not wait', () => {
  const world = scene({ max_attempts: 3 });
  const { bed, publisher, member } = world;
  publisher.publish(TOPIC, {}, ['bad']);
  publisher.publish(TOPIC, {}, ['good']);
  member.fail(only(member).request, 'wamp.error.invalid_argument');
  expect(only(member).payload.args).toEqual(['good']);
  const [letter] = bed.core.realm('test')!.slots.get(SLOT)!.deadLetters;
  expect(letter).toMatchObject({ attempts: 1, event: { payload: { args: ['bad'] } } });
  expect(counts(world)).toMatchObject({ dead: 1, retried: 0 });
});

test('an event that every member dies of does not come for ever: leaving counts as an attempt', () => {
  const world = scene({ max_attempts: 2, on_error: 'ignore' });
  world.publisher.publish(TOPIC);
  only(world.member);
  world.member.disconnect();
  const second = world.bed.join();
  second.register(SLOT);
  only(second);
  second.disconnect();
  const third = world.bed.join();
  third.register(SLOT);
  expect(third.take()).toEqual([]);
  expect(counts(world)).toMatchObject({ failed: 1, delivered: 0 });
});

test('a member that is unavailable passes the event to one that is not', () => {
  const { bed, publisher, member } = scene({ on_error: 'ignore' }, { invoke: 'first' });
  const other = bed.join();
  other.register(SLOT, { invoke: 'first' });
  publisher.publish(TOPIC);
  member.fail(only(member).request, 'wamp.error.unavailable');
  const { request, details } = only(other);
  expect(details.attempt).toBe(1);
  other.fail(request, 'wamp.error.unavailable');
  // Nobody took it: also under ignore it is not lost yet.
  bed.tick(1_000);
  expect(only(member).details.attempt).toBe(2);
});

test('dead letters are bounded, the oldest gives way', () => {
  const world = scene({ max_attempts: 1 }, {}, { slotLimits: { deadLetters: 2 } });
  for (const n of [1, 2, 3]) {
    world.publisher.publish(TOPIC, {}, [n]);
    world.member.fail(only(world.member).request);
  }
  const { deadLetters } = world.bed.core.realm('test')!.slots.get(SLOT)!;
  expect([...deadLetters].map(({ event }) => event.payload.args)).toEqual([[2], [3]]);
  expect(counts(world)).toMatchObject({ dead: 3, dropped: 1 });
});

test('an event that no member may have is a dead letter at once, and the next ones come in their order', () => {
  const world = scene({}, { concurrency: 1 });
  const { publisher, member } = world;
  publisher.publish(TOPIC, {}, [1]);
  publisher.publish(TOPIC, { eligible_authrole: ['nobody'] }, ['for nobody']);
  for (const n of [2, 3]) publisher.publish(TOPIC, {}, [n]);
  for (const n of [1, 2, 3]) {
    const { request, payload } = only(member);
    expect(payload.args).toEqual([n]);
    member.yield(request);
  }
  expect(member.take()).toEqual([]);
  expect(counts(world)).toMatchObject({ taken: 4, delivered: 3, dead: 1, retried: 0 });
});

test('an event that is refused at once waits for its next attempt before those behind it', () => {
  const world = scene({}, { concurrency: 1 });
  const { bed, publisher, member } = world;
  publisher.publish(TOPIC, {}, ['first']);
  const away = only(member);
  for (const n of [1, 2]) publisher.publish(TOPIC, {}, [n]);
  member.fail(away.request, 'wamp.error.unavailable');
  expect(member.take()).toEqual([]);
  bed.tick(1_000_000);
  for (const each of ['first', 1, 2]) {
    const { request, payload } = only(member);
    expect(payload.args).toEqual([each]);
    member.yield(request);
  }
});
