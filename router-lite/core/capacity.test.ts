/** What callers of a busy procedure see when callees come, go, fail and take their time: the clock is set by hand. */
import { describe, expect, test } from 'vitest';
import { type Client, pair, Testbed } from './testbed.ts';

/** A callee that answers every invocation `millis` after it came, and what that does at each moment. */
class Worker {
  readonly client: Client;
  readonly #due: { readonly request: number; readonly at: number }[] = [];
  readonly #millis: number;

  constructor(client: Client, millis: number) {
    this.client = client;
    this.#millis = millis;
  }

  /** Takes what came, and answers what is due. */
  work(): void {
    const { now } = this.client.bed;
    for (const message of this.client.take()) {
      if (message.type === 'INVOCATION') this.#due.push({ request: message.request, at: now + this.#millis });
    }
    while (this.#due[0] !== undefined && this.#due[0].at <= now)
      this.client.yield(this.#due.shift()!.request);
  }
}

test.each(['roundrobin', 'random', 'first', 'last', 'load'])(
  '20 calls of 2 s to callees of concurrency 2 and 3 are done in 8 s under %s',
  (invoke) => {
    const bed = new Testbed();
    const caller = bed.join();
    const workers = [2, 3].map((concurrency) => {
      const client = bed.join();
      client.register('app.slow', { invoke, concurrency });
      return new Worker(client, 2_000);
    });
    for (let i = 0; i < 20; i++) caller.call('app.slow');
    let answers = 0;
    while (answers < 20) {
      for (const worker of workers) worker.work();
      answers += caller.take().filter(({ type }) => type === 'RESULT').length;
      if (answers < 20) bed.tick(10);
    }
    expect(bed.now).toBeGreaterThanOrEqual(8_000);
    expect(bed.now).toBeLessThanOrEqual(8_600);
  },
);

test('five calls to a callee of concurrency 1 that answers ERROR get five answers', () => {
  const bed = new Testbed();
  const [caller, callee] = [bed.join(), bed.join()];
  callee.register('app.broken', { concurrency: 1 });
  const requests = [1, 2, 3, 4, 5].map(() => caller.call('app.broken'));
  for (const _ of requests) callee.fail(callee.takeOne('INVOCATION').request);
  expect(caller.take()).toMatchObject(
    requests.map((request) => ({ type: 'ERROR', request, error: 'app.error' })),
  );
  expect(bed.core.stats()).toMatchObject({ queued: 0, invocations: 0 });
});

test('the callee at work dies while four calls wait: with the next one all five end, four with results', () => {
  const bed = new Testbed();
  const [caller, callee] = [bed.join(), bed.join()];
  callee.register('app.slow', { concurrency: 1 });
  for (let i = 0; i < 5; i++) caller.call('app.slow');
  callee.disconnect();
  bed.tick(1_000);
  const next = bed.join();
  next.register('app.slow', { concurrency: 1 });
  for (let i = 0; i < 4; i++) next.yield(next.takeOne('INVOCATION').request);
  expect(caller.take().map(({ type }) => type)).toEqual(['ERROR', 'RESULT', 'RESULT', 'RESULT', 'RESULT']);
});

test('a second callee that joins while calls wait is used at once', () => {
  const bed = new Testbed();
  const [caller, callee, second] = [bed.join(), bed.join(), bed.join()];
  callee.register('app.slow', { invoke: 'load', concurrency: 2 });
  for (let i = 0; i < 6; i++) caller.call('app.slow');
  second.register('app.slow', { invoke: 'load', concurrency: 3 });
  expect(second.take()).toHaveLength(3);
  expect(bed.core.stats()).toMatchObject({ queued: 1, invocations: 6 });
});

describe('concurrency', () => {
  const served = (client: Client): unknown[] =>
    client.take().map((m) => (m.type === 'INVOCATION' ? m.payload.args?.[0] : m.type));

  test('holds calls back in order until the callee answers, be it with ERROR', () => {
    const { caller, callee } = pair();
    callee.register('app.slow', { concurrency: 1 });
    for (const tag of [1, 2, 3]) caller.call('app.slow', {}, [tag]);
    expect(served(callee)).toEqual([1]);
    callee.fail(1);
    expect(served(callee)).toEqual([2]);
    callee.yield(2);
    expect(served(callee)).toEqual([3]);
    callee.fail(3);
    expect(caller.take().map(({ type }) => type)).toEqual(['ERROR', 'RESULT', 'ERROR']);
  });

  test.each(['roundrobin', 'random', 'first', 'last', 'load'])(
    'is honoured under %s, and every slot is used',
    (invoke) => {
      const { bed, caller, callee } = pair();
      const other = bed.join();
      callee.register('app.slow', { invoke, concurrency: 2 });
      other.register('app.slow', { invoke, concurrency: 3 });
      for (let tag = 0; tag < 9; tag++) caller.call('app.slow', {}, [tag]);
      expect([served(callee).length, served(other).length]).toEqual([2, 3]);
      expect(bed.core.stats()).toMatchObject({ queued: 4, invocations: 9 });
    },
  );

  test('a callee that joins while calls wait is used at once', () => {
    const { bed, caller, callee } = pair();
    callee.register('app.slow', { invoke: 'roundrobin', concurrency: 1 });
    for (const tag of [1, 2, 3]) caller.call('app.slow', {}, [tag]);
    const late = bed.join();
    late.send({
      type: 'REGISTER',
      request: 1,
      options: { invoke: 'roundrobin', concurrency: 5 },
      procedure: 'app.slow',
    });
    expect(late.inbox[0]?.type).toBe('REGISTERED');
    expect(served(late)).toEqual(['REGISTERED', 2, 3]);
  });

  test('the callee at work dies while four wait: one is canceled, four are served by the next callee', () => {
    const { bed, caller, callee } = pair();
    callee.register('app.slow', { invoke: 'roundrobin', concurrency: 1 });
    for (const tag of [1, 2, 3, 4, 5]) caller.call('app.slow', {}, [tag]);
    callee.disconnect();
    expect(caller.takeOne('ERROR')).toMatchObject({ request: 1, error: 'wamp.error.canceled' });
    bed.tick(4_999);
    expect(caller.call('app.slow')).toBe(6);
    expect(caller.takeOne('ERROR')).toMatchObject({ request: 6, error: 'wamp.error.no_such_procedure' });
    const next = bed.join();
    next.register('app.slow', { concurrency: 1 });
    bed.tick(10_000);
    for (const tag of [2, 3, 4, 5]) {
      expect(served(next)).toEqual([tag]);
      next.yield(tag - 1);
    }
    expect(caller.take().map((m) => m.type === 'RESULT' && m.request)).toEqual([2, 3, 4, 5]);
  });

  test('calls that wait for a callee longer than the grace end in no_available_callee', () => {
    const { bed, caller, callee } = pair();
    callee.register('app.slow', { concurrency: 1 });
    for (const tag of [1, 2]) caller.call('app.slow', {}, [tag]);
    callee.disconnect();
    caller.take();
    expect(bed.core.nextDeadline()).toBe(5_000);
    bed.tick(5_000);
    expect(caller.takeOne('ERROR')).toMatchObject({ request: 2, error: 'wamp.error.no_available_callee' });
    expect(bed.core.stats()).toMatchObject({ registrations: 0, invocations: 0, queued: 0, deadlines: 0 });
  });

  test('the queue is bounded: the next call is told wamp.error.unavailable', () => {
    const { caller, callee } = pair(new Testbed({ queueLimit: 2 }));
    callee.register('app.slow', { concurrency: 1 });
    for (const tag of [1, 2, 3, 4]) caller.call('app.slow', {}, [tag]);
    expect(caller.takeOne('ERROR')).toMatchObject({ request: 4, error: 'wamp.error.unavailable' });
    callee.yield(1);
    caller.take();
    caller.call('app.slow');
    expect(caller.take()).toEqual([]);
  });
});
