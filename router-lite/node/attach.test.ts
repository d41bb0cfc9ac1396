/** A router on a server that serves other things as well. */

import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { bed, start } from './bed.test-world.ts';
import { createRouter } from './router.ts';

describe('attach()', () => {
  const connect = (port: number, path: string, protocols: string[], headers: Record<string, string> = {}) =>
    new Promise<{ status: number; text: string } | 'open'>((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { headers });
      socket.on('open', () => {
        socket.terminate();
        resolve('open');
      });
      socket.on('error', () => {});
      socket.on('unexpected-response', (_, response) => {
        response.setEncoding('utf8').once('data', (text: string) => {
          resolve({ status: response.statusCode ?? 0, text });
        });
      });
    });

  it('wants its path, a subprotocol it knows, and an origin that is allowed', async () => {
    await start();
    const { port } = bed.server;
    const json = ['wamp.2.json'];
    expect(await connect(port, '/ws', ['wamp.2.ubjson', 'wamp.2.msgpack'])).toBe('open');
    expect(await connect(port, '/ws?x=1', json)).toBe('open');
    expect(await connect(port, '/ws', json, { Origin: `http://127.0.0.1:${port}` })).toBe('open');
    expect(await connect(port, '/else', json)).toMatchObject({ status: 404 });
    expect(await connect(port, '/ws', ['wamp.2.ubjson'])).toMatchObject({
      status: 400,
      text: expect.stringContaining('wamp.2.json, wamp.2.msgpack'),
    });
    for (const Origin of ['https://evil.example', `http://127.0.0.1:${port + 1}`, 'null']) {
      expect(await connect(port, '/ws', json, { Origin })).toMatchObject({ status: 403 });
    }
  });

  it('serves a server that has other upgrades, and origins that were allowed', async () => {
    await start();
    const http = createServer();
    const others: string[] = [];
    http.on('upgrade', (request, socket) => {
      if (request.url !== '/other') return;
      others.push(request.url);
      socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\nConnection: close\r\n\r\nother');
    });
    const router = createRouter({ realms: { r: { roles: {} } } });
    router.attach(http, { path: '/wamp', origins: ['https://friend.example'] });
    await new Promise<void>((up) => http.listen(0, '127.0.0.1', up));
    const { port } = http.address() as { port: number };
    const friend = { Origin: 'https://friend.example' };
    expect(await connect(port, '/wamp', ['wamp.2.json'], friend)).toBe('open');
    expect(await connect(port, '/other', ['wamp.2.json'])).toMatchObject({ text: 'other' });
    expect(others).toEqual(['/other']);
    await router.close();
    await new Promise((closed) => http.close(closed));
  });

  it('is attached at a path, for origins, that a request can have', async () => {
    await start();
    const server = createServer();
    expect(() => bed.router.attach(server, { path: 'ws' })).toThrow('path must begin with a slash');
    const origins = ['example.org'];
    expect(() => bed.router.attach(server, { path: '/ws', origins })).toThrow('origins[0] must be an origin');
    expect(server.listenerCount('upgrade')).toBe(0);
  });
});
