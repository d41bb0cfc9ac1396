/** Other people's clients against our router: autobahn for JavaScript and for Python, and wampy. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ed25519 } from '@noble/curves/ed25519.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Wampy } from 'wampy';
import { CborSerializer } from 'wampy/CborSerializer.js';
import { sign as wampySignKey } from 'wampy/cryptosign.js';
import { JsonSerializer } from 'wampy/JsonSerializer.js';
import { MsgpackSerializer } from 'wampy/MsgpackSerializer.js';
import { sign as wampySign } from 'wampy/wampcra.js';
import { WebSocket } from 'ws';
import { scramCredential } from './auth/scram-credential.ts';
import { wampcraKey } from './auth/wampcra.ts';
import { createRouter, type Router } from './node/router.ts';
import { type Server, startServer } from './node/server.ts';
import type { RealmOptions } from './options.ts';
import { mailbox } from './transports/transport.suite.ts';

const REALM = 'realm1';
const PRIVATE = '4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510';
const PUBLIC = Buffer.from(ed25519.getPublicKey(Buffer.from(PRIVATE, 'hex'))).toString('hex');
const SALTING = { salt: 'salt123', iterations: 1000, keylen: 32 };
const SALT = 'W22ZaJ0SNY7soEsUEjb6gQ==';
const allow = { call: true, register: true, publish: true, subscribe: true };

const faults: unknown[] = [];
let router: Router;
let server: Server;
let url: string;

beforeAll(async () => {
  // autobahn tells the console of every connection that closes and every error a callee answers with.
  for (const method of ['log', 'warn', 'error'] as const) vi.spyOn(console, method).mockReturnValue();
  const role = 'user';
  const hard = await scramCredential('pencil', { kdf: 'argon2id-13', iterations: 2, memory: 64, salt: SALT });
  const realm: RealmOptions = {
    roles: { user: { rules: [{ uri: '', match: 'prefix', allow }] } },
    anonymous: role,
    tickets: { tom: { ticket: 'open', role } },
    wampcra: {
      peter: { secret: 'secret1', role },
      anna: { secret: await wampcraKey('secret2', SALTING), role, ...SALTING },
    },
    scram: { hard: { ...hard, role } },
    cryptosign: { client01: { authorizedKeys: [PUBLIC], role } },
  };
  router = createRouter({ realms: { [REALM]: realm }, onError: (error) => faults.push(error) });
  server = await startServer({ router, host: '127.0.0.1', port: 0 });
  url = `ws://127.0.0.1:${server.port}/ws`;
});
afterAll(async () => {
  await router.close();
  await server.close();
  expect(faults).toEqual([]);
  vi.restoreAllMocks();
});

interface Authentication {
  readonly method: string;
  readonly authid: string;
  readonly secret: string;
}
type Wire = 'json' | 'msgpack' | 'cbor';
type Answer = (args: unknown[], kwargs: Record<string, unknown>) => unknown;

/** What both clients can do, in one vocabulary. Errors are thrown as their URI. */
interface Peer {
  readonly welcome: Record<string, unknown>;
  register(uri: string, answer: Answer, options?: object): Promise<unknown>;
  call(uri: string, args: unknown[], onProgress?: (value: unknown) => void): Promise<unknown>;
  /** Calls, cancels at once, and gives the URI of the error it ends with. */
  canceled(uri: string): Promise<string>;
  subscribe(uri: string, onEvent: (args: unknown[]) => void, match: string): Promise<unknown>;
  publish(uri: string, args: unknown[]): Promise<unknown>;
  close(): Promise<unknown>;
}

const sour = { error: 'com.example.sour', args: ['milk'], kwargs: { reason: 'summer' } };

/** Only what is used here; the package ships no types, and peer/ declares only what it uses. */
interface Autobahn {
  readonly Connection: new (
    options: object,
  ) => {
    onopen: (session: AutobahnSession, details: Record<string, unknown>) => void;
    onclose: (reason: string, details: { reason: string | null }) => boolean;
    open(): void;
    close(): void;
  };
  readonly Error: new (error: string, args: unknown[], kwargs: object) => Error;
  readonly Result: new (args: unknown[]) => object;
  readonly serializer: Record<string, new () => object>;
  readonly auth_cra: {
    sign(key: string, challenge: string): string;
    derive_key(secret: string, salt: string, iterations: number, keylen: number): string;
  };
  readonly auth_cryptosign: { sign_challenge(key: unknown, extra: object): string };
  readonly nacl: { sign: { keyPair: { fromSeed(seed: Uint8Array): unknown } } };
}
interface AutobahnSession {
  register(uri: string, endpoint: (...args: never[]) => unknown, options?: object): Promise<unknown>;
  call(uri: string, args: unknown[], kwargs?: object, options?: object): AutobahnCall;
  subscribe(uri: string, handler: (args: unknown[]) => void, options?: object): Promise<unknown>;
  publish(uri: string, args: unknown[], kwargs?: object, options?: object): Promise<unknown>;
}
type AutobahnCall = Promise<unknown> & {
  then(done: unknown, failed: unknown, progress: unknown): Promise<unknown>;
  cancel(options: object): void;
};

async function autobahnPeer(wire: Wire, auth?: Authentication): Promise<Peer> {
  // The browser's build looks for the global WebSocket, which Node 20 does not have.
  Object.assign(globalThis, {
    WebSocket: Object.hasOwn(globalThis, 'WebSocket') ? globalThis.WebSocket : WebSocket,
  });
  const { default: autobahn } = (await import('autobahn-browser')) as unknown as { default: Autobahn };
  const name = { json: 'JSONSerializer', msgpack: 'MsgpackSerializer', cbor: 'CBORSerializer' }[wire];
  const pair = auth && autobahn.nacl.sign.keyPair.fromSeed(Buffer.from(PRIVATE, 'hex'));
  const challenged = (_: unknown, method: string, extra: Record<string, unknown>) => {
    if (method === 'ticket') return auth?.secret;
    if (method === 'cryptosign') return autobahn.auth_cryptosign.sign_challenge(pair, extra);
    const { salt, iterations, keylen, challenge } = extra as typeof SALTING & { challenge: string };
    const key = salt ? autobahn.auth_cra.derive_key(auth!.secret, salt, iterations, keylen) : auth!.secret;
    return autobahn.auth_cra.sign(key, challenge);
  };
  const connection = new autobahn.Connection({
    url,
    realm: REALM,
    serializers: [new autobahn.serializer[name]!()],
    max_retries: 0,
    ...(auth && {
      authmethods: [auth.method],
      authid: auth.authid,
      authextra: auth.method === 'cryptosign' ? { pubkey: PUBLIC, channel_binding: null } : {},
      onchallenge: challenged,
    }),
  });
  let over = () => {};
  const closed = new Promise<void>((resolve) => {
    over = resolve;
  });
  const [session, welcome] = await new Promise<[AutobahnSession, Record<string, unknown>]>((open, failed) => {
    connection.onopen = (...opened) => open(opened);
    connection.onclose = (reason, details) => {
      failed(details.reason ?? reason);
      over();
      return true;
    };
    connection.open();
  });
  const thrown = (error: { error?: string }) => Promise.reject(error.error ?? error);
  return {
    welcome,
    register: (uri, answer, options) =>
      session.register(
        uri,
        (
          args: unknown[],
          kwargs: Record<string, unknown>,
          { progress }: { progress?: (args: unknown[]) => void },
        ) => {
          for (const step of args[0] === 'count' ? [0, 1] : []) progress?.([step]);
          const value = answer(args, kwargs);
          if (value === sour) throw new autobahn.Error(sour.error, sour.args, sour.kwargs);
          return value;
        },
        options,
      ),
    call: (uri, args, onProgress) =>
      session
        .call(uri, args, {}, { receive_progress: onProgress !== undefined })
        .then((value: unknown) => value, thrown, onProgress),
    canceled: async (uri) => {
      const call = session.call(uri, []);
      // With another mode it forgets the call, and takes the router's ERROR for a violation.
      call.cancel({ mode: 'kill' });
      return call.then(
        () => 'no error',
        (error: { error: string }) => error.error,
        undefined,
      ) as Promise<string>;
    },
    subscribe: (uri, onEvent, match) => session.subscribe(uri, (args) => onEvent(args), { match }),
    publish: (uri, args) => session.publish(uri, args, {}, { acknowledge: true }),
    close: () => {
      connection.close();
      return closed;
    },
  };
}

async function wampyPeer(wire: Wire, auth?: Authentication): Promise<Peer> {
  const serializer = { json: JsonSerializer, msgpack: MsgpackSerializer, cbor: CborSerializer }[wire];
  const plugin = { wampcra: wampySign, cryptosign: wampySignKey, ticket: (secret: string) => () => secret };
  const wampy = new Wampy(url, {
    realm: REALM,
    ws: WebSocket as never,
    serializer: new serializer(),
    autoReconnect: false,
    ...(auth && {
      authid: auth.authid,
      authmethods: [auth.method],
      authextra: { pubkey: PUBLIC },
      authMode: 'auto' as const,
      authPlugins: { [auth.method]: plugin[auth.method as keyof typeof plugin](auth.secret) as never },
    }),
  });
  const thrown = (error: { errorUri?: string }) => Promise.reject(error.errorUri ?? error);
  const welcome = await wampy.connect();
  return {
    welcome,
    register: (uri, answer, options) =>
      wampy.register(
        uri,
        async ({ argsList = [], argsDict = {}, result_handler }) => {
          for (const step of argsList[0] === 'count' ? [0, 1] : []) {
            result_handler({ argsList: [step], options: { progress: true } });
          }
          const value = await answer(argsList, argsDict);
          if (value === sour) {
            throw Object.assign(new Error('sour'), {
              error: sour.error,
              argsList: sour.args,
              argsDict: sour.kwargs,
            });
          }
          return { argsList: [value] };
        },
        options as never,
      ),
    call: (uri, args, onProgress) =>
      wampy
        .call(uri, args, {
          ...(onProgress && {
            progress_callback: ({ argsList }: { argsList?: unknown[] }) => onProgress(argsList?.[0]),
          }),
        } as never)
        .then(({ argsList }) => argsList?.[0], thrown),
    canceled: async (uri) => {
      const call = wampy.call(uri, []);
      wampy.cancel(wampy.getOpStatus().reqId, { mode: 'killnowait' });
      return call.then(
        () => 'no error',
        (error: { errorUri: string }) => error.errorUri,
      );
    },
    subscribe: (uri, onEvent, match) =>
      wampy.subscribe(uri, ({ argsList = [] }) => onEvent(argsList), { match } as never),
    publish: (uri, args) => wampy.publish(uri, args),
    close: () => wampy.disconnect(),
  };
}

/** wampy reads MessagePack's 64-bit integers as bigints. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? Number(part) : part)));

const CLIENTS = { 'autobahn-browser': autobahnPeer, wampy: wampyPeer };
const EVERY = Object.entries(CLIENTS).flatMap(([name, open]) =>
  (['json', 'msgpack', 'cbor'] as const).map((wire) => ({ name, wire, open })),
);

describe('clients of all kinds over all serializers', () => {
  const peers: { peer: Peer; name: string; uri: string }[] = [];
  const heard = mailbox<unknown[]>();
  beforeAll(async () => {
    for (const { name, wire, open } of EVERY) {
      const peer = await open(wire);
      const uri = `interop.${name.replace('-', '_')}.${wire}`;
      peers.push({ peer, name, uri });
      await peer.register(`${uri}.echo`, ([value]) => value);
      await peer.register(`${uri}.sour`, () => sour);
      await peer.register(`${uri}.count`, () => 'counted');
      await peer.register(`${uri}.never`, () => new Promise(() => {}));
      await peer.subscribe('interop.news', (args) => heard.put([uri, ...args]), 'prefix');
    }
  });
  afterAll(() => Promise.all(peers.map(({ peer }) => peer.close())));

  it('call each other, whatever they speak', async () => {
    const value = {
      text: 'é\u{1F600}',
      big: 2 ** 40,
      half: -1.5,
      none: null,
      yes: true,
      deep: [[1], { a: [] }],
    };
    for (const { peer } of peers) {
      for (const { uri } of peers) expect(plain(await peer.call(`${uri}.echo`, [value]))).toEqual(value);
    }
  });

  it('get each other’s errors, and the router’s', async () => {
    for (const { peer } of peers) {
      for (const { uri } of peers) await expect(peer.call(`${uri}.sour`, [])).rejects.toBe(sour.error);
      await expect(peer.call('interop.nobody', [])).rejects.toBe('wamp.error.no_such_procedure');
      await expect(peer.register(`${peers[0]!.uri}.echo`, () => 0)).rejects.toBeDefined();
    }
  });

  it('get each other’s progressive results', async () => {
    for (const { peer } of peers) {
      for (const { uri } of peers) {
        const steps: unknown[] = [];
        expect(await peer.call(`${uri}.count`, ['count'], (step) => steps.push(step))).toBe('counted');
        expect(steps).toEqual([0, 1]);
      }
    }
  });

  it('cancel calls', async () => {
    for (const { peer } of peers)
      expect(await peer.canceled(`${peers[0]!.uri}.never`)).toBe('wamp.error.canceled');
  });

  it('hear each other’s events, but not their own', async () => {
    for (const { peer, uri } of peers) {
      await peer.publish(`interop.news.${uri}`, ['hot', uri]);
      const others = peers.filter((other) => other.peer !== peer).map((other) => [other.uri, 'hot', uri]);
      const events: unknown[][] = [];
      while (events.length < others.length) events.push(await heard.take());
      expect(events.sort()).toEqual(others.sort());
    }
  });
});

describe.each(Object.entries(CLIENTS))('%s', (_, open) => {
  it.each([
    { method: 'ticket', authid: 'tom', secret: 'open' },
    { method: 'wampcra', authid: 'peter', secret: 'secret1' },
    { method: 'wampcra', authid: 'anna', secret: 'secret2' },
    { method: 'cryptosign', authid: 'client01', secret: PRIVATE },
  ])('authenticates with $method as $authid', async (auth) => {
    const peer = await open('json', auth);
    expect(peer.welcome).toMatchObject({ authid: auth.authid, authmethod: auth.method, authrole: 'user' });
    await peer.close();
  });

  it('is refused with a wrong secret', async () => {
    await expect(open('json', { method: 'wampcra', authid: 'peter', secret: 'guess' })).rejects.toBeDefined();
  });
});

const PYTHON = '/usr/bin/python3';
const PACKAGES = [
  'python3-autobahn',
  'python3-cbor',
  'python3-u-msgpack',
  'python3-nacl',
  'python3-argon2',
  'python3-passlib',
];

/** Null when there is Debian's python3-autobahn, installed if need be; else why not. */
function pythonMissing(): string | null {
  const ready = () => {
    try {
      execFileSync(PYTHON, ['-c', 'import autobahn, cbor, umsgpack, nacl, argon2, passlib'], {
        stdio: 'ignore',
      });
      return true;
    } catch {
      return false;
    }
  };
  if (ready()) return null;
  if (process.getuid?.() !== 0) return `only root may install ${PACKAGES.join(' ')}`;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]) =>
    execFileSync('apt-get', args, { env, stdio: 'ignore', timeout: 240_000 });
  try {
    apt('update', '-qq');
    apt('install', '-y', '-qq', '--no-install-recommends', ...PACKAGES);
  } catch (error) {
    return `apt-get cannot install python3-autobahn: ${(error as Error).message.split('\n')[0]}`;
  }
  return ready() ? null : 'python3-autobahn does not load';
}

describe('autobahn for Python', () => {
  let missing: string | null;
  const running: ChildProcess[] = [];
  beforeAll(() => {
    missing = pythonMissing();
    if (missing !== null) console.info(`skipped: ${missing}`);
  }, 300_000);
  afterAll(() => {
    for (const child of running) child.kill();
  });

  const script = fileURLToPath(new URL('../e2e/interop/peer.py', import.meta.url));
  function python(...args: string[]) {
    const child = spawn(PYTHON, [script, url, REALM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    running.push(child);
    const said: Record<string, unknown>[] = [];
    const errors: string[] = [];
    child.stderr.on('data', (data: Buffer) => errors.push(data.toString()));
    const waiting: { key: string; found: () => void }[] = [];
    createInterface(child.stdout).on('line', (line) => {
      const finding = JSON.parse(line) as Record<string, unknown>;
      said.push(finding);
      for (const { key, found } of waiting) if (key in finding) found();
    });
    const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
    const until = (key: string) =>
      Promise.race([
        new Promise<void>((found) => waiting.push({ key, found })),
        ended.then(() => {
          if (!said.some((finding) => key in finding)) {
            throw new Error(`it ended without ${key}: ${JSON.stringify(said)} ${errors.join('')}`);
          }
        }),
      ]);
    return { said, until, ended };
  }

  it.each(['json', 'msgpack', 'cbor'])(
    'registers, calls, publishes, subscribes and cancels over %s',
    async (wire) => {
      if (missing !== null) return;
      const node = await wampyPeer('msgpack');
      await node.register('interop.node.echo', ([value]) => value);
      const { said, until, ended } = python(wire);
      await until('ready');
      expect(await node.call('interop.python.add', [40, 2])).toBe(42);
      await expect(node.call('interop.python.fail', [])).rejects.toBe(sour.error);
      const steps: unknown[] = [];
      expect(await node.call('interop.python.count', [2], (step) => steps.push(step))).toBe(2);
      expect(steps).toEqual([0, 1]);
      await node.publish('interop.python.leave', []);
      await ended;
      await node.close();
      expect(said).toEqual([
        { joined: 'anonymous', authid: expect.stringMatching(/^anonymous-/), authrole: 'user' },
        { add: 5 },
        { steps: [0, 1, 2], total: 3 },
        { error: sour.error, args: sour.args, kwargs: sour.kwargs },
        { error: 'wamp.error.no_such_procedure' },
        { timeout: 'wamp.error.timeout' },
        { canceled: true },
        { published: true, heard: ['interop.news.python', ['hot'], { n: 1 }] },
        { echoed: ['é', 2 ** 40, -1.5, null, true, { deep: [1] }] },
        { bytes: true },
        { ready: true },
        { left: 'wamp.close.goodbye_and_out' },
      ]);
    },
  );

  it.for([
    ['ticket', 'tom', 'open'],
    ['wampcra', 'peter', 'secret1'],
    ['wampcra', 'anna', 'secret2'],
    // Its pbkdf2 wants the salt as bytes and hands over the text: only argon2id-13 works there.
    ['scram', 'hard', 'pencil'],
    ['cryptosign', 'client01', PRIVATE],
  ])('authenticates with %s as %s', async ([method, authid, secret], { skip }) => {
    skip(missing !== null, missing ?? '');
    const { said, until } = python('json', method!, authid!, secret!);
    await until('left');
    expect(said[0]).toEqual({ joined: method, authid, authrole: 'user' });
  });
});
