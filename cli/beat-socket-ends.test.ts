import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { ClientRequest } from 'node:http';
import { describe, expect, test } from 'vitest';
import { Beat } from '../peer/beat.ts';
import { bytes, connected, listening, opened } from './beat-socket.test-world.ts';
import { beatSocket } from './beat-socket.ts';

describe('a socket on a beat, as it opens and closes', () => {
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
});
