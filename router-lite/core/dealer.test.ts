/** Calls, and the callees that answer them. What may be asked of them besides has tests of its own. */
import { describe, expect, test } from 'vitest';
import { type Client, pair, Testbed } from './testbed.ts';

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
