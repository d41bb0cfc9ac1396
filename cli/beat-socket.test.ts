import { once } from 'node:events';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { TEST_TLS } from '../router-lite/node/test-certificate.ts';
import { bytes, connected, listening, opened } from './beat-socket.test-world.ts';

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
