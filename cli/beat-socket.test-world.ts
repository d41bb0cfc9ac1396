/** For tests: a server, and a client on a beat that speaks with it. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { Beat } from '../peer/beat.ts';
import { beatSocket } from './beat-socket.ts';

/** To close after each test, the last first. */
export const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
export const bytes = (word: string) => new TextEncoder().encode(word);

type Options = ConstructorParameters<typeof WebSocketServer>[0];

export async function listening(options: Options = { port: 0, host: '127.0.0.1' }) {
  const server = new WebSocketServer(options);
  opened.push(() => {
    for (const client of server.clients) client.terminate();
    return new Promise((resolve) => server.close(resolve));
  });
  await once(server, 'listening');
  return { server, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws` };
}

/** A client and the server's end of it. `heard`: messages of the server; `said`: of the client. */
export async function connected(
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
