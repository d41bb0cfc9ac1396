/** A callee that answers wamp.error.unavailable hands the call on (spec: "Call Re-Routing"). */
import { describe, expect, test } from 'vitest';
import { type Client, Testbed } from './testbed.ts';

const UNAVAILABLE = 'wamp.error.unavailable';

const world = (invoke: string, callees: number, options: object = {}, bed = new Testbed()) => {
  const caller = bed.join();
  const serving = Array.from({ length: callees }, () => bed.join());
  for (const callee of serving) callee.register('app.x', { invoke, ...options });
  return { bed, caller, serving };
};

/** The requests of the invocations a callee was sent. */
const asked = (client: Client): number[] =>
  client.take().flatMap((m) => (m.type === 'INVOCATION' ? [m.request] : []));

describe('a call whose callee is unavailable', () => {
  test.each(['first', 'last', 'roundrobin', 'random', 'load'])(
    'is tried at every other callee under %s, never twice at one, then ends in no_available_callee',
    (invoke) => {
      const { caller, serving } = world(invoke, 4);
      const request = caller.call('app.x');
      const order: number[] = [];
      for (let round = 0; round < 4; round++) {
        expect(caller.take()).toEqual([]);
        const now = serving.flatMap((callee, at) => asked(callee).map((id) => ({ callee, at, id })));
        expect(now).toHaveLength(1);
        order.push(now[0]!.at);
        now[0]!.callee.fail(now[0]!.id, UNAVAILABLE);
      }
      expect([...order].sort()).toEqual([0, 1, 2, 3]);
      if (invoke === 'first' || invoke === 'roundrobin') expect(order).toEqual([0, 1, 2, 3]);
      if (invoke === 'last') expect(order).toEqual([3, 2, 1, 0]);
      expect(caller.takeOne('ERROR')).toMatchObject({ request, error: 'wamp.error.no_available_callee' });
    },
  );

  test('with one callee only ends at once', () => {
    const { caller, serving } = world('single', 1);
    caller.call('app.x');
    serving[0]!.fail(1, UNAVAILABLE);
    expect(caller.takeOne('ERROR').error).toBe('wamp.error.no_available_callee');
  });

  test('waits for the busy one that is left, ahead of those who came later, and leaves its own slot to them', () => {
    const { bed, caller, serving } = world('first', 2, { concurrency: 1 });
    const [primary, standby] = serving as [Client, Client];
    for (const tag of [1, 2, 3]) caller.call('app.x', {}, [tag]);
    const tags = (client: Client) => client.take().map((m) => m.type === 'INVOCATION' && m.payload.args?.[0]);
    expect([tags(primary), tags(standby)]).toEqual([[1], [2]]);
    primary.fail(1, UNAVAILABLE);
    expect([tags(primary), tags(standby)]).toEqual([[3], []]);
    caller.call('app.x', {}, [4]);
    standby.yield(1);
    expect([tags(primary), tags(standby)]).toEqual([[], [1]]);
    expect(bed.core.stats()).toMatchObject({ queued: 1, invocations: 3 });
  });

  test('is served by one that joins later', () => {
    const { bed, caller, serving } = world('roundrobin', 2, { concurrency: 1 });
    const [a, b] = serving as [Client, Client];
    caller.call('app.x', {}, [1]);
    caller.call('app.x', {}, [2]);
    a.fail(1, UNAVAILABLE);
    const late = bed.join();
    late.register('app.x', { invoke: 'roundrobin', concurrency: 1 });
    expect(late.takeOne('INVOCATION').payload.args).toEqual([1]);
    b.yield(1);
    late.yield(1);
    expect(caller.take().map(({ type }) => type)).toEqual(['RESULT', 'RESULT']);
  });

  test('that waits ends when the last callee that could take it leaves', () => {
    const { bed, caller, serving } = world('roundrobin', 2, { concurrency: 1 });
    const [a, b] = serving as [Client, Client];
    const request = caller.call('app.x');
    caller.call('app.x');
    a.fail(1, UNAVAILABLE);
    b.disconnect();
    expect(caller.take()).toMatchObject([
      { request, error: 'wamp.error.no_available_callee' },
      { request: 2, error: 'wamp.error.canceled' },
    ]);
    expect(bed.core.stats()).toMatchObject({ queued: 0, invocations: 0 });
  });

  test('waits again though the queue is full: it was let in before', () => {
    const bed = new Testbed({ queueLimit: 1 });
    const { caller, serving } = world('first', 2, { concurrency: 1 }, bed);
    const [primary, standby] = serving as [Client, Client];
    for (const tag of [1, 2]) caller.call('app.x', {}, [tag]);
    primary.fail(1, UNAVAILABLE);
    for (const tag of [3, 4]) caller.call('app.x', {}, [tag]);
    expect(caller.takeOne('ERROR')).toMatchObject({ request: 4, error: UNAVAILABLE });
    primary.fail(2, UNAVAILABLE);
    expect(caller.take()).toEqual([]);
    standby.yield(1);
    standby.yield(2);
    standby.yield(3);
    expect(caller.take().map((m) => m.type === 'RESULT' && m.request)).toEqual([2, 1, 3]);
  });

  test('keeps its deadline', () => {
    const { bed, caller, serving } = world('first', 2);
    caller.call('app.x', { timeout: 100 });
    bed.tick(60);
    serving[0]!.fail(1, UNAVAILABLE);
    bed.tick(40);
    expect(caller.takeOne('ERROR').error).toBe('wamp.error.timeout');
    expect(serving[1]!.take().map(({ type }) => type)).toEqual(['INVOCATION', 'INTERRUPT']);
  });
});

describe("the callee's answer is the caller's", () => {
  test('where the caller saw part of the result', () => {
    const { caller, serving } = world('first', 2);
    caller.call('app.x', { receive_progress: true });
    serving[0]!.yield(1, [1], { progress: true });
    serving[0]!.fail(1, UNAVAILABLE);
    expect(caller.take().map((m) => (m.type === 'ERROR' ? m.error : m.type))).toEqual([
      'RESULT',
      UNAVAILABLE,
    ]);
  });

  test('where the call was canceled meanwhile', () => {
    const { caller, serving } = world('first', 2);
    const request = caller.call('app.x');
    caller.cancel(request, 'kill');
    serving[0]!.fail(1, UNAVAILABLE);
    expect(caller.takeOne('ERROR').error).toBe(UNAVAILABLE);
    expect(serving[1]!.take()).toEqual([]);
  });

  test('where a part of a progressive call was handed on', () => {
    const { caller, serving } = world('first', 2);
    const request = caller.call('app.x', { progress: true });
    caller.send({ type: 'CALL', request, options: {}, procedure: 'app.x', payload: {} });
    serving[0]!.fail(1, UNAVAILABLE);
    expect(caller.takeOne('ERROR').error).toBe(UNAVAILABLE);
  });

  test('where nobody waits for it any more', () => {
    const { bed, caller, serving } = world('first', 2);
    caller.cancel(caller.call('app.x'), 'skip');
    caller.take();
    serving[0]!.fail(1, UNAVAILABLE);
    expect([...caller.take(), ...serving[1]!.take()]).toEqual([]);
    expect(bed.core.stats().invocations).toBe(0);
  });
});
