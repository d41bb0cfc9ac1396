/** Progressive call invocations: a call in several CALLs (spec: "Progressive Call Invocations"). */
import { describe, expect, test } from 'vitest';
import { CLIENT_ROLES, type Client, Testbed } from './testbed.ts';

const world = (options: object = {}) => {
  const bed = new Testbed({ queueLimit: 4 });
  const [caller, callee] = [bed.join(), bed.join()];
  callee.register('app.up', { concurrency: 1, ...options });
  return { bed, caller, callee };
};

const more = (client: Client, request: number, tag: unknown, options: object = { progress: true }): void =>
  client.send({
    type: 'CALL',
    request,
    options: { ...options },
    procedure: 'app.up',
    payload: { args: [tag] },
  });

const heard = (client: Client) =>
  client
    .take()
    .map((m) => (m.type === 'INVOCATION' ? [m.request, m.payload.args?.[0], m.details.progress] : m.type));

describe('a progressive call', () => {
  test('reaches one callee in order under one request id, and ends in one result', () => {
    const { bed, caller, callee } = world({ invoke: 'roundrobin' });
    const other = bed.join();
    other.register('app.up', { invoke: 'roundrobin' });
    const request = caller.call('app.up', { progress: true, disclose_me: true, receive_progress: true }, [1]);
    more(caller, request, 2);
    callee.yield(1, ['half'], { progress: true });
    more(caller, request, 3, {});
    const parts = callee.take();
    expect(parts.map((m) => m.type === 'INVOCATION' && [m.request, m.payload.args])).toEqual([
      [1, [1]],
      [1, [2]],
      [1, [3]],
    ]);
    // Options are frozen with the first part, but for progress.
    const [first, second, last] = parts.map((m) => ('details' in m ? m.details : {}));
    expect(first).toMatchObject({ progress: true, receive_progress: true, caller: caller.session.id });
    expect(second).toEqual(first);
    expect({ ...last, progress: true }).toEqual(first);
    callee.yield(1, ['whole']);
    expect(caller.take()).toMatchObject([
      { type: 'RESULT', request, details: { progress: true } },
      { type: 'RESULT', request, payload: { args: ['whole'] } },
    ]);
    expect(other.take()).toEqual([]);
  });

  test('that waits keeps its parts, which count as what waits', () => {
    const { bed, caller, callee } = world();
    caller.call('app.up', {}, ['busy']);
    const request = caller.call('app.up', { progress: true }, [1]);
    more(caller, request, 2);
    more(caller, request, 3, {});
    heard(callee);
    callee.yield(1);
    expect(heard(callee)).toEqual([
      [2, 1, true],
      [2, 2, true],
      [2, 3, undefined],
    ]);
    const greedy = caller.call('app.up', { progress: true }, [1]);
    for (const tag of [2, 3, 4]) more(caller, greedy, tag);
    caller.take();
    more(caller, greedy, 5);
    expect(caller.takeOne('ERROR')).toMatchObject({ request: greedy, error: 'wamp.error.unavailable' });
    expect(bed.core.stats().queued).toBe(0);
    caller.call('app.up', {}, ['room again']);
    expect(caller.take()).toEqual([]);
  });

  test.each<[string, (world: { caller: Client; callee: Client; request: number }) => void]>([
    ['answered early', ({ callee }) => callee.yield(1)],
    ['canceled', ({ caller, request }) => caller.cancel(request, 'killnowait')],
    ['failed', ({ callee }) => callee.fail(1)],
  ])('that was %s: what comes of it later is dropped in silence, up to its last part', (_, end) => {
    const { caller, callee } = world();
    const request = caller.call('app.up', { progress: true }, [1]);
    end({ caller, callee, request });
    callee.take();
    caller.take();
    more(caller, request, 2);
    more(caller, request, 3, {});
    expect([...caller.take(), ...callee.take()]).toEqual([]);
    more(caller, request, 'a new call', {});
    expect(callee.takeOne('INVOCATION').payload.args).toEqual(['a new call']);
  });

  test.each(['skip', 'killnowait'])(
    'that is canceled by %s interrupts its callee, which waits for more',
    (mode) => {
      const { caller, callee } = world();
      caller.cancel(caller.call('app.up', { progress: true }), mode);
      expect(callee.take().map(({ type }) => type)).toEqual(['INVOCATION', 'INTERRUPT']);
      caller.call('app.up');
      expect(callee.takeOne('INVOCATION').request).toBe(2);
    },
  );

  test('that was refused at once is answered once', () => {
    const { caller } = world();
    const request = caller.call('app.nobody', { progress: true });
    expect(caller.takeOne('ERROR').error).toBe('wamp.error.no_such_procedure');
    caller.send({ type: 'CALL', request, options: {}, procedure: 'app.nobody', payload: {} });
    expect(caller.take()).toEqual([]);
  });

  test('is remembered as over for so many calls of a session as it may have open', () => {
    const bed = new Testbed({ perSession: { calls: 2 } });
    const caller = bed.join();
    const requests = [1, 2, 3].map(() => caller.call('app.nobody', { progress: true }));
    caller.take();
    for (const request of requests) {
      caller.send({ type: 'CALL', request, options: {}, procedure: 'app.nobody', payload: {} });
    }
    expect(caller.takeOne('ERROR').request).toBe(requests[0]);
  });

  test('whose caller leaves interrupts its callee with killnowait', () => {
    const { bed, caller, callee } = world();
    caller.call('app.up', { progress: true });
    callee.take();
    caller.disconnect();
    expect(callee.takeOne('INTERRUPT').options).toMatchObject({ mode: 'killnowait' });
    expect(bed.core.stats()).toMatchObject({ invocations: 0, deadlines: 0 });
  });

  test('to the router itself is refused', () => {
    const { caller } = world();
    caller.call('wamp.session.count', { progress: true });
    expect(caller.takeOne('ERROR').error).toBe('wamp.error.feature_not_supported');
  });
});

describe('it is a protocol violation', () => {
  test('to go on with a call that said it was complete', () => {
    const { caller } = world();
    const request = caller.call('app.up', { progress: true });
    more(caller, request, 2, {});
    more(caller, request, 3);
    expect(caller.take().at(-1)).toMatchObject({ type: 'ABORT', reason: 'wamp.error.protocol_violation' });
  });

  test('to change the procedure on the way', () => {
    const { caller } = world();
    const request = caller.call('app.up', { progress: true });
    caller.send({ type: 'CALL', request, options: {}, procedure: 'app.down', payload: {} });
    expect(caller.takeOne('ABORT').reason).toBe('wamp.error.protocol_violation');
  });

  test.each([{ progress: true }, { ppt_scheme: 'x_own' }])(
    'to use %j without having announced it',
    (options) => {
      const { bed } = world();
      const caller = bed.join('all', { roles: { caller: {} } });
      caller.call('app.up', options);
      expect(caller.takeOne('ABORT').reason).toBe('wamp.error.protocol_violation');
    },
  );
});

describe('a call in a mode that', () => {
  const plain = (bed: Testbed): Client => bed.join('all', { roles: { ...CLIENT_ROLES, callee: {} } });

  test.each([{ progress: true }, { ppt_scheme: 'x_own' }])(
    'no callee announced is refused: %j; with one that did it goes there',
    (options) => {
      const bed = new Testbed();
      const [caller, callee] = [bed.join(), plain(bed)];
      callee.register('app.up', { invoke: 'first' });
      caller.call('app.up', options);
      expect(caller.takeOne('ERROR').error).toBe('wamp.error.feature_not_supported');
      const able = bed.join();
      able.register('app.up', { invoke: 'first', concurrency: 1 });
      caller.call('app.up', options);
      caller.call('app.up', options, ['waits']);
      expect([able.take().length, callee.take().length, caller.take().length]).toEqual([1, 0, 0]);
      able.disconnect();
      const errors = caller.take().map((m) => m.type === 'ERROR' && m.error);
      expect(errors.sort()).toEqual(['wamp.error.canceled', 'wamp.error.feature_not_supported']);
    },
  );

  test('its caller cannot read is refused in place of the result', () => {
    const { bed, callee } = world();
    const caller = bed.join('all', { roles: { caller: {} } });
    caller.call('app.up');
    callee.yield(1, [new Uint8Array(3)], { ppt_scheme: 'x_own' });
    expect(caller.takeOne('ERROR').error).toBe('wamp.error.feature_not_supported');
    expect(callee.closed).toBe(false);
  });

  test('a callee did not announce ends it', () => {
    const bed = new Testbed();
    const [caller, callee] = [bed.join(), plain(bed)];
    callee.register('app.up');
    caller.call('app.up');
    callee.take();
    callee.yield(1, [], { ppt_scheme: 'x_own' });
    expect(callee.takeOne('ABORT').reason).toBe('wamp.error.protocol_violation');
    expect(caller.takeOne('ERROR').error).toBe('wamp.error.canceled');
  });
});
