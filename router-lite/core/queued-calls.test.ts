import { describe, expect, test } from 'vitest';
import { pair, Testbed } from './testbed.ts';

const WAIT = { _queue: true, timeout: 10_000 };

describe('a call with _queue', () => {
  test('waits for a callee to appear, in order with others, and is answered', () => {
    const { bed, caller, callee } = pair();
    const requests = [caller.call('app.later', WAIT, ['a']), caller.call('app.later', WAIT, ['b'])];
    expect(caller.take()).toEqual([]);
    expect(bed.core.stats()).toMatchObject({ queued: 2, unserved: 2, registrations: 1 });
    callee.register('app.later', { concurrency: 1 });
    expect(bed.core.stats()).toMatchObject({ queued: 1, unserved: 0 });
    for (const [at, request] of requests.entries()) {
      const invocation = callee.takeOne('INVOCATION');
      expect(invocation.payload.args).toEqual([['a', 'b'][at]]);
      callee.yield(invocation.request, ['done']);
      expect(caller.takeOne('RESULT')).toMatchObject({ request, payload: { args: ['done'] } });
    }
  });

  test('is a call as any other where somebody serves it', () => {
    const { caller, callee } = pair();
    callee.register('app.now');
    caller.call('app.now', WAIT);
    callee.yield(callee.takeOne('INVOCATION').request);
    caller.takeOne('RESULT');
  });

  test('ends at its time-out, and leaves nothing behind', () => {
    const { bed, caller, callee } = pair();
    caller.call('app.never', WAIT);
    bed.tick(9_999);
    expect(caller.take()).toEqual([]);
    bed.tick(1);
    expect(caller.takeOne('ERROR').error).toBe('wamp.error.timeout');
    expect(bed.core.stats()).toMatchObject({ queued: 0, unserved: 0, registrations: 0, deadlines: 0 });
    callee.register('app.never');
    expect(callee.take()).toEqual([]);
  });

  test('must say how long it may wait', () => {
    const { caller } = pair();
    caller.call('app.never', { _queue: true });
    expect(caller.takeOne('ERROR').error).toBe('wamp.error.invalid_argument');
  });

  test('is cancelled while it waits', () => {
    const { bed, caller } = pair();
    caller.cancel(caller.call('app.never', WAIT));
    expect(caller.takeOne('ERROR').error).toBe('wamp.error.canceled');
    expect(bed.core.stats()).toMatchObject({ queued: 0, unserved: 0, registrations: 0 });
  });

  test('goes with its caller', () => {
    const { bed, caller, callee } = pair();
    caller.call('app.later', WAIT);
    caller.disconnect();
    expect(bed.core.stats()).toMatchObject({ queued: 0, unserved: 0, registrations: 0, deadlines: 0 });
    callee.register('app.later');
    expect(callee.take()).toEqual([]);
  });

  test('is refused beyond what may wait for one procedure, and in the realm', () => {
    const bed = new Testbed({ queueLimit: 2, unservedCalls: 3 });
    const caller = bed.join();
    const outcome = (procedure: string) => {
      caller.call(procedure, WAIT);
      const [answer] = caller.take();
      return answer?.type === 'ERROR' ? answer.error : null;
    };
    expect(['app.a', 'app.a', 'app.a'].map(outcome)).toEqual([null, null, 'wamp.error.queue_full']);
    expect(['app.b', 'app.b', 'app.c'].map(outcome)).toEqual([
      null,
      'wamp.error.queue_full',
      'wamp.error.queue_full',
    ]);
    expect(bed.core.stats()).toMatchObject({ queued: 3, registrations: 2 });
  });

  test.each([
    ['prefix', 'app.'],
    ['wildcard', 'app..x'],
  ])('is served by a %s registration that comes', (match, uri) => {
    const { bed, caller, callee } = pair();
    for (const item of ['a', 'b', 'c']) caller.call('app.room.x', WAIT, [item]);
    caller.call('other.room.x', WAIT);
    callee.register(uri, { match, concurrency: 1 });
    for (const item of ['a', 'b', 'c']) {
      const { request, payload, details } = callee.takeOne('INVOCATION');
      expect([payload.args, details.procedure]).toEqual([[item], 'app.room.x']);
      callee.yield(request);
    }
    expect(caller.take().map(({ type }) => type)).toEqual(['RESULT', 'RESULT', 'RESULT']);
    expect(bed.core.stats()).toMatchObject({ queued: 1, unserved: 1, registrations: 2 });
  });

  test.each([
    ['prefix', 'app.'],
    ['wildcard', 'app..x'],
  ])('that waits where a %s registration was goes to an exact one that comes, and back', (match, uri) => {
    const { bed, caller, callee } = pair();
    const [exact, again] = [bed.join(), bed.join()];
    callee.register(uri, { match, concurrency: 1 });
    for (const item of ['in hand', 'a', 'b']) caller.call('app.room.x', WAIT, [item]);
    caller.call('app.other.x', WAIT, ['c']);
    callee.disconnect();
    expect(caller.takeOne('ERROR').error).toBe('wamp.error.canceled');
    exact.register('app.room.x', { concurrency: 1 });
    expect(exact.takeOne('INVOCATION').payload.args).toEqual(['a']);
    expect(bed.core.stats()).toMatchObject({ queued: 2, registrations: 2 });
    // The one is served by neither any more, and so by the pattern again.
    again.register(uri, { match, concurrency: 9 });
    expect(again.takeOne('INVOCATION').payload.args).toEqual(['c']);
    exact.disconnect();
    expect(again.takeOne('INVOCATION').payload.args).toEqual(['b']);
    expect(bed.core.stats()).toMatchObject({ queued: 0, unserved: 0, registrations: 1 });
  });

  test('goes to no other registration of a callee that leaves them all at once', () => {
    const { bed, caller, callee } = pair();
    for (const [uri, match] of [
      ['app.room.x', 'exact'],
      ['app.', 'prefix'],
      ['app..x', 'wildcard'],
    ] as const)
      callee.register(uri, { match, concurrency: 1 });
    for (const item of ['in hand', 'a', 'b']) caller.call('app.room.x', WAIT, [item]);
    callee.disconnect();
    expect(caller.takeOne('ERROR').error).toBe('wamp.error.canceled');
    const next = bed.join();
    next.register('app.', { match: 'prefix' });
    expect(next.take().map((message) => message.type === 'INVOCATION' && message.payload.args)).toEqual([
      ['a'],
      ['b'],
    ]);
  });

  test('that goes to another registration goes after those that waited there, and no further than that has room', () => {
    const bed = new Testbed({ queueLimit: 2 });
    const [caller, callee, wide] = [bed.join(), bed.join(), bed.join()];
    wide.register('app.', { match: 'prefix', concurrency: 1 });
    caller.call('app.x', {}, ['in hand']);
    for (const item of ['a', 'b']) caller.call('app.x', WAIT, [item]);
    wide.disconnect();
    caller.take();
    callee.register('app.x', { concurrency: 1 });
    caller.call('app.x', {}, ['c']);
    const order: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      const { request, payload } = callee.takeOne('INVOCATION');
      order.push(payload.args?.[0]);
      callee.yield(request);
    }
    expect(order).toEqual(['a', 'b', 'c']);
    const rooms = ['app.p.x', 'app.p.y'];
    for (const procedure of rooms) for (const n of [1, 2]) caller.call(procedure, WAIT, [n]);
    caller.take();
    const narrow = bed.join();
    narrow.register('app.p.', { match: 'prefix', concurrency: 1 });
    // One in hand, two that wait: the fourth finds no room.
    expect(narrow.takeOne('INVOCATION').payload.args).toEqual([1]);
    expect(caller.takeOne('ERROR')).toMatchObject({ error: 'wamp.error.unavailable', limit: 'queueLimit' });
    expect(bed.core.stats()).toMatchObject({ queued: 2, unserved: 0 });
  });

  test('survives the grace after the last callee left, which other calls do not', () => {
    const bed = new Testbed({ graceMillis: 1_000 });
    const [caller, callee, next] = [bed.join(), bed.join(), bed.join()];
    callee.register('app.slow', { concurrency: 1 });
    caller.call('app.slow', {}, ['in hand']);
    const plain = caller.call('app.slow', {}, ['plain']);
    caller.call('app.slow', WAIT, ['patient']);
    callee.disconnect();
    caller.take();
    bed.tick(1_000);
    expect(caller.takeOne('ERROR')).toMatchObject({
      request: plain,
      error: 'wamp.error.no_available_callee',
    });
    next.register('app.slow');
    expect(next.takeOne('INVOCATION').payload.args).toEqual(['patient']);
  });

  test('needs the permission to call, as any', () => {
    const roles = { all: [{ uri: 'app.', match: 'prefix', allow: { call: true } }] } as const;
    const caller = new Testbed({ roles }).join();
    caller.call('secret.later', WAIT);
    expect(caller.takeOne('ERROR').error).toBe('wamp.error.not_authorized');
    caller.call('wamp.nothing', WAIT);
    expect(caller.takeOne('ERROR').error).toBe('wamp.error.not_authorized');
  });
});

describe('late answers', () => {
  test('of a call that timed out is dropped, and counted', () => {
    const { bed, caller, callee } = pair();
    callee.register('app.slow');
    caller.call('app.slow', { timeout: 100 });
    const { request } = callee.takeOne('INVOCATION');
    bed.tick(100);
    caller.takeOne('ERROR');
    callee.yield(request, ['too late']);
    expect(caller.take()).toEqual([]);
    expect(bed.core.stats().lateAnswers).toBe(1);
  });

  test('of a callee that was left at work count once, progressive results and "I stopped" never', () => {
    const { bed, caller, callee } = pair();
    callee.register('app.slow');
    caller.cancel(caller.call('app.slow', { receive_progress: true }), 'skip');
    caller.cancel(caller.call('app.slow'), 'killnowait');
    const [first, second] = callee
      .take()
      .flatMap((message) => (message.type === 'INVOCATION' ? [message.request] : []));
    callee.yield(first!, ['part'], { progress: true });
    callee.fail(second!, 'wamp.error.canceled');
    expect(bed.core.stats().lateAnswers).toBe(0);
    callee.yield(first!, ['all']);
    expect(bed.core.stats().lateAnswers).toBe(1);
  });
});
