import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Schema } from '@cfworker/json-schema';
import { afterAll, describe, expect, it } from 'vitest';
import { CHECK_ONLY } from '../credentials.ts';
import { DEFAULT_LIMITS, type RouterOptions, realmsOf } from '../options.ts';
import schema from './config.schema.json' with { type: 'json' };
import { ConfigError, loadConfig } from './config.ts';
import { problemsOf } from './config-problems.ts';
import { TEST_TLS } from './test-certificate.ts';

const folder = mkdtempSync(join(tmpdir(), 'lehr-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const allow = { call: true, register: true, publish: true, subscribe: true };
const realm = { roles: { user: { rules: [{ uri: '', match: 'prefix', allow }] } } };

const keyed = { ...realm, tickets: { ann: { ticket: 'open sesame', role: 'user' } } };
const claims = { realm: 'r', roles: ['user'] };

let files = 0;
function file(content: unknown): string {
  const path = join(folder, `${++files}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
const load = (content: unknown, env = {}) => loadConfig(file(content), env);

describe('loadConfig()', () => {
  it('gives what the parts of the router take, with their defaults', () => {
    expect(load({ realms: { r: realm } })).toEqual({
      router: { realms: { r: realm } },
      server: null,
      sockets: [],
      webhooks: [],
      store: null,
      blobs: null,
    });
    expect(load({ realms: { r: realm }, store: 'kept' }).store).toEqual({ path: join(folder, 'kept') });
    const keys = { machine: { secret: 'kiln', realm: 'r', role: 'user' } };
    const webhook = { realm: 'r', role: 'user', topics: [{ topic: 'a' }], url: 'http://x/', secret: 's' };
    expect(
      load({
        $schema: 'https://lehr.dev/schema/router-config.json',
        realms: { r: keyed },
        limits: { sessions: 7 },
        server: { staticDir: 'pages', origins: ['*'] },
        sockets: [{ tcp: 0, host: '0.0.0.0' }, { unix: 'lehr.sock' }],
        bridge: { keys },
        webhooks: [webhook],
        store: { path: 'kept', fsync: 'background' },
        blobs: { realm: 'r', roles: ['user'], bytes: 9, path: '/claims' },
      }),
    ).toEqual({
      router: { realms: { r: keyed }, limits: { sessions: 7 } },
      server: {
        host: '127.0.0.1',
        port: 8080,
        origins: ['*'],
        staticDir: join(folder, 'pages'),
        bridge: { keys },
      },
      sockets: [{ tcp: 0, host: '0.0.0.0' }, { unix: join(folder, 'lehr.sock') }],
      webhooks: [webhook],
      store: { path: join(folder, 'kept'), fsync: 'background' },
      blobs: { tokens: ['open sesame'], bytes: 9, path: '/claims' },
    });
  });

  it('takes secrets from the environment and from files', () => {
    writeFileSync(join(folder, 'secret'), 'from file\r\n');
    const tickets = {
      a: { ticket: { $env: 'TICKET' }, role: 'user' },
      b: { ticket: { $file: 'secret' }, role: 'user' },
    };
    const { router } = load({ realms: { r: { ...realm, tickets } } }, { TICKET: 'from environment' });
    expect(router.realms.r?.tickets).toEqual({
      a: { ticket: 'from environment', role: 'user' },
      b: { ticket: 'from file', role: 'user' },
    });
  });

  it('takes a certificate and its key from files, for the server and for sockets', () => {
    writeFileSync(join(folder, 'cert.pem'), TEST_TLS.cert);
    writeFileSync(join(folder, 'key.pem'), TEST_TLS.key);
    const tls = { cert: { $file: 'cert.pem' }, key: { $file: 'key.pem' } };
    const { server, sockets } = load({ realms: { r: realm }, server: { tls }, sockets: [{ tcp: 0, tls }] });
    const pem = { cert: TEST_TLS.cert.trimEnd(), key: TEST_TLS.key.trimEnd() };
    expect(server?.tls).toEqual(pem);
    expect(sockets).toEqual([{ tcp: 0, tls: pem }]);
    const wrong = { ...tls, key: 'x' };
    expect(() => load({ realms: { r: realm }, server: { tls: wrong } })).toThrow(
      'server.tls must be a certificate and the key that belongs to it',
    );
    expect(() => load({ realms: { r: realm }, sockets: [{ tcp: 0, tls: wrong }] })).toThrow(
      'sockets[0].tls must',
    );
    expect(() => load({ realms: { r: realm }, sockets: [{ unix: 'x', tls }] })).toThrow(
      'sockets[0] must have',
    );
  });

  const ticket = (secret: unknown) => ({
    realms: { r: { ...realm, tickets: { a: { ticket: secret, role: 'user' } } } },
  });
  it.each<[unknown, string]>([
    ['', 'is not JSON: it ends too early'],
    ['{\n  "realms": }', "is not JSON: Unexpected token '}' at line 2, column 13"],
    ['{"realms": {}}}', 'at line 1, column 15'],
    ['{"realms": {},}', 'at line 1, column 15'],
    ['{"realms": "a\nb"}', 'at line 1, column 14'],
    [[], 'the file must be an object'],
    [{}, 'the file lacks realms: add it'],
    [{ realms: {} }, 'realms must not be empty: by name, such as realm1'],
    [{ realms: { r: {} } }, 'realms.r lacks roles: add it'],
    [{ realms: { r: realm }, limts: {} }, 'limts is unknown; did you mean limits?'],
    [{ realms: { r: realm }, plugins: {} }, 'plugins is unknown; there are $schema, server, sockets, limits'],
    [
      { realms: { r: { roles: { a: { rules: [{ uri: 'x', alow: {} }] } } } } },
      'rules[0].alow is unknown; did you mean allow?',
    ],
    [
      { realms: { r: { roles: { a: { rules: [{ uri: 7, allow: {} }] } } } } },
      'realms.r.roles.a.rules[0].uri must be a string',
    ],
    [{ realms: { r: realm }, limits: { sessions: 1.5 } }, 'limits.sessions must be an integer'],
    [{ realms: { r: realm }, limits: { sessions: 0 } }, 'limits.sessions must be 1 or more'],
    [{ realms: { r: realm }, server: { port: 65536 } }, 'server.port must be 65535 or less'],
    [{ realms: { r: realm }, server: { wsPath: 'ws' } }, 'server.wsPath must be a path such as /ws'],
    [
      { realms: { r: realm }, server: { origins: ['example.org'] } },
      'server.origins[0] must be an origin such as https://example.org',
    ],
    [
      { realms: { r: realm }, limits: { pingMillis: 2 ** 31 } },
      'limits.pingMillis must be 2147483647 or less',
    ],
    [{ realms: { r: { ...realm, uris: 'lax' } } }, 'realms.r.uris must be one of strict, loose'],
    [ticket(7), 'realms.r.tickets.a.ticket must be a string or an object: the secret, or where it is'],
    [ticket(''), 'realms.r.tickets.a.ticket must not be empty'],
    [ticket({ $evn: 'X' }), 'realms.r.tickets.a.ticket.$evn is unknown; did you mean $env?'],
    [ticket({ $env: 'A', $file: 'B' }), 'realms.r.tickets.a.ticket must have 1 member at most'],
    [ticket({ $env: 'NONE' }), 'realms.r.tickets.a.ticket needs the environment variable NONE'],
    [ticket({ $file: 'none' }), 'realms.r.tickets.a.ticket cannot read none: ENOENT'],
    [{ realms: { 'a/b~c': { roles: 7 } } }, 'realms.a/b~c.roles must be an object'],
    [
      { realms: { r: { ...realm, anonymous: 'usr' } } },
      'realms.r.anonymous must name a role of its realm: user',
    ],
    [
      {
        realms: { r: { ...realm, cookie: { name: 'login' }, authenticators: { cookie: 'a.b' } } },
        server: { origins: ['*'] },
      },
      'server.origins must name the origins: realm r lets in by cookie',
    ],
    [{ realms: { r: realm }, sockets: [{}] }, 'sockets[0] must not be empty'],
    [{ realms: { r: realm }, store: { fsync: 'commit' } }, 'store lacks path: add it'],
    [
      { realms: { r: realm }, store: { path: 'x', fsync: 'never' } },
      'store.fsync must be one of commit, background',
    ],
    [{ realms: { r: keyed }, blobs: claims, store: 'x' }, 'blobs needs an HTTP server: add "server": {}'],
    [
      { realms: { r: keyed }, blobs: claims, server: {} },
      'blobs needs a place to keep them: add "store": FOLDER',
    ],
    [
      { realms: { r: keyed }, blobs: { ...claims, roles: ['usr'] }, server: {}, store: 'x' },
      'blobs.roles[0] must name a role of r: user',
    ],
    [{ realms: { r: realm }, blobs: claims, server: {}, store: 'x' }, 'blobs.roles has no ticket'],
    [{ realms: { r: keyed }, blobs: { ...claims, path: 'x/' } }, 'blobs.path must be a path such as /blob'],
    [{ realms: { r: realm }, sockets: [{ tcp: 1, unix: 'x' }] }, 'sockets[0] must have either tcp'],
    [{ realms: { r: realm }, sockets: [{ host: 'x' }] }, 'sockets[0] must have either tcp'],
    [
      {
        realms: { r: realm },
        server: {},
        bridge: { keys: { k: { secret: 's', realm: 'x', role: 'user' } } },
      },
      'bridge.keys.k.realm must name a realm: r',
    ],
    [
      { realms: { r: realm }, server: {}, bridge: { keys: { k: { secret: 's', realm: 'r', role: 'x' } } } },
      'bridge.keys.k.role must name a role of r: user',
    ],
    [{ realms: { r: realm }, bridge: { keys: {} } }, 'bridge needs an HTTP server: add "server": {}'],
    [
      { realms: { r: { ...realm, cryptosign: { a: { authorizedKeys: ['ab'], role: 'user' } } } } },
      'realms.r.cryptosign.a.authorizedKeys[0] must be an Ed25519 public key, 64 hex digits',
    ],
  ])('says of %j what is wrong and where', (content, message) => {
    expect(() => load(content)).toThrow(ConfigError);
    expect(() => load(content)).toThrow(message);
  });

  it('names the file, shows three problems and keeps the others', () => {
    const path = file({ realms: { r: realm }, a: 1, b: 2, c: 3, d: 4, e: 5 });
    try {
      loadConfig(path);
      expect.unreachable();
    } catch (error) {
      expect((error as ConfigError).message).toMatch(/^.*\.json: a is unknown; .*; and 2 more$/);
      expect((error as ConfigError).message.startsWith(`${path}: `)).toBe(true);
      expect((error as ConfigError).problems).toHaveLength(5);
    }
    expect(() => loadConfig(join(folder, 'none'))).toThrow('none: cannot be read: ENOENT');
  });
});

describe('the published schema', () => {
  it('is of draft 2020-12, and knows every limit', () => {
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(Object.keys(schema.$defs.limits.properties).sort()).toEqual(Object.keys(DEFAULT_LIMITS).sort());
  });

  it('knows every option of a realm', () => {
    const nonsense = { realms: { r: { ...realm, nonsense: 1 } } } as unknown as RouterOptions;
    let known: string[] = [];
    try {
      realmsOf(nonsense, CHECK_ONLY);
    } catch (error) {
      known = (error as Error).message.replace(/^.*there are /, '').split(', ');
    }
    expect(Object.keys(schema.$defs.realm.properties).sort()).toEqual(known.sort());
  });

  it('has a definition for each reference', () => {
    const references = [...JSON.stringify(schema).matchAll(/"#\/\$defs\/(\w+)"/g)].map(([, name]) => name!);
    expect(new Set(references)).toEqual(new Set(Object.keys(schema.$defs)));
    expect(problemsOf({ realms: { r: realm } }, schema as unknown as Schema)).toEqual([]);
  });
});
