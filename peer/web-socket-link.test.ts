import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { decodeTuple } from './msgpack.ts';
import { encodeTuple } from './msgpack-encode.ts';
import { webSocketLink } from './web-socket-link.ts';

const servers: WebSocketServer[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    for (const client of server.clients) client.terminate();
    server.close();
  }
});

/** A server that hands each of its sockets to the test. */
async function listen(handleProtocols?: () => string | false) {
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    ...(handleProtocols ? { handleProtocols } : {}),
  });
  servers.push(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { server, open: webSocketLink(`ws://127.0.0.1:${port}/ws`, WebSocket) };
}

async function connected() {
  const { server, open } = await listen();
  const [[socket], link] = await Promise.all([once(server, 'connection') as Promise<[WebSocket]>, open()]);
  const closed = new Promise<{ reason: string; clean: boolean }>((resolve) => {
    link.onClose = (reason, clean) => resolve({ reason, clean });
  });
  return { socket, link, closed };
}

describe('a link over WebSocket', () => {
  test('carries tuples as MessagePack both ways', async () => {
    const { socket, link } = await connected();
    const received = new Promise((resolve) => {
      link.onMessage = resolve;
    });
    link.send([1, 'lehr', { a: new Uint8Array([1, 2]) }]);
    const [data] = (await once(socket, 'message')) as [Buffer];
    expect(decodeTuple(data)).toEqual([1, 'lehr', { a: new Uint8Array([1, 2]) }]);
    socket.send(encodeTuple([2, 2 ** 53 - 1, {}]));
    expect(await received).toEqual([2, 2 ** 53 - 1, {}]);
  });

  test('a wire that breaks is told as lost, once', async () => {
    const { socket, closed } = await connected();
    socket.terminate();
    expect(await closed).toEqual({ reason: 'the connection was lost (1006)', clean: false });
  });

  test('a close that came before anybody listened is told to who listens later', async () => {
    const { server, open } = await listen();
    const [[socket], link] = await Promise.all([once(server, 'connection') as Promise<[WebSocket]>, open()]);
    const first = new Promise<void>((resolve) => {
      link.onClose = () => resolve();
    });
    socket.close(1001, 'going away');
    await first;
    const late = new Promise<string>((resolve) => {
      link.onClose = (reason) => resolve(reason);
    });
    expect(await late).toBe('going away');
  });

  test.each([
    ['a text frame', '[2, 1, {}]'],
    ['half a message', new Uint8Array([0x92, 1])],
    ['what is no list', encodeTuple([1]).slice(1)],
  ])('%s closes the link with a reason', async (_name, frame) => {
    const { socket, closed } = await connected();
    socket.send(frame);
    const { reason, clean } = await closed;
    expect(reason).toMatch(/^the router sent what nobody can read/);
    expect(clean).toBe(false);
  });

  test('a server that does not speak wamp.2.msgpack is refused', async () => {
    const { open } = await listen(() => false);
    await expect(open()).rejects.toThrow(/^ws:\/\/127.0.0.1:\d+\/ws: /);
  });

  test('an address where nobody listens is refused in words', async () => {
    const { server, open } = await listen();
    await new Promise((resolve) => server.close(resolve));
    await expect(open()).rejects.toThrow(/the router cannot be reached/);
  });

  test('closing says why to the other side', async () => {
    const { socket, link, closed } = await connected();
    link.close('had enough – really');
    const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
    expect([code, String(reason)]).toEqual([1000, 'had enough ? really']);
    expect(await closed).toEqual({ reason: 'had enough – really', clean: true });
  });
});
