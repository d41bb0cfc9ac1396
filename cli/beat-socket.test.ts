import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { ClientRequest } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { Beat } from '../peer/beat.ts';
import { TEST_TLS } from '../router-lite/node/test-certificate.ts';
import { beatSocket } from './beat-socket.ts';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const bytes = (word: string) => new TextEncoder().encode(word);

type Options = ConstructorParameters<typeof WebSocketServer>[0];

async function listening(options: Options = { port: 0, host: '127.0.0.1' }) {
  const server = new WebSocketServer(options);
  opened.push(() => {
    for (const client of server.clients) client.terminate();
    return new Promise((resolve) => server.close(resolve));
  });
  await once(server, 'listening');
  return { server, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws` };
}

/** A client and the server's end of it. `heard`: messages of the server; `said`: of the client. */
async function connected(
  { server, url }: { readonly server: WebSocketServer; readonly url: string },
  beat = new Beat(),
) {
  const Socket = beatSocket(beat);
  const client = new Socket(url, ['wamp.2.msgpack']);
  const heard: string[] = [];
  const said: string[] = [];
  const news: (() => void)[] = [];
  const tell = () => {
    for (const listener of news.splice(0)) listener();
  };
  const opening = new Promise<void>((resolve) => {
    client.onopen = () => resolve();
  });
  const closed = new Promise<{ code: number; reason: string; wasClean: boolean }>((resolve) => {
    client.onclose = resolve;
  });
  client.onmessage = ({ data }: { readonly data: Uint8Array | string }) => {
    heard.push(typeof data === 'string' ? `text ${data}` : text(data));
    tell();
  };
  const [[socket]] = await Promise.all([once(server, 'connection') as Promise<[WebSocket]>, opening]);
  socket.on('message', (data: Buffer) => {
    said.push(text(data));
    tell();
  });
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise<void>((resolve) => news.push(resolve));
  };
  return { client, socket, beat, heard, said, until, closed };
}

describe('a socket on a beat', () => {
  test('agrees on the protocol, and carries bytes of any length both ways, however they are cut', async () => {
    const it = await connected(await listening());
    expect(it.client.protocol).toBe('wamp.2.msgpack');
    const words = [0, 1, 125, 126, 65_535, 65_536, 300_000].map((length) =>
      'ab'.repeat(length).slice(0, length),
    );
    for (const word of words) it.client.send(bytes(word));
    await it.until(() => it.said.length === words.length);
    expect(it.said).toEqual(words);
    for (const word of words) it.socket.send(bytes(word));
    it.socket.send('as text');
    await it.until(() => it.heard.length === words.length + 1);
    expect(it.heard).toEqual([...words, 'text as text']);
  });

  test('what is sent in one turn, also behind promises, leaves in one write and comes in order', async () => {
    const it = await connected(await listening());
    const wire = (it.socket as unknown as { readonly _socket: NodeJS.EventEmitter })._socket;
    const reads = vi.fn();
    wire.on('data', reads);
    it.client.send(bytes('first'));
    await Promise.resolve();
    it.client.send(bytes('second'));
    await Promise.resolve().then(() => {});
    it.client.send(bytes('last'));
    await it.until(() => it.said.length === 3);
    expect(it.said).toEqual(['first', 'second', 'last']);
    expect(reads).toHaveBeenCalledTimes(1);
  });

  test('what comes while it rests lies until the rest is over, and is read in order then', async () => {
    const place = await listening();
    const it = await connected(place);
    const awake = await connected(place);
    it.beat.set(2 ** 30);
    it.socket.send(bytes('first'));
    await it.until(() => it.heard.length === 1);
    it.socket.send(bytes('second'));
    it.socket.send(bytes('third'));
    // It came later than those, and is here.
    awake.socket.send(bytes('seen'));
    await awake.until(() => awake.heard.length === 1);
    expect(it.heard).toEqual(['first']);
    it.beat.set(0);
    await it.until(() => it.heard.length === 3);
    expect(it.heard).toEqual(['first', 'second', 'third']);
  });

  test('its rests end by themselves', async () => {
    const it = await connected(await listening());
    it.beat.set(5);
    for (let i = 1; i <= 4; i++) {
      it.socket.send(bytes(`${i}`));
      await it.until(() => it.heard.length === i);
    }
  });

  test('who awaits an answer has it at once, also where a rest has begun', async () => {
    const it = await connected(await listening());
    it.beat.set(2 ** 30);
    it.socket.send(bytes('first'));
    await it.until(() => it.heard.length === 1);
    it.beat.await();
    for (let i = 2; i <= 4; i++) {
      it.socket.send(bytes(`${i}`));
      await it.until(() => it.heard.length === i);
    }
    it.beat.met();
    expect(it.beat.rest).toBe(2 ** 30);
  });

  test('the rest of a message does not lie, however many reads and frames it takes', async () => {
    const it = await connected(await listening());
    it.beat.set(2 ** 30);
    const long = 'x'.repeat(500_000);
    it.socket.send(bytes(long), { fin: false });
    it.socket.send(bytes(long));
    await it.until(() => it.heard.length === 1);
    expect(it.heard).toEqual([long + long]);
  });

  test('it answers pings, closes as it is asked to, and says why', async () => {
    const it = await connected(await listening());
    it.socket.ping('are you there');
    const [word] = (await once(it.socket, 'pong')) as [Buffer];
    expect(String(word)).toBe('are you there');
    const over = once(it.socket, 'close') as Promise<[number, Buffer]>;
    it.client.send(bytes('last words'));
    it.client.close(1000, 'had enough');
    it.client.send(bytes('too late'));
    const [code, reason] = await over;
    expect([code, String(reason), it.said]).toEqual([1000, 'had enough', ['last words']]);
    expect(await it.closed).toEqual({ code: 1000, reason: 'had enough', wasClean: true });
  });

  test('a goodbye of the other end is answered and told, and so is a wire that breaks', async () => {
    const place = await listening();
    const [one, other] = [await connected(place), await connected(place)];
    one.socket.close(1001, 'going away');
    expect(await one.closed).toEqual({ code: 1001, reason: 'going away', wasClean: true });
    other.socket.terminate();
    expect(await other.closed).toEqual({ code: 1006, reason: '', wasClean: false });
    expect([one.client.readyState, other.client.readyState]).toEqual([3, 3]);
  });

  test('what a server must not send ends the connection with the code of the RFC', async () => {
    const it = await connected(await listening());
    const over = once(it.socket, 'close') as Promise<[number]>;
    const { _socket: wire } = it.socket as unknown as {
      readonly _socket: { write(bytes: Uint8Array): void };
    };
    // A masked frame.
    wire.write(Uint8Array.of(0x82, 0x81, 1, 2, 3, 4, 5));
    const [code] = await over;
    expect(code).toBe(1002);
    expect((await it.closed).wasClean).toBe(false);
  });

  test('it is closed where nobody listens, where a page answers, and where it is given up before it is open', async () => {
    const { server, url } = await listening({ port: 0, host: '127.0.0.1', path: '/elsewhere' });
    const Socket = beatSocket(new Beat());
    const end = (to: string, ...then: ((socket: InstanceType<typeof Socket>) => void)[]) =>
      new Promise((resolve) => {
        const socket = new Socket(to, ['wamp.2.msgpack']);
        socket.onclose = ({ code }: { readonly code: number }) => resolve(code);
        for (const step of then) step(socket);
      });
    expect(await end(url)).toBe(1006);
    expect(await end(url.replace('/ws', '/elsewhere'), (socket) => socket.close())).toBe(1006);
    await new Promise((resolve) => server.close(resolve));
    opened.length = 0;
    expect(await end(url)).toBe(1006);
  });

  test('an extension nobody asked for is refused', async () => {
    const { server, url } = await listening();
    server.on('headers', (headers) => headers.push('Sec-WebSocket-Extensions: permessage-deflate'));
    const Socket = beatSocket(new Beat());
    const socket = new Socket(url, ['wamp.2.msgpack']);
    const code = await new Promise((resolve) => {
      socket.onclose = (event: { readonly code: number }) => resolve(event.code);
    });
    expect(code).toBe(1006);
  });

  test('an address without a port is that of its scheme', async () => {
    const asked: unknown[] = [];
    const begun = (message: unknown) =>
      asked.push((message as { readonly request: ClientRequest }).request.getHeader('host'));
    subscribe('http.client.request.start', begun);
    opened.push(() => unsubscribe('http.client.request.start', begun));
    const Socket = beatSocket(new Beat());
    for (const url of ['wss://127.0.0.1/ws', 'ws://127.0.0.1/ws']) {
      const socket = new Socket(url, ['wamp.2.msgpack']);
      // Whoever listens there, if anybody does, is no router.
      await new Promise((resolve) => {
        socket.onclose = resolve;
      });
    }
    // A port that is not the scheme's would stand behind it.
    expect(asked).toEqual(['127.0.0.1', '127.0.0.1']);
  });

  test('it rests over TLS too, at a name with several addresses', async () => {
    // The certificate is a test's, which nobody has signed.
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    opened.push(() => vi.unstubAllEnvs());
    const https = createSecure(TEST_TLS);
    https.listen({ port: 0, host: '127.0.0.1' });
    opened.push(() => new Promise((resolve) => https.close(resolve)));
    await once(https, 'listening');
    const server = new WebSocketServer({ server: https });
    opened.push(() => {
      for (const client of server.clients) client.terminate();
    });
    const url = `wss://localhost:${(https.address() as AddressInfo).port}/ws`;
    const it = await connected({ server, url });
    const awake = await connected({ server, url });
    it.client.send(bytes('hello'));
    await it.until(() => it.said.length === 1);
    it.beat.set(2 ** 30);
    it.socket.send(bytes('first'));
    await it.until(() => it.heard.length === 1);
    it.socket.send(bytes('second'));
    awake.socket.send(bytes('seen'));
    await awake.until(() => awake.heard.length === 1);
    expect(it.heard).toEqual(['first']);
    it.beat.set(0);
    await it.until(() => it.heard.length === 2);
    expect([it.said, it.heard]).toEqual([['hello'], ['first', 'second']]);
  });
});
