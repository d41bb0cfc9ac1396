/** Results in parts (spec: "Progressive Call Results"). */
import { describe, expect, test } from 'vitest';
import { pair, plain } from './testbed.ts';

describe('progressive_call_results', () => {
  test('reach a caller that asked, in order, with the final result last', () => {
    const { caller, callee } = pair();
    callee.register('app.count');
    const request = caller.call('app.count', { receive_progress: true });
    expect(callee.takeOne('INVOCATION').details).toEqual({ receive_progress: true });
    callee.yield(1, [1], { progress: true });
    callee.yield(1, [2], { progress: true });
    callee.yield(1, [3]);
    expect(caller.take()).toEqual([
      { type: 'RESULT', request, details: { progress: true }, payload: { args: [1] } },
      { type: 'RESULT', request, details: { progress: true }, payload: { args: [2] } },
      { type: 'RESULT', request, details: {}, payload: { args: [3] } },
    ]);
  });

  test('each give the next as much time as the call named', () => {
    const { bed, caller, callee } = pair();
    callee.register('app.x');
    const request = caller.call('app.x', { receive_progress: true, timeout: 100 });
    for (let i = 0; i < 3; i++) {
      bed.tick(99);
      callee.yield(1, [i], { progress: true });
    }
    expect(caller.take()).toHaveLength(3);
    bed.tick(99);
    expect(caller.take()).toEqual([]);
    bed.tick(1);
    expect(caller.takeOne('ERROR')).toMatchObject({ request, error: 'wamp.error.timeout' });
    expect(bed.core.stats()).toMatchObject({ deadlines: 0, invocations: 0 });
  });

  test('that nobody asked for give no more time', () => {
    const { bed, caller, callee } = pair();
    callee.register('app.x');
    caller.call('app.x', { timeout: 100 });
    bed.tick(99);
    callee.yield(1, [], { progress: true });
    bed.tick(1);
    expect(caller.takeOne('ERROR').error).toBe('wamp.error.timeout');
  });

  test('never reach a caller that did not ask, nor one that has its answer', () => {
    const { caller, callee } = pair();
    callee.register('app.count');
    caller.call('app.count');
    expect(callee.takeOne('INVOCATION').details).toEqual({});
    callee.yield(1, [1], { progress: true });
    expect(caller.take()).toEqual([]);
    const canceled = caller.call('app.count', { receive_progress: true });
    caller.cancel(canceled, 'skip');
    caller.takeOne('ERROR');
    callee.yield(2, [1], { progress: true });
    expect(caller.take()).toEqual([]);
  });

  test('are not asked of a callee that did not announce them', () => {
    const { bed, caller } = pair();
    const callee = plain(bed);
    callee.register('app.count');
    caller.call('app.count', { receive_progress: true });
    expect(callee.takeOne('INVOCATION').details).toEqual({});
  });
});
