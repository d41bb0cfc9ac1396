/** Cookies that the router sets itself: who joined by a ticket comes back without it, until that ends. */
import type { IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { RouterOptions } from '../options.ts';
import { mailbox } from '../transports/transport.suite.ts';
import { createRouter, type Router } from './router.ts';
import { type Server, type ServerOptions, startServer } from './server.ts';
import { TEST_TLS } from './test-certificate.ts';

const user = { rules: [{ uri: 'wamp.', match: 'prefix', allow: { call: true } }] } as const;
const realms: RouterOptions['realms'] = {
  r: {
    roles: { user },
    anonymous: 'user',
    tickets: {
      alice: { ticket: 'secret', role: 'user' },
      chief: { ticket: 'secret', role: 'user' },
    },
    cookie: { name: 'login', issue: {} },
  },
  other: { roles: { user }, tickets: { alice: { ticket: 'secret', role: 'user' } } },
};

let router: Router;
let server: Server;
const sockets: WebSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await router.close();
  await server.close();
});

async function start(options: Partial<ServerOptions> = {}): Promise<void> {
  router = createRouter({ realms });
  server = await startServer({ router, host: '127.0.0.1', port: 0, ...options });
}

/** `setCookie`: what the answer to its request set. */
async function connect(headers: Record<string, string> = {}, scheme = 'ws') {
  const url = `${scheme}://127.0.0.1:${server.port}/ws`;
  const socket = new WebSocket(url, 'wamp.2.json', { headers, ca: TEST_TLS.cert });
  sockets.push(socket);
  const box = mailbox<unknown[]>();
  socket.on('message', (data) => box.put(JSON.parse(String(data)) as unknown[]));
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  let setCookie: string[] = [];
  socket.on('upgrade', (response: IncomingMessage) => {
    setCookie = response.headers['set-cookie'] ?? [];
  });
  await new Promise((open, failed) => socket.once('open', open).once('error', failed));
  const send = (...tuple: unknown[]) => socket.send(JSON.stringify(tuple));
  return { send, next: box.take, closed, setCookie, cookie: setCookie[0]?.split(';')[0] ?? '' };
}

const hello = (authmethods: string[], authid?: string, realm = 'r') => [
  1,
  realm,
  { roles: { caller: {} }, authmethods, ...(authid === undefined ? {} : { authid }) },
];

/** Joins by ticket, though it would rather come by cookie. */
async function login(authid: string, headers: Record<string, string> = {}) {
  const client = await connect(headers);
  client.send(...hello(['cookie', 'ticket'], authid));
  expect((await client.next())[0]).toBe(4);
  client.send(5, 'secret', {});
  const welcome = await client.next();
  expect(welcome[2]).toMatchObject({ authid, authmethod: 'ticket' });
  return { ...client, session: welcome[1] as number };
}

/** What a client with this cookie and nothing else is answered: its identity, or the reason why not. */
async function answerTo(cookie: string) {
  const client = await connect({ Cookie: cookie });
  client.send(...hello(['cookie']));
  const [code, second, third] = await client.next();
  return code === 2 ? { ...(third as object), session: second, setCookie: client.setCookie } : third;
}

const DENIED = 'wamp.error.authentication_denied';

describe('a cookie of the router’s own', () => {
  it('brings back who joined by a ticket, under the same name, again and again', async () => {
    await start();
    const { cookie } = await login('alice');
    expect(cookie).toMatch(/^login=[0-9a-f]{64}$/);
    for (let i = 0; i < 2; i++) {
      // It still holds, so it is not replaced.
      expect(await answerTo(cookie)).toMatchObject({ authid: 'alice', authmethod: 'cookie', setCookie: [] });
    }
  });

  it('is for the router alone, and for TLS where TLS is spoken', async () => {
    await start();
    const [plain] = (await connect()).setCookie;
    expect(plain).toMatch(/^login=\w+; Path=\/ws; Max-Age=604800; HttpOnly; SameSite=Strict$/);
    // Whoever is no proxy of ours is not believed.
    expect((await connect({ 'X-Forwarded-Proto': 'https' })).setCookie[0]).not.toContain('Secure');
    await router.close();
    await server.close();
    await start({ trustProxy: 1 });
    expect((await connect({ 'X-Forwarded-Proto': 'https' })).setCookie[0]).toMatch(/; Secure$/);
    await router.close();
    await server.close();
    await start({ tls: TEST_TLS });
    expect((await connect({}, 'wss')).setCookie[0]).toMatch(/; Secure$/);
  });

  it('lets nobody in who did not log in, nor who was only anonymous', async () => {
    await start();
    const { cookie, send, next } = await connect();
    send(...hello(['anonymous']));
    expect((await next())[0]).toBe(2);
    expect(await answerTo(cookie)).toBe(DENIED);
    expect(await answerTo('login=0')).toBe(DENIED);
    expect(await answerTo('other=1')).toBe(DENIED);
  });

  it('that came with a request is never bound: who planted it does not become its bearer', async () => {
    await start();
    // The attacker is given one, and gets a visitor's browser to send it.
    const { cookie: planted } = await connect();
    const { cookie: fresh } = await login('alice', { Cookie: planted });
    expect(fresh).not.toBe(planted);
    expect(await answerTo(planted)).toBe(DENIED);
    expect(await answerTo(fresh)).toMatchObject({ authid: 'alice' });
    // Nor does one that holds become another's.
    await login('chief', { Cookie: `x=1; ${planted}` });
    expect(await answerTo(fresh)).toMatchObject({ authid: 'alice' });
  });

  it('is of its realm alone', async () => {
    await start();
    const { cookie } = await login('alice');
    const client = await connect({ Cookie: cookie });
    client.send(...hello(['cookie'], undefined, 'other'));
    expect((await client.next())[2]).toBe('wamp.error.no_matching_auth_method');
  });

  it('ends with a logout, be it by the session it was made for or by one it let in', async () => {
    await start();
    for (const returned of [false, true]) {
      const first = await login('alice');
      const leaving = returned ? await connect({ Cookie: first.cookie }) : first;
      if (returned) {
        leaving.send(...hello(['cookie']));
        expect((await leaving.next())[0]).toBe(2);
      }
      leaving.send(6, {}, 'wamp.close.logout');
      expect(await leaving.next()).toEqual([6, {}, 'wamp.close.goodbye_and_out']);
      await leaving.closed;
      expect(await answerTo(first.cookie)).toBe(DENIED);
    }
  });

  it('outlives a plain goodbye, and ends where the session is killed', async () => {
    await start();
    const first = await login('alice');
    first.send(6, {}, 'wamp.close.close_realm');
    await first.closed;
    const back = (await answerTo(first.cookie)) as { session: number };
    const chief = await login('chief');
    chief.send(48, 1, {}, 'wamp.session.kill', [back.session]);
    expect((await chief.next())[0]).toBe(50);
    expect(await answerTo(first.cookie)).toBe(DENIED);
    expect(await answerTo(chief.cookie)).toMatchObject({ authid: 'chief' });
  });
});
