import { describe, expect, test } from 'vitest';
import { type Client, EPOCH, Testbed } from './testbed.ts';

const world = () => {
  const rules = [
    {
      uri: '',
      match: 'prefix' as const,
      allow: { call: true, register: true, publish: true, subscribe: true },
    },
  ];
  const bed = new Testbed({ roles: { all: rules, donor: rules } });
  return { bed, operator: bed.join('all', {}, 'op'), donors: [bed.join('donor'), bed.join('donor')] };
};

const ask = (client: Client, procedure: string, args: unknown[] = [], kwargs = {}) => {
  const request = client.next();
  client.send({ type: 'CALL', request, options: {}, procedure, payload: { args, kwargs } });
  const answers = client.take().filter((m) => m.type === 'RESULT' || m.type === 'ERROR');
  expect(answers).toHaveLength(1);
  expect(answers[0]).toMatchObject({ request });
  const [answer] = answers;
  return answer?.type === 'RESULT' ? answer.payload.args : answer?.type === 'ERROR' && answer.error;
};

describe('wamp.session', () => {
  test('count and list tell of all sessions, or of those of some authroles', () => {
    const { operator, donors } = world();
    expect(ask(operator, 'wamp.session.count')).toEqual([3]);
    expect(ask(operator, 'wamp.session.count', [['donor']])).toEqual([2]);
    expect(ask(operator, 'wamp.session.count', [[]])).toEqual([0]);
    expect(ask(operator, 'wamp.session.count', [null])).toEqual([3]);
    expect(ask(operator, 'wamp.session.list', [['donor']])).toEqual([
      donors.map(({ session }) => session.id),
    ]);
    expect(ask(operator, 'wamp.session.count', ['donor'])).toBe('wamp.error.invalid_argument');
    donors[0]!.disconnect();
    expect(ask(operator, 'wamp.session.count', [['donor']])).toEqual([1]);
  });

  test('get tells of one session', () => {
    const { operator, donors } = world();
    const session = donors[0]!.session.id;
    expect(ask(operator, 'wamp.session.get', [session])).toEqual([
      {
        session,
        authid: 'donor',
        authrole: 'donor',
        authmethod: 'trusted',
        authprovider: 'static',
        transport: { type: 'linked', peer: 'local', serializer: 'none' },
        _joined: new Date(EPOCH).toISOString(),
      },
    ]);
    expect(ask(operator, 'wamp.session.get', [session + 1])).toBe('wamp.error.no_such_session');
    expect(ask(operator, 'wamp.session.get', ['x'])).toBe('wamp.error.invalid_argument');
    expect(ask(operator, 'wamp.session.get')).toBe('wamp.error.invalid_argument');
  });

  test('get and on_join tell what a peer says it is, as far as it is short, and since when it is there', () => {
    const { bed, operator } = world();
    operator.subscribe('wamp.session.on_join');
    bed.now += 5_000;
    const newcomer = bed.join('donor', { agent: `Test 1.0${'!'.repeat(1_000)}` });
    const known = {
      session: newcomer.session.id,
      _joined: new Date(EPOCH + bed.now).toISOString(),
      _agent: `Test 1.0${'!'.repeat(192)}`,
    };
    expect(operator.takeOne('EVENT')).toMatchObject({ payload: { args: [known] } });
    expect(ask(operator, 'wamp.session.get', [newcomer.session.id])).toMatchObject([known]);
  });

  test('on_join and on_leave tell of the others', () => {
    const { bed, operator, donors } = world();
    const joins = operator.subscribe('wamp.session.on_join');
    const leaves = operator.subscribe('wamp.session.on_leave');
    const newcomer = bed.join('donor', {}, 'new');
    const { id } = newcomer.session;
    expect(operator.takeOne('EVENT')).toMatchObject({
      subscription: joins,
      payload: { args: [{ session: id, authid: 'new', authrole: 'donor', authmethod: 'trusted' }] },
    });
    expect(newcomer.take()).toEqual([]);
    newcomer.send({ type: 'GOODBYE', details: {}, reason: 'wamp.close.close_realm', payload: {} });
    expect(operator.takeOne('EVENT')).toMatchObject({
      subscription: leaves,
      payload: { args: [id, 'new', 'donor'] },
    });
    donors[0]!.disconnect();
    expect(operator.take()).toHaveLength(1);
  });

  test('may be called only where the role allows it', () => {
    const bed = new Testbed({ roles: { all: [{ uri: 'wamp.session.count', allow: { call: true } }] } });
    const client = bed.join();
    expect(ask(client, 'wamp.session.count')).toEqual([1]);
    expect(ask(client, 'wamp.session.list')).toBe('wamp.error.not_authorized');
  });
});

describe('killing', () => {
  test('one session sends it GOODBYE and ends its calls', () => {
    const { bed, operator, donors } = world();
    const [callee, caller] = donors as [Client, Client];
    callee.register('app.slow');
    caller.call('app.slow');
    callee.take();
    const kwargs = { reason: 'app.reason', message: 'enough' };
    expect(ask(operator, 'wamp.session.kill', [callee.session.id], kwargs)).toEqual([]);
    expect(callee.takeOne('GOODBYE')).toMatchObject({ reason: 'app.reason', details: { message: 'enough' } });
    expect(callee.closed).toBe(true);
    expect(caller.takeOne('ERROR').error).toBe('wamp.error.canceled');
    callee.send({ type: 'GOODBYE', details: {}, reason: 'wamp.close.goodbye_and_out', payload: {} });
    callee.disconnect();
    expect(bed.core.stats()).toMatchObject({ connections: 2, sessions: 2, registrations: 0 });
  });

  test('never ends the caller itself', () => {
    const { operator } = world();
    expect(ask(operator, 'wamp.session.kill', [operator.session.id])).toBe('wamp.error.no_such_session');
    expect(ask(operator, 'wamp.session.kill_by_authid', ['op'])).toEqual([[]]);
    expect(ask(operator, 'wamp.session.kill_all')).toEqual([2]);
    expect(ask(operator, 'wamp.session.count')).toEqual([1]);
  });

  test('by authid and authrole ends all of them', () => {
    const { bed, operator, donors } = world();
    const late = bed.join('donor', {}, 'late');
    const { id } = late.session;
    expect(ask(operator, 'wamp.session.kill_by_authid', ['late'])).toEqual([[id]]);
    expect(late.takeOne('GOODBYE').reason).toBe('wamp.close.normal');
    expect(ask(operator, 'wamp.session.kill_by_authrole', ['donor'])).toEqual([2]);
    expect(donors.map(({ closed }) => closed)).toEqual([true, true]);
  });

  test('all of them makes no news and no testaments; some of them does', () => {
    const { bed, operator, donors } = world();
    operator.subscribe('wamp.session.on_leave');
    operator.subscribe('app.gone');
    for (const donor of donors) ask(donor, 'wamp.session.add_testament', ['app.gone', ['bye']]);
    operator.call('wamp.session.kill_by_authrole', {}, ['nobody']);
    operator.call('wamp.session.kill', {}, [donors[0]!.session.id]);
    expect(operator.take().map(({ type }) => type)).toEqual(['RESULT', 'EVENT', 'EVENT', 'RESULT']);
    operator.call('wamp.session.kill_all');
    expect(operator.takeOne('RESULT').payload.args).toEqual([1]);
    expect(donors[1]!.takeOne('GOODBYE').reason).toBe('wamp.close.normal');
    expect(bed.core.stats().sessions).toBe(1);
  });

  test('with a reason that is no URI is refused', () => {
    const { operator } = world();
    expect(ask(operator, 'wamp.session.kill_all', [], { reason: 'no uri' })).toBe('wamp.error.invalid_uri');
    expect(ask(operator, 'wamp.session.count')).toEqual([3]);
  });
});
