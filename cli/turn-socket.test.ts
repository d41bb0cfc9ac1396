import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { TurnSocket } from './turn-socket.ts';

const servers: WebSocketServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    for (const client of server.clients) client.terminate();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function connected() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  servers.push(server);
  await once(server, 'listening');
  const heard: string[] = [];
  const all = new Promise<readonly string[]>((resolve) => {
    server.on('connection', (socket) =>
      socket.on('message', (data) => {
        heard.push(String(data));
        if (heard.at(-1) === 'last') resolve(heard);
      }),
    );
  });
  const client = new TurnSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, []);
  const wire = new Promise<Socket>((resolve) => client.once('upgrade', ({ socket }) => resolve(socket)));
  await once(client, 'open');
  return { client, wire: await wire, all };
}

const bytes = (word: string) => new TextEncoder().encode(word);

test('what is sent in one turn, also behind promises, leaves in one write and comes in order', async () => {
  const { client, wire, all } = await connected();
  const [one, many] = [vi.spyOn(wire, '_write'), vi.spyOn(wire, '_writev' as never)];
  client.send(bytes('first'));
  await Promise.resolve();
  client.send(bytes('second'));
  await Promise.resolve().then(() => {});
  client.send(bytes('last'));
  expect(await all).toEqual(['first', 'second', 'last']);
  expect(many).toHaveBeenCalledTimes(1);
  expect(one).not.toHaveBeenCalled();
});

test('what is sent before it is closed in the same turn arrives', async () => {
  const { client, all } = await connected();
  client.send(bytes('first'));
  client.send(bytes('last'));
  client.close();
  expect(await all).toEqual(['first', 'last']);
});
