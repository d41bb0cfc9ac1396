/** Calls that are for some of the callees only. */
import { describe, expect, test } from 'vitest';
import { type Client, pair, Testbed } from './testbed.ts';

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
