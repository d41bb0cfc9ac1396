import { describe, expect, it } from 'vitest';
import { CHECK_ONLY } from './credentials.ts';
import { DEFAULT_LIMITS, limitsOf, type RealmOptions, type RouterOptions, realmsOf } from './options.ts';

const realm: RealmOptions = {
  roles: { guest: { rules: [{ uri: 'com.', match: 'prefix', allow: { call: true } }] } },
  anonymous: 'guest',
  tickets: { alice: { ticket: 'secret', role: 'guest' } },
};
const made = (options: RouterOptions) => realmsOf(options, CHECK_ONLY);
/** As a JSON file could have them: the types do not help there. */
const withRealm = (change: unknown) =>
  ({ realms: { r: { ...realm, ...(change as object) } } }) as RouterOptions;

describe('options', () => {
  it('become the core’s realms: roles, and an authenticator per method', () => {
    const { r } = made({ realms: { r: realm } });
    expect(r?.roles).toEqual({ guest: realm.roles.guest?.rules });
    expect(r?.authenticators.map(({ method }) => method)).toEqual(['anonymous', 'ticket']);
    expect(made({ realms: { r: { roles: {} } } })).toEqual({ r: { roles: {}, authenticators: [] } });
    const further = {
      uris: 'strict',
      queueLimit: 1,
      graceMillis: 2,
      perSession: { calls: 3, callBytes: 6 },
      retainedTopics: 4,
      retainedBytes: 7,
      history: [{ uri: 'com.', match: 'prefix', limit: 5, bytes: 8 }],
      facts: [{ prefix: 'com.', retention: { count: 1, ageMillis: 2, bytes: 3 } }, { prefix: 'org' }],
    } as const;
    expect(made({ realms: { r: { ...realm, ...further } } }).r).toMatchObject(further);
  });

  it('hand a role’s authorizer to the core', () => {
    const authorizer = { procedure: 'com.may', cacheMillis: 1 };
    const { r } = made({
      realms: { r: { roles: { guest: { rules: [], authorizer }, other: { rules: [] } } } },
    });
    expect(r?.authorizers).toEqual({ guest: authorizer });
  });

  it.each([
    [{ roles: undefined }, 'realms.r.roles must be an object'],
    [{ anonymous: 'gest' }, 'realms.r.anonymous must name a role of its realm: guest'],
    [{ anonymus: 'guest' }, 'realms.r.anonymus is unknown; there are roles, anonymous'],
    [{ tickets: { bob: { ticket: '', role: 'guest' } } }, 'realms.r.tickets.bob.ticket must be a secret'],
    [{ tickets: { bob: { ticket: 'x', role: 'toString' } } }, 'realms.r.tickets.bob.role must name a role'],
    [{ roles: { guest: {} } }, 'realms.r.roles.guest.rules must be a list'],
    [
      { roles: { 'wamp.authenticator': { rules: [] } } },
      "realms.r.roles.wamp.authenticator is the router's own",
    ],
    [
      { roles: { guest: { rules: [{ uri: 'a', allow: {}, trust: -1 }] } } },
      'rules[0].trust must be an integer, 0',
    ],
    [{ roles: { guest: { rules: [], authorizer: {} } } }, 'guest.authorizer.procedure must be the URI'],
    [
      { roles: { guest: { rules: [], authorizer: { procedure: 'a.b', cacheMillis: 0 } } } },
      'guest.authorizer.cacheMillis must be a positive integer',
    ],
    [{ retainedTopics: 0 }, 'realms.r.retainedTopics must be a positive integer'],
    [{ history: {} }, 'realms.r.history must be a list'],
    [{ history: [{ uri: 'a', limit: 0 }] }, 'realms.r.history[0].limit must be a positive integer'],
    [{ facts: {} }, 'realms.r.facts must be a list'],
    [{ facts: [{ prefix: '' }] }, 'realms.r.facts[0].prefix must be how topics of yours begin'],
    [{ facts: [{ prefix: 'wamp.' }] }, 'realms.r.facts[0].prefix must be how topics of yours begin'],
    [{ facts: [{ prefix: 'a.' }, { prefix: 'a.b.' }] }, 'realms.r.facts[1].prefix overlaps with a.'],
    [
      { facts: [{ prefix: 'a.', retention: { bytes: 0 } }] },
      'realms.r.facts[0].retention.bytes must be a positive integer',
    ],
    [{ history: [{ match: 'exact' }] }, 'realms.r.history[0].uri must be a string'],
    [{ roles: { guest: { rules: [{ allow: {} }] } } }, 'realms.r.roles.guest.rules[0].uri must be a string'],
    [
      { roles: { guest: { rules: [{ uri: 'a', match: 'glob', allow: {} }] } } },
      'realms.r.roles.guest.rules[0].match must be one of exact, prefix, wildcard',
    ],
    [
      { roles: { guest: { rules: [{ uri: 'a', allow: { calls: true } }] } } },
      'realms.r.roles.guest.rules[0].allow.calls is unknown',
    ],
    [
      { roles: { guest: { rules: [{ uri: 'a', allow: { call: 'yes' } }] } } },
      'realms.r.roles.guest.rules[0].allow.call must be true or false',
    ],
    [
      { roles: { guest: { rules: [{ uri: 'com.', allow: { call: true } }] } } },
      'realms.r.roles.guest.rules[0].uri matches no URI; for all that begin so write "match": "prefix"',
    ],
    [{ uris: 'lose' }, 'realms.r.uris must be one of strict, loose'],
    [{ perSession: { calls: 0 } }, 'realms.r.perSession.calls must be a positive integer'],
    [
      { perSession: { call: 1 } },
      'realms.r.perSession.call is unknown; there are calls, callBytes, registrations',
    ],
    [{ queueLimit: 0 }, 'realms.r.queueLimit must be a positive integer'],
  ])('are refused with their path and the fix: %j', (change, message) => {
    expect(() => made(withRealm(change))).toThrow(message);
  });

  it('need a realm, under a name that a HELLO can have', () => {
    expect(() => made({ realms: {} })).toThrow('realms is empty');
    expect(() => made({ realms: { 'my realm': realm } })).toThrow(
      'realms.my realm needs a name that is a URI',
    );
  });

  it('are refused where they are none, or stand under another name', () => {
    expect(() => limitsOf(undefined as unknown as RouterOptions)).toThrow('options must be an object');
    const misspelt = { realms: { r: realm }, limit: { sessions: 1 } } as RouterOptions;
    expect(() => limitsOf(misspelt)).toThrow('options.limit is unknown; there are realms, limits');
  });

  it('have no time that is longer than a timer can count', () => {
    const limits = { pingMillis: 2 ** 31 };
    expect(() => limitsOf({ realms: { r: realm }, limits })).toThrow(
      'limits.pingMillis must be 2147483647 at most',
    );
    expect(limitsOf({ realms: { r: realm }, limits: { messageBytes: 2 ** 31 } }).messageBytes).toBe(2 ** 31);
  });

  it('have a default for every limit, and refuse a limit that is none', () => {
    const options = { realms: { r: realm } };
    expect(limitsOf(options)).toEqual(DEFAULT_LIMITS);
    expect(limitsOf({ ...options, limits: { sessions: 7 } })).toEqual({ ...DEFAULT_LIMITS, sessions: 7 });
    expect(() => limitsOf({ ...options, limits: { sessions: -1 } })).toThrow('limits.sessions must be');
    const misspelt = { ...options, limits: { session: 1 } } as RouterOptions;
    expect(() => limitsOf(misspelt)).toThrow('limits.session is no limit');
  });
});
