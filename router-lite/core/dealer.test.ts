import { describe, expect, test } from 'vitest';
import { CLIENT_ROLES, type Client, Testbed } from './testbed.ts';

const pair = (bed = new Testbed()): { bed: Testbed; caller: Client; callee: Client } => ({
  bed,
  caller: bed.join(),
  callee: bed.join(),
});

/** A callee that did not announce call_canceling, nor progressive results. */
const plain = (bed: Testbed): Client => bed.join('all', { roles: { ...CLIENT_ROLES, callee: {} } });

describe('a call', () => {
  test('reaches its callee and returns its result, with the payload untouched', () => {
    const { caller, callee } = pair();
    const registration = callee.register('app.add');
    const payload = { args: [1, 2], kwargs: { exact: true } };
    caller.send({ type: 'CALL', request: 7, options: {}, procedure: 'app.add', payload });
    const invocation = callee.takeOne('INVOCATION');
    expect(invocation).toEqual({ type: 'INVOCATION', request: 1, registration, details: {}, payload });
    expect(invocation.payload).toBe(payload);
    const result = { args: [3] };
    callee.send({ type: 'YIELD', request: 1, options: {}, payload: result });
    const answer = caller.takeOne('RESULT');
    expect(answer).toEqual({ type: 'RESULT', request: 7, details: {}, payload: result });
    expect(answer.payload).toBe(result);
  });

  test("ends in the callee's ERROR with its URI and payload", () => {
    const { caller, callee } = pair();
    callee.register('app.add');
    const request = caller.call('app.add');
    callee.take();
    const payload = { args: ['no'], kwargs: { code: 3 } };
    callee.send({
      type: 'ERROR',
      requestType: 'INVOCATION',
      request: 1,
      details: {},
      error: 'app.error.bad',
      payload,
    });
    expect(caller.takeOne('ERROR')).toEqual({
      type: 'ERROR',
      requestType: 'CALL',
      request,
      details: {},
      error: 'app.error.bad',
      payload,
    });
  });

  test.each([
    ['app.nobody', 'wamp.error.no_such_procedure'],
    ['app..nobody', 'wamp.error.invalid_uri'],
    ['', 'wamp.error.invalid_uri'],
    ['wamp.no.such.meta', 'wamp.error.no_such_procedure'],
  ])('to %j fails at once with %s', (procedure, error) => {
    const { caller } = pair();
    const request = caller.call(procedure);
    expect(caller.takeOne('ERROR')).toMatchObject({ requestType: 'CALL', request, error });
  });

  test('may be to oneself', () => {
    const { caller } = pair();
    caller.register('app.self');
    const request = caller.call('app.self');
    caller.yield(caller.takeOne('INVOCATION').request, ['me']);
    expect(caller.takeOne('RESULT')).toMatchObject({ request, payload: { args: ['me'] } });
  });

  test('with a request id that is still in use is a protocol violation and harms nobody else', () => {
    const { bed, caller, callee } = pair();
    callee.register('app.add');
    const other = bed.join();
    const request = other.call('app.add');
    caller.send({ type: 'CALL', request: 5, options: {}, procedure: 'app.add', payload: {} });
    caller.send({ type: 'CALL', request: 5, options: {}, procedure: 'app.add', payload: {} });
    expect(caller.takeOne('ABORT').reason).toBe('wamp.error.protocol_violation');
    expect(caller.closed).toBe(true);
    callee.yield(1, ['fine']);
    expect(other.takeOne('RESULT').request).toBe(request);
  });

  test('gets invocation ids counted from 1 in each session', () => {
    const { bed, caller, callee } = pair();
    const second = bed.join();
    callee.register('app.a');
    second.register('app.b');
    for (const procedure of ['app.a', 'app.b', 'app.a']) caller.call(procedure);
    const ids = (client: Client) => client.take().map((m) => (m.type === 'INVOCATION' ? m.request : m));
    expect([ids(callee), ids(second)]).toEqual([[1, 2], [1]]);
  });
});

describe('a callee', () => {
  test('that answers what it was never asked breaks the protocol', () => {
    const { caller, callee } = pair();
    callee.register('app.add');
    caller.call('app.add');
    callee.take();
    callee.yield(2);
    expect(callee.takeOne('ABORT').reason).toBe('wamp.error.protocol_violation');
    expect(caller.takeOne('ERROR').error).toBe('wamp.error.canceled');
  });

  test('that answers twice is not heard the second time', () => {
    const { caller, callee } = pair();
    callee.register('app.add');
    caller.call('app.add');
    callee.yield(1, ['first']);
    callee.yield(1, ['second']);
    callee.fail(1);
    expect(caller.takeOne('RESULT').payload.args).toEqual(['first']);
    expect(callee.closed).toBe(false);
  });

  test('that leaves with a call in hand ends it in one ERROR wamp.error.canceled, though others serve it', () => {
    const { bed, caller, callee } = pair();
    const other = bed.join();
    callee.register('app.add', { invoke: 'first' });
    other.register('app.add', { invoke: 'first' });
    const request = caller.call('app.add');
    callee.disconnect();
    expect(caller.takeOne('ERROR')).toMatchObject({
      requestType: 'CALL',
      request,
      error: 'wamp.error.canceled',
    });
    expect(other.take()).toEqual([]);
  });

  test('that unregisters still answers what it has in hand', () => {
    const { caller, callee } = pair();
    const registration = callee.register('app.add');
    const request = caller.call('app.add');
    callee.take();
    callee.send({ type: 'UNREGISTER', request: callee.next(), registration });
    expect(callee.takeOne('UNREGISTERED').request).toBe(2);
    expect(caller.call('app.add')).toBe(2);
    expect(caller.takeOne('ERROR').error).toBe('wamp.error.no_such_procedure');
    callee.yield(1);
    expect(caller.takeOne('RESULT').request).toBe(request);
  });

  test("cannot unregister another's registration", () => {
    const { bed, callee } = pair();
    const registration = callee.register('app.add');
    const other = bed.join();
    other.send({ type: 'UNREGISTER', request: 1, registration });
    expect(other.takeOne('ERROR')).toMatchObject({
      requestType: 'UNREGISTER',
      request: 1,
      error: 'wamp.error.no_such_registration',
    });
  });
});

describe('a registration', () => {
  const refusal = (client: Client, procedure: string, options = {}): string => {
    client.send({ type: 'REGISTER', request: client.next(), options, procedure });
    return client.takeOne('ERROR').error;
  };

  test.each([
    ['app..x', {}, 'wamp.error.invalid_uri'],
    ['app.#', {}, 'wamp.error.invalid_uri'],
    ['wamp.x', {}, 'wamp.error.invalid_uri'],
    ['wamp.', { match: 'prefix' }, 'wamp.error.invalid_uri'],
  ])('of %j %j is refused with %s', (procedure, options, error) => {
    expect(refusal(pair().callee, procedure, options)).toBe(error);
  });

  test('that is single refuses a second callee, a shared one refuses another policy and the same session', () => {
    const { bed, callee } = pair();
    const other = bed.join();
    callee.register('app.one');
    expect(refusal(other, 'app.one')).toBe('wamp.error.procedure_already_exists');
    expect(refusal(other, 'app.one', { invoke: 'load' })).toBe('wamp.error.procedure_already_exists');
    const id = callee.register('app.many', { invoke: 'load' });
    expect(refusal(callee, 'app.many', { invoke: 'load' })).toBe('wamp.error.procedure_already_exists');
    expect(refusal(other, 'app.many', { invoke: 'random' })).toBe(
      'wamp.error.procedure_exists_with_different_invocation_policy',
    );
    expect(other.register('app.many', { invoke: 'load' })).toBe(id);
  });

  test('is free again after its last callee left', () => {
    const { bed, callee } = pair();
    callee.register('app.one');
    callee.disconnect();
    bed.join().register('app.one', { invoke: 'load' });
  });

  test('by pattern serves what no better one does, and tells the callee the procedure', () => {
    const { caller, callee } = pair();
    const exact = callee.register('app.x.start');
    const prefix = callee.register('app.', { match: 'prefix' });
    const wildcard = callee.register('other..start', { match: 'wildcard' });
    for (const procedure of ['app.x.start', 'app.x.stop', 'other.y.start']) caller.call(procedure);
    const told = callee.take().map((m) => m.type === 'INVOCATION' && [m.registration, m.details]);
    expect(told).toEqual([
      [exact, {}],
      [prefix, { procedure: 'app.x.stop' }],
      [wildcard, { procedure: 'other.y.start' }],
    ]);
  });
});

test('no pattern is wide enough to catch a call to the router itself', () => {
  const { caller, callee } = pair();
  callee.register('', { match: 'prefix' });
  callee.register('w', { match: 'prefix' });
  callee.register('..', { match: 'wildcard' });
  caller.call('wamp.session.own');
  expect(caller.takeOne('ERROR').error).toBe('wamp.error.no_such_procedure');
  caller.call('wampum.session.own');
  expect(callee.takeOne('INVOCATION').details.procedure).toBe('wampum.session.own');
});

describe('hot standby', () => {
  test('calls flow to the standby when the primary leaves, and the caller notices nothing', () => {
    const { bed, caller, callee: primary } = pair();
    const standby = bed.join();
    primary.register('app.add', { invoke: 'first' });
    standby.register('app.add', { invoke: 'first' });
    caller.call('app.add');
    primary.yield(primary.takeOne('INVOCATION').request);
    caller.takeOne('RESULT');
    primary.disconnect();
    caller.call('app.add');
    standby.yield(standby.takeOne('INVOCATION').request, ['standby']);
    expect(caller.takeOne('RESULT').payload.args).toEqual(['standby']);
  });
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

describe('caller_identification', () => {
  const everything = { call: true, register: true };
  const bed = () =>
    new Testbed({
      roles: {
        all: [{ uri: '', match: 'prefix', allow: everything }],
        known: [{ uri: '', match: 'prefix', allow: everything, disclose: { caller: true } }],
        hidden: [{ uri: '', match: 'prefix', allow: everything, disclose: { caller: false } }],
      },
    });

  test('on request, always, or refused, as the role says', () => {
    const world = bed();
    const callee = world.join();
    callee.register('app.who');
    const told = (authrole: string, options: object) => {
      const caller = world.join(authrole, {}, 'alice');
      caller.call('app.who', { ...options });
      const [message] = callee.take();
      if (message?.type !== 'INVOCATION') return caller.takeOne('ERROR').error;
      const { caller: id, ...rest } = message.details;
      return id === undefined ? rest : { ...rest, own: id === caller.session.id };
    };
    const shown = (authrole: string) => ({ caller_authid: 'alice', caller_authrole: authrole, own: true });
    expect(told('all', {})).toEqual({});
    expect(told('all', { disclose_me: true })).toEqual(shown('all'));
    expect(told('known', {})).toEqual(shown('known'));
    expect(told('hidden', {})).toEqual({});
    expect(told('hidden', { disclose_me: true })).toBe('wamp.error.option_disallowed.disclose_me');
  });
});

describe('_eligible', () => {
  test('a call goes to one of the callees that were named, waits for them though others are free, and ends when they are gone', () => {
    const it = new Testbed();
    const [caller, ...callees] = Array.from({ length: 4 }, () => it.join()) as [
      Client,
      Client,
      Client,
      Client,
    ];
    for (const callee of callees) callee.register('app.add', { invoke: 'load', concurrency: 1 });
    const [one, two, three] = callees;
    const _eligible = [two.session.id, three.session.id];
    const requests = [1, 2, 3, 4].map(() => caller.call('app.add', { _eligible, _disclose_callee: true }));
    expect(one.take()).toEqual([]);
    for (const callee of [two, three]) callee.yield(callee.takeOne('INVOCATION').request);
    expect(caller.take()).toMatchObject([{ details: { _callee: two.session.id } }, { request: requests[1] }]);
    expect(it.core.stats()).toMatchObject({ queued: 0, invocations: 2 });
    caller.call('app.add', { _eligible });
    two.disconnect();
    three.disconnect();
    const ended = caller.take().map((m) => m.type === 'ERROR' && m.error);
    expect(ended).toEqual(expect.arrayContaining(['wamp.error.no_available_callee']));
    expect(ended).toHaveLength(3);
    expect(one.take()).toEqual([]);
    caller.call('app.add', { _eligible });
    expect(caller.takeOne('ERROR').error).toBe('wamp.error.no_available_callee');
    caller.call('app.add');
    expect(one.takeOne('INVOCATION')).toBeDefined();
  });

  test('means nothing from a role that is not shown its callees', () => {
    const allow = { call: true, register: true };
    const { caller, callee } = pair(new Testbed({ roles: { all: [{ uri: '', match: 'prefix', allow }] } }));
    callee.register('app.add');
    caller.call('app.add', { _eligible: [1] });
    expect(callee.takeOne('INVOCATION')).toBeDefined();
  });
});

describe('_disclose_callee', () => {
  test('names the callee in RESULT and ERROR, also of one that left', () => {
    const { caller, callee } = pair();
    const _callee = callee.session.id;
    callee.register('app.add');
    for (let i = 0; i < 3; i++) caller.call('app.add', { _disclose_callee: true });
    callee.yield(1);
    callee.fail(2);
    callee.disconnect();
    const told = caller.take().map((m) => 'details' in m && m.details);
    expect(told).toEqual([{ _callee }, { _callee }, { _callee }]);
  });

  test('is not honoured where the role does not grant it', () => {
    const allow = { call: true, register: true };
    const { caller, callee } = pair(new Testbed({ roles: { all: [{ uri: '', match: 'prefix', allow }] } }));
    callee.register('app.add');
    caller.call('app.add', { _disclose_callee: true });
    callee.yield(1);
    expect(caller.takeOne('RESULT').details).toEqual({});
  });
});

test('a role may call and register only what its rules allow', () => {
  const bed = new Testbed({ roles: { all: [{ uri: 'app.open', allow: { call: true } }] } });
  const client = bed.join();
  client.send({ type: 'REGISTER', request: 1, options: {}, procedure: 'app.open' });
  expect(client.takeOne('ERROR').error).toBe('wamp.error.not_authorized');
  client.call('app.closed');
  expect(client.takeOne('ERROR').error).toBe('wamp.error.not_authorized');
  client.call('app.open');
  expect(client.takeOne('ERROR').error).toBe('wamp.error.no_such_procedure');
});

test('an end-to-end encrypted payload passes with what it takes to open it', () => {
  const { caller, callee } = pair();
  callee.register('app.add');
  const payload = { opaque: 'sealed' };
  caller.send({
    type: 'CALL',
    request: 1,
    options: { enc_algo: 'cryptobox' },
    procedure: 'app.add',
    payload,
  });
  expect(callee.takeOne('INVOCATION')).toMatchObject({ details: { enc_algo: 'cryptobox' }, payload });
});
