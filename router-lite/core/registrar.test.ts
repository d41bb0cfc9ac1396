/** Who may register what, who is found, and who stands by. */
import { describe, expect, test } from 'vitest';
import { type Client, pair } from './testbed.ts';

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
