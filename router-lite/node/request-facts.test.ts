/** Authentication by what a connection brings along: cookies of its HTTP request, and TLS, under WebSockets and RawSockets. */
import { createHash } from 'node:crypto';
import { connect as connectPlain } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { mailbox } from '../transports/transport.suite.ts';
import { ends, hello, open, openRaw, PUBLIC, routerOf, SECRET, serve } from './request-facts.test-world.ts';
import { startServer } from './server.ts';
import { TEST_TLS } from './test-certificate.ts';

const BINDINGS = [
  ['TLSv1.2', 'tls-unique', (tls: TLSSocket) => createHash('sha256').update(tls.getFinished()!).digest()],
  [
    'TLSv1.3',
    'tls-exporter',
    (tls: TLSSocket) => tls.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0)),
  ],
] as const;

/** What a client is told that asks for a binding and signs with it; `tamper` is in every byte signed, 0 for none. */
async function signed(
  client: Pick<Awaited<ReturnType<typeof open>>, 'send' | 'next'>,
  { type, channelId, tamper }: { type: string; channelId: Uint8Array; tamper: number },
): Promise<unknown[]> {
  client.send(...hello('cryptosign', { pubkey: PUBLIC, channel_binding: type }));
  const extra = (await client.next())[2] as { challenge: string; channel_binding: string };
  expect(extra.channel_binding).toBe(type);
  const message = Buffer.from(extra.challenge, 'hex').map((byte, i) => byte ^ channelId[i]! ^ tamper);
  const signature = Buffer.from(ed25519.sign(message, SECRET)).toString('hex');
  client.send(5, signature + Buffer.from(message).toString('hex'), {});
  return client.next();
}

describe.each(BINDINGS)('over %s', (version, type, channelIdOf) => {
  it(`a key signs the challenge bound to the connection by ${type}, and no other`, async () => {
    const { port } = await serve(version);
    const answer = async (tamper: number) => {
      const client = await open(port, version);
      return signed(client, { type, channelId: channelIdOf(client.tls), tamper });
    };
    expect((await answer(0))[2]).toMatchObject({ authid: 'alice' });
    expect((await answer(1))[2]).toBe('wamp.error.authentication_denied');
  });

  it('a binding the connection has not is left out of the challenge', async () => {
    const { port } = await serve(version);
    for (const other of ['tls-server-end-point', version === 'TLSv1.2' ? 'tls-exporter' : 'tls-unique']) {
      const client = await open(port, version);
      client.send(...hello('cryptosign', { pubkey: PUBLIC, channel_binding: other }));
      expect((await client.next())[2]).toMatchObject({ channel_binding: null });
    }
  });
});

describe('a resumed TLS session', () => {
  it('is bound to nothing: whoever resumed it may not be who began it', async () => {
    const { port } = await serve('TLSv1.2');
    const first = await open(port, 'TLSv1.2');
    const second = await open(port, 'TLSv1.2', {}, first.tls.getSession());
    expect([first.tls.isSessionReused(), second.tls.isSessionReused()]).toEqual([false, true]);
    second.send(...hello('cryptosign', { pubkey: PUBLIC, channel_binding: 'tls-unique' }));
    expect((await second.next())[2]).toMatchObject({ channel_binding: null });
  });
});

describe('a cookie', () => {
  it('lets in its holder, and nobody with another or none', async () => {
    const { port } = await serve('TLSv1.2');
    const answer = async (headers: Record<string, string>) => {
      const client = await open(port, 'TLSv1.2', headers);
      client.send(...hello('cookie', {}));
      return (await client.next())[2];
    };
    expect(await answer({ Cookie: 'a=b; login=4711' })).toMatchObject({
      authid: 'bob',
      authmethod: 'cookie',
    });
    for (const headers of [{ Cookie: 'login=4712' }, { Cookie: 'xlogin=4711' }, {}]) {
      expect(await answer(headers as Record<string, string>)).toBe('wamp.error.authentication_denied');
    }
  });

  it('is told to no other peer', async () => {
    const { port, router } = await serve('TLSv1.2');
    const client = await open(port, 'TLSv1.2', { Cookie: 'login=4711' });
    client.send(...hello('cookie', {}));
    const [, session] = await client.next();
    const told = mailbox<unknown[]>();
    const link = router.link({ realm: 'r', authid: 'x', authrole: 'user' });
    link.onMessage = (tuple) => told.put(tuple);
    link.send([1, 'r', { roles: { caller: {} } }]);
    link.send([48, 1, {}, 'wamp.session.get', [session]]);
    await told.take();
    const result = await told.take();
    expect(result).toMatchObject([50, 1, {}, [{ session, authid: 'bob' }]]);
    expect(JSON.stringify(result)).not.toContain('4711');
  });
});

describe.each(BINDINGS)('a RawSocket over %s', (version, type, channelIdOf) => {
  it(`is bound by ${type} like any other, and its certificate holds`, async () => {
    const router = routerOf();
    ends.push(() => router.close());
    const { address } = await router.listen({ tcp: 0, tls: TEST_TLS });
    const answer = async (tamper: number) => {
      const client = await openRaw(address as number, version);
      expect(client.tls.authorized).toBe(true);
      return signed(client, { type, channelId: channelIdOf(client.tls), tamper });
    };
    expect((await answer(0))[2]).toMatchObject({ authid: 'alice' });
    expect((await answer(1))[2]).toBe('wamp.error.authentication_denied');
  });
});

describe('listeners with TLS', () => {
  it.each([
    ['says something else', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['begins and says no more', Uint8Array.of(0x16, 3, 1)],
  ])('end the connection of who %s, and serve the next', async (_, bytes) => {
    const router = routerOf({ handshakeMillis: 500 });
    ends.push(() => router.close());
    const { address } = await router.listen({ tcp: 0, tls: TEST_TLS });
    const plain = connectPlain({ host: '127.0.0.1', port: address as number });
    plain.on('error', () => {}).resume();
    plain.write(bytes);
    await new Promise((closed) => plain.once('close', closed));
    expect(router.stats().connections).toBe(0);
    const client = await openRaw(address as number, 'TLSv1.3');
    client.send(...hello('ticket', {}));
    expect((await client.next())[2]).toBe('wamp.error.no_matching_auth_method');
  });

  it('startServer() serves https and wss', async () => {
    const router = routerOf();
    const server = await startServer({ router, host: '127.0.0.1', port: 0, tls: TEST_TLS });
    ends.push(
      () => server.close(),
      () => router.close(),
    );
    const socket = new WebSocket(`wss://127.0.0.1:${server.port}/ws`, 'wamp.2.json', {
      ca: TEST_TLS.cert,
      headers: { Cookie: 'login=4711' },
    });
    ends.push(() => socket.terminate());
    const answer = new Promise<Buffer>((got) => socket.once('message', got));
    await new Promise((up, failed) => socket.once('open', up).once('error', failed));
    socket.send(JSON.stringify(hello('cookie', {})));
    expect(JSON.parse(String(await answer))).toMatchObject([2, expect.any(Number), { authid: 'bob' }]);
  });
});
