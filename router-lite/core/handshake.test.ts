import { describe, expect, test, vi } from 'vitest';
import type { Authenticator, Candidate, Decision } from './authenticator.ts';
import { ROUTER_ROLES } from './features.ts';
import type { Session } from './session.ts';
import { Testbed } from './testbed.ts';

const anonymous: Authenticator = {
  method: 'anonymous',
  begin: ({ session }) => ({ kind: 'accept', authid: `guest-${session}`, authrole: 'all' }),
};

const ticket: Authenticator = {
  method: 'ticket',
  begin: ({ authid }) => ({
    kind: 'challenge',
    extra: { hint: 'tell' },
    verify: ({ signature }) =>
      signature === 'open sesame'
        ? { kind: 'accept', authid: authid ?? '', authrole: 'all', authprovider: 'test', authextra: { n: 1 } }
        : { kind: 'deny', reason: 'wamp.error.authentication_failed', message: 'wrong ticket' },
  }),
};

const deciding = (method: string, begin: Authenticator['begin']): Authenticator => ({ method, begin });

describe('HELLO', () => {
  test('of a trusted connection is answered by WELCOME with its identity and what the router can do', () => {
    const client = new Testbed().connect({ authid: 'orchestrator', authrole: 'all' });
    client.hello();
    const { session, details } = client.takeOne('WELCOME');
    expect(session).toBe(client.session.id);
    expect(details).toEqual({
      realm: 'test',
      authid: 'orchestrator',
      authrole: 'all',
      authmethod: 'trusted',
      authprovider: 'static',
      roles: ROUTER_ROLES,
    });
  });

  test('without authmethods, or with an empty list, is anonymous', () => {
    const bed = new Testbed({ authenticators: [ticket, anonymous] });
    for (const details of [{}, { authmethods: [] }, { authmethods: undefined }]) {
      const client = bed.connect();
      client.hello('test', details);
      expect(client.takeOne('WELCOME').details).toMatchObject({ authmethod: 'anonymous', authrole: 'all' });
    }
  });

  test.each<[string, string, object, string]>([
    ['another realm', 'elsewhere', {}, 'wamp.error.no_such_realm'],
    ['a realm that is no URI', 'no realm', {}, 'wamp.error.invalid_uri'],
    ['the prototype for a realm', '__proto__', {}, 'wamp.error.no_such_realm'],
    ['no method in common', 'test', { authmethods: ['scram'] }, 'wamp.error.no_matching_auth_method'],
  ])('with %s is answered by ABORT', (_, realm, details, reason) => {
    const bed = new Testbed({ authenticators: [anonymous] });
    const client = bed.connect();
    client.hello(realm, { ...details });
    expect(client.takeOne('ABORT').reason).toBe(reason);
    expect(client.closed).toBe(true);
    expect(bed.core.stats().sessions).toBe(0);
  });

  test('under a role the realm does not have is answered by ABORT', () => {
    const client = new Testbed().connect({ authid: 'x', authrole: 'nobody' });
    client.hello();
    expect(client.takeOne('ABORT').reason).toBe('wamp.error.no_such_role');
  });

  test('of a trusted connection is bound to the realm it is trusted for', () => {
    const client = new Testbed().connect({ realm: 'other', authid: 'x', authrole: 'all' });
    client.hello('test');
    expect(client.takeOne('ABORT').reason).toBe('wamp.error.no_such_realm');
  });

  test("the client's order of methods decides", () => {
    const client = new Testbed({ authenticators: [anonymous, ticket] }).connect();
    client.hello('test', { authmethods: ['scram', 'ticket', 'anonymous'], authid: 'ann' });
    expect(client.takeOne('CHALLENGE')).toEqual({
      type: 'CHALLENGE',
      method: 'ticket',
      extra: { hint: 'tell' },
    });
  });

  test('goes by the next method the client offers where one does not suit it, and fails by the first where none does', () => {
    const choosy: Authenticator = {
      ...deciding('choosy', () => ({ kind: 'deny', reason: 'app.no', message: 'never' })),
      suits: ({ authid }) => authid === 'ann',
    };
    const answer = (authid: string, authmethods: string[]) => {
      const client = new Testbed({ authenticators: [choosy, ticket] }).connect();
      client.hello('test', { authmethods, authid });
      const [only] = client.take();
      return only?.type === 'ABORT' ? only.reason : only?.type;
    };
    expect(answer('ann', ['choosy', 'ticket'])).toBe('app.no');
    expect(answer('bob', ['choosy', 'ticket'])).toBe('CHALLENGE');
    expect(answer('bob', ['choosy'])).toBe('app.no');
  });

  test('shows the authenticator who asks', () => {
    const begin = vi.fn((_: Candidate): Decision => ({ kind: 'accept', authid: 'a', authrole: 'all' }));
    const client = new Testbed({ authenticators: [deciding('anonymous', begin)] }).connect();
    client.hello('test', { authid: 'ann', authextra: { k: 1 } });
    expect(begin).toHaveBeenCalledWith({
      realm: 'test',
      session: client.session.id,
      authid: 'ann',
      details: expect.objectContaining({ authextra: { k: 1 } }),
      connection: client.session.connection,
    });
  });
});

describe('a challenge', () => {
  const challenged = () => {
    const bed = new Testbed({ authenticators: [ticket] });
    const client = bed.connect();
    client.hello('test', { authmethods: ['ticket'], authid: 'ann' });
    client.takeOne('CHALLENGE');
    return { bed, client };
  };

  test('answered well lets the session in', () => {
    const { bed, client } = challenged();
    client.send({ type: 'AUTHENTICATE', signature: 'open sesame', extra: {} });
    expect(client.takeOne('WELCOME').details).toMatchObject({
      authid: 'ann',
      authmethod: 'ticket',
      authprovider: 'test',
      authextra: { n: 1 },
    });
    expect(bed.core.stats().sessions).toBe(1);
  });

  test('answered badly ends in ABORT', () => {
    const { client } = challenged();
    client.send({ type: 'AUTHENTICATE', signature: 'guess', extra: {} });
    expect(client.takeOne('ABORT')).toMatchObject({
      reason: 'wamp.error.authentication_failed',
      details: { message: 'wrong ticket' },
    });
    client.send({ type: 'AUTHENTICATE', signature: 'open sesame', extra: {} });
    expect(client.take()).toEqual([]);
  });

  test('answered with anything else is a protocol violation', () => {
    const { client } = challenged();
    client.call('app.add');
    expect(client.takeOne('ABORT').reason).toBe('wamp.error.protocol_violation');
  });
});

describe('an authenticator that takes its time', () => {
  const slow = () => {
    const asked: { session: Session; decision: Promise<Decision> }[] = [];
    const later = (session: Session, decision: Promise<Decision>) => asked.push({ session, decision });
    const accept: Decision = { kind: 'accept', authid: 'late', authrole: 'all' };
    const begin = () => Promise.resolve<Decision>(accept);
    const bed = new Testbed({ authenticators: [deciding('anonymous', begin)] }, { later });
    const client = bed.connect();
    client.hello();
    return { bed, client, asked: asked[0]!, accept };
  };

  test('lets the session in when it decided', async () => {
    const { bed, client, asked } = slow();
    expect(client.take()).toEqual([]);
    bed.deliver(bed.core.decided(asked.session, await asked.decision, 1));
    expect(client.takeOne('WELCOME').details).toMatchObject({ authid: 'late' });
  });

  test('that fails denies', () => {
    const { bed, client, asked } = slow();
    bed.deliver(bed.core.decided(asked.session, null, 1));
    expect(client.takeOne('ABORT').reason).toBe('wamp.error.authentication_failed');
  });

  test('decides nothing for a session that left, and nothing twice', () => {
    const { bed, client, asked, accept } = slow();
    bed.deliver(bed.core.decided(asked.session, accept, 1));
    expect(bed.core.decided(asked.session, accept, 2)).toEqual([]);
    client.disconnect();
    expect(bed.core.decided(asked.session, accept, 3)).toEqual([]);
    expect(bed.core.stats()).toMatchObject({ connections: 0, sessions: 0 });
  });

  test('is denied where the driver cannot wait, and a later failure of it is nobody else’s', async () => {
    const begin = () => Promise.reject<Decision>(new Error('too late'));
    const client = new Testbed({ authenticators: [deciding('anonymous', begin)] }).connect();
    client.hello();
    expect(client.takeOne('ABORT').reason).toBe('wamp.error.authentication_failed');
    await Promise.resolve();
  });
});

test('an authenticator that throws denies', () => {
  const begin = (): Decision => {
    throw new Error('broken');
  };
  const client = new Testbed({ authenticators: [deciding('anonymous', begin)] }).connect();
  client.hello();
  expect(client.takeOne('ABORT')).toMatchObject({
    reason: 'wamp.error.authentication_failed',
    details: { message: 'authentication failed' },
  });
});
