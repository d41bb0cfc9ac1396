import { describe, expect, it } from 'vitest';
import { authenticatorsOf, CHECK_ONLY, type Credentials } from './credentials.ts';

const roles = { user: {} };
const methods = (credentials: Credentials) =>
  authenticatorsOf(credentials, { realm: 'r', roles, path: 'realms.r' }, CHECK_ONLY).map(
    ({ method }) => method,
  );
const hash = {
  kdf: 'pbkdf2',
  salt: 'AAAA',
  iterations: 1,
  storedKey: 'AAAA',
  serverKey: 'AAAA',
  role: 'user',
} as const;
const key = 'ab'.repeat(32);
/** As a JSON file could have them: the types do not help there. */
const wrong = (credentials: unknown) => () => methods(credentials as Credentials);

describe('credentials', () => {
  it('become an authenticator per method', () => {
    expect(methods({})).toEqual([]);
    expect(
      methods({
        anonymous: 'user',
        tickets: { a: { ticket: 'x', role: 'user' } },
        wampcra: { a: { secret: 'x', role: 'user', salt: 's', iterations: 1, keylen: 32 } },
        scram: { a: hash },
        cryptosign: { a: { authorizedKeys: [key], role: 'user' } },
        cookie: { name: 'session', find: () => null },
      }),
    ).toEqual(['anonymous', 'ticket', 'wampcra', 'wamp-scram', 'scram', 'cryptosign', 'cookie']);
    expect(
      methods({
        cookie: { name: 'session' },
        authenticators: { ticket: 'a.b', wampcra: 'a.b', scram: 'a.b', cryptosign: 'a.b', cookie: 'a.b' },
      }),
    ).toEqual(['ticket', 'wampcra', 'wamp-scram', 'scram', 'cryptosign', 'cookie']);
  });

  it.each([
    [{ wampcra: { a: { secret: '', role: 'user' } } }, 'realms.r.wampcra.a.secret must be a secret'],
    [
      { wampcra: { a: { secret: 'x', role: 'usr' } } },
      'realms.r.wampcra.a.role must name a role of its realm: user',
    ],
    [
      { wampcra: { a: { secret: 'x', role: 'user', iterations: 0 } } },
      'realms.r.wampcra.a.iterations must be',
    ],
    [{ wampcra: { a: { secret: 'x', role: 'user', sallt: 's' } } }, 'realms.r.wampcra.a.sallt is unknown'],
    [{ scram: { a: { ...hash, kdf: 'md5' } } }, 'realms.r.scram.a.kdf must be one of argon2id13'],
    [{ scram: { a: { ...hash, kdf: 'argon2id13' } } }, 'realms.r.scram.a.memory must be a positive integer'],
    [{ scram: { a: { ...hash, storedKey: 'é' } } }, 'realms.r.scram.a.storedKey must be base64'],
    [
      { cryptosign: { a: { authorizedKeys: [], role: 'user' } } },
      'realms.r.cryptosign.a.authorizedKeys must be a list',
    ],
    [
      { cryptosign: { a: { authorizedKeys: ['ab'], role: 'user' } } },
      'authorizedKeys must be a list of Ed25519',
    ],
    [{ cookie: { name: 'session' } }, 'realms.r.cookie needs one of find, issue and authenticators.cookie'],
    [{ cookie: { name: 'x', issue: {}, find: () => null } }, 'realms.r.cookie needs one of find, issue'],
    [{ cookie: { name: 'x', issue: { maxAge: 1 } } }, 'realms.r.cookie.issue.maxAge is unknown'],
    [
      { cookie: { name: 'x', issue: { remembered: 0 } } },
      'realms.r.cookie.issue.remembered must be a positive',
    ],
    [{ cookie: { name: 'a; b', issue: {} } }, 'realms.r.cookie.name must be the name of a cookie'],
    [{ cookie: { name: '' } }, 'realms.r.cookie.name must be the name of a cookie'],
    [{ authenticators: { cookie: 'a.b' } }, 'realms.r.authenticators.cookie needs realms.r.cookie.name'],
    [{ authenticators: { ticket: 'wamp.x' } }, 'realms.r.authenticators.ticket must be the URI'],
    [{ authenticators: { tiket: 'a.b' } }, 'realms.r.authenticators.tiket is unknown; there are ticket'],
    [
      { tickets: {}, authenticators: { ticket: 'a.b' } },
      'realms.r.authenticators.ticket and realms.r.tickets both know principals',
    ],
  ])('are refused where they are wrong: %j', (credentials, message) => {
    expect(wrong(credentials)).toThrow(message);
  });
});
