/** What caller and callee are shown of each other. */
import { describe, expect, test } from 'vitest';
import { pair, Testbed } from './testbed.ts';

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

describe('REGISTER.Options.disclose_caller', () => {
  const everything = { call: true, register: true };
  const rule = { uri: '', match: 'prefix', allow: everything } as const;

  test('shows the callee who calls, but for callers whose role hides them', () => {
    const world = new Testbed({
      roles: { all: [rule], hidden: [{ ...rule, disclose: { caller: false } }] },
    });
    const [asks, other] = [world.join(), world.join()];
    asks.register('app.who', { disclose_caller: true, invoke: 'roundrobin' });
    other.register('app.who', { invoke: 'roundrobin' });
    const [shown, hidden] = [world.join('all', {}, 'alice'), world.join('hidden', {}, 'bob')];
    for (const caller of [shown, shown, hidden]) caller.call('app.who', {});
    const alice = { caller: shown.session.id, caller_authid: 'alice', caller_authrole: 'all' };
    expect(asks.take().map((m) => 'details' in m && m.details)).toEqual([alice, {}]);
    expect(other.takeOne('INVOCATION').details).toEqual({});
  });

  test('does not name the router where it asks an authorizer', () => {
    const world = new Testbed({
      roles: { all: [rule], asked: [] },
      authorizers: { asked: { procedure: 'app.authorize' } },
    });
    const decides = world.join();
    decides.register('app.authorize', { disclose_caller: true });
    world.join('asked').call('app.who', {});
    expect(decides.takeOne('INVOCATION').details).toEqual({});
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
