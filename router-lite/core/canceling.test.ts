/** Calls that end before their callee is done: canceled by the caller, or by time. */
import { describe, expect, test } from 'vitest';
import { type Client, pair, plain, Testbed } from './testbed.ts';

describe('call_canceling', () => {
  const inHand = (callee: (bed: Testbed) => Client) => {
    const bed = new Testbed();
    const caller = bed.join();
    const worker = callee(bed);
    worker.register('app.slow', { concurrency: 1 });
    const request = caller.call('app.slow');
    worker.take();
    return { bed, caller, callee: worker, request };
  };
  const canceling = (bed: Testbed): Client => bed.join();

  test('kill interrupts the callee and waits for its answer', () => {
    const { caller, callee, request } = inHand(canceling);
    caller.cancel(request, 'kill');
    caller.cancel(request, 'kill');
    expect(caller.take()).toEqual([]);
    expect(callee.takeOne('INTERRUPT')).toMatchObject({ request: 1, options: { mode: 'kill' } });
    callee.fail(1, 'wamp.error.canceled');
    expect(caller.takeOne('ERROR')).toMatchObject({ request, error: 'wamp.error.canceled' });
  });

  test('kill then killnowait answers at once, does not interrupt twice, and leaves the slot to the answer', () => {
    const { caller, callee, request } = inHand(canceling);
    caller.cancel(request, 'kill');
    caller.cancel(request, 'killnowait');
    expect(caller.takeOne('ERROR').error).toBe('wamp.error.canceled');
    callee.takeOne('INTERRUPT');
    caller.call('app.slow');
    expect(callee.take()).toEqual([]);
    callee.fail(1, 'wamp.error.canceled');
    expect(callee.takeOne('INVOCATION').request).toBe(2);
    expect(caller.take()).toEqual([]);
  });

  test('a callee that finishes before the kill reaches it still gives its result', () => {
    const { caller, callee, request } = inHand(canceling);
    caller.cancel(request, 'kill');
    callee.yield(1, ['made it']);
    expect(caller.takeOne('RESULT').payload.args).toEqual(['made it']);
  });

  test.each(['killnowait', undefined])(
    '%s answers at once, interrupts the callee and frees its slot',
    (mode) => {
      const { caller, callee, request } = inHand(canceling);
      caller.cancel(request, mode);
      expect(caller.takeOne('ERROR')).toMatchObject({ request, error: 'wamp.error.canceled' });
      expect(callee.takeOne('INTERRUPT').options).toMatchObject({ mode: 'killnowait' });
      caller.call('app.slow');
      expect(callee.takeOne('INVOCATION').request).toBe(2);
      callee.fail(1, 'wamp.error.canceled');
      expect(caller.take()).toEqual([]);
    },
  );

  test('skip answers at once and leaves the callee alone, whose slot is free when it answers', () => {
    const { caller, callee, request } = inHand(canceling);
    caller.cancel(request, 'skip');
    expect(caller.takeOne('ERROR')).toMatchObject({ request, error: 'wamp.error.canceled' });
    caller.call('app.slow');
    expect(callee.take()).toEqual([]);
    callee.yield(1, ['late']);
    expect(caller.take()).toEqual([]);
    expect(callee.takeOne('INVOCATION').request).toBe(2);
  });

  test.each(['kill', 'killnowait'])(
    '%s on a callee that did not announce it is skip: no INTERRUPT',
    (mode) => {
      const { caller, callee, request } = inHand(plain);
      caller.cancel(request, mode);
      expect(caller.takeOne('ERROR').error).toBe('wamp.error.canceled');
      caller.call('app.slow');
      expect(callee.take()).toEqual([]);
      callee.yield(1);
      expect(callee.takeOne('INVOCATION').request).toBe(2);
    },
  );

  test('a call that waits leaves the queue, and nobody hears of it', () => {
    const { bed, caller, callee } = inHand(canceling);
    const waiting = caller.call('app.slow');
    caller.cancel(waiting, 'kill');
    expect(caller.takeOne('ERROR')).toMatchObject({ request: waiting, error: 'wamp.error.canceled' });
    expect(callee.take()).toEqual([]);
    expect(bed.core.stats()).toMatchObject({ queued: 0, invocations: 1 });
  });

  test('canceling what is over is nothing', () => {
    const { caller, callee, request } = inHand(canceling);
    callee.yield(1);
    caller.take();
    caller.cancel(request);
    caller.cancel(999);
    expect([...caller.take(), ...callee.take()]).toEqual([]);
  });

  test('a caller that leaves interrupts its callee; one that may not be interrupted works on', () => {
    for (const kind of [canceling, plain]) {
      const { bed, caller, callee } = inHand(kind);
      caller.disconnect();
      const told = callee.take().map(({ type }) => type);
      expect(told).toEqual(kind === canceling ? ['INTERRUPT'] : []);
      callee.yield(1);
      expect(bed.core.stats().invocations).toBe(0);
    }
  });
});

describe('call_timeout', () => {
  test('ends a call in hand with wamp.error.timeout and interrupts its callee', () => {
    const { bed, caller, callee } = pair();
    callee.register('app.slow');
    const request = caller.call('app.slow', { timeout: 100 });
    callee.take();
    expect(bed.core.nextDeadline()).toBe(100);
    bed.tick(99);
    expect(caller.take()).toEqual([]);
    bed.tick(1);
    expect(caller.takeOne('ERROR')).toMatchObject({ request, error: 'wamp.error.timeout' });
    expect(callee.takeOne('INTERRUPT').options).toEqual({ mode: 'killnowait', reason: 'wamp.error.timeout' });
    callee.yield(1, ['late']);
    expect(caller.take()).toEqual([]);
  });

  test('ends a call that waits; 0 and absent mean none', () => {
    const { bed, caller, callee } = pair();
    callee.register('app.slow', { concurrency: 1 });
    caller.call('app.slow', { timeout: 0 });
    caller.call('app.slow');
    const late = caller.call('app.slow', { timeout: 10 });
    bed.tick(1_000_000);
    expect(caller.takeOne('ERROR')).toMatchObject({ request: late, error: 'wamp.error.timeout' });
    expect(bed.core.stats()).toMatchObject({ queued: 1, deadlines: 0 });
  });

  test('an answer in time clears the deadline', () => {
    const { bed, caller, callee } = pair();
    callee.register('app.slow');
    caller.call('app.slow', { timeout: 10 });
    callee.yield(1);
    expect(bed.core.nextDeadline()).toBeNull();
  });

  test('a slot freed by a call that is late goes to none that is late too', () => {
    const { bed, caller, callee } = pair();
    callee.register('app.slow', { concurrency: 1 });
    for (const tag of [1, 2]) caller.call('app.slow', { timeout: 10 }, [tag]);
    caller.call('app.slow', {}, [3]);
    callee.take();
    bed.tick(10);
    const told = callee.take().map((m) => (m.type === 'INVOCATION' ? m.payload.args : m.type));
    expect(told).toEqual(['INTERRUPT', [3]]);
  });
});
