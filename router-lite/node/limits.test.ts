/** What happens at each limit, over real sockets, and that it is counted. Slow consumers have slow.test.ts besides. */

import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CODES } from '../core/message-codes.ts';
import { bed, start } from './bed.test-world.ts';
import { OPEN_REALM, REALM } from './testbed.ts';

const {
  ABORT,
  CALL,
  ERROR,
  EVENT,
  HELLO,
  INVOCATION,
  PUBLISH,
  PUBLISHED,
  REGISTER,
  REGISTERED,
  SUBSCRIBE,
  SUBSCRIBED,
  WELCOME,
} = CODES;

describe('the limits of the router', () => {
  it('closes a slow consumer when its buffer is full, while the others get every event', async () => {
    const bufferedBytes = 256 * 1024;
    await start({ limits: { bufferedBytes } });
    const [publisher, slow, quick] = [await bed.client(), await bed.client(), await bed.client()];
    await Promise.all([publisher, slow, quick].map((client) => client.join()));
    for (const client of [slow, quick]) {
      client.send(SUBSCRIBE, 1, {}, 'com.example.flood');
      await client.next(SUBSCRIBED);
    }
    publisher.send(SUBSCRIBE, 9, {}, 'wamp.session._on_slow_consumer');
    await publisher.next(SUBSCRIBED);
    slow.socket.pause();
    const payload = 'x'.repeat(64 * 1024);
    // Acknowledged, one by one: the quick one keeps up, and the kernel's own buffers fill up in the end.
    let published = 0;
    while (bed.router.stats().sessions === 3) {
      publisher.send(PUBLISH, ++published, { acknowledge: true }, 'com.example.flood', [published, payload]);
      await publisher.next(PUBLISHED);
      expect(((await quick.next(EVENT))[4] as unknown[])[0]).toBe(published);
    }
    const { closed, droppedBytes, droppedMessages, limits } = bed.router.stats();
    expect(closed).toEqual({ 'slow consumer': 1 });
    expect(limits.bufferedBytes).toBe(1);
    const [, , , , told] = (await publisher.next(EVENT)) as [number, number, number, object, unknown[]];
    expect(told).toMatchObject([{ authrole: 'guest', dropped_messages: expect.any(Number) }]);
    expect(droppedBytes).toBeGreaterThan(0);
    // In one go; how often the kernel's buffers grow before, and take something once more, is its own matter.
    expect(droppedBytes).toBeLessThan(4 * bufferedBytes);
    expect(droppedMessages).toBeGreaterThan(bufferedBytes / 2 / payload.length);
    publisher.send(PUBLISH, ++published, { acknowledge: true }, 'com.example.flood', [published]);
    expect(((await quick.next(EVENT))[4] as unknown[])[0]).toBe(published);
    slow.socket.resume();
    await slow.closed;
  });

  it('ends a connection that never finishes its handshake, and keeps one that did', async () => {
    await start({ limits: { handshakeMillis: 1000 } });
    const joined = await bed.client();
    await joined.join();
    const [silent, undecided] = [await bed.client(), await bed.client()];
    undecided.send(HELLO, REALM, { roles: { caller: {} }, authmethods: ['ticket'], authid: 'alice' });
    for (const client of [silent, undecided]) {
      expect((await client.next(ABORT))[2]).toBe('wamp.error.timeout');
      await client.closed;
    }
    joined.send(SUBSCRIBE, 1, {}, 'a.b');
    expect((await joined.next(SUBSCRIBED))[1]).toBe(1);
    expect(bed.router.stats().closed).toEqual({ 'handshake time-out': 2 });
  });

  it('refuses the session above its limit, and takes another when one has left', async () => {
    await start({ limits: { sessionsPerAddress: 1 } });
    const first = await bed.client();
    await first.join();
    const second = await bed.client();
    const [, details, reason] = await second.next(ABORT);
    expect([details, reason]).toEqual([
      { message: expect.stringContaining('limit of 1') },
      'wamp.error.unavailable',
    ]);
    await second.closed;
    const departures = await bed.departures(1);
    first.socket.close();
    await departures.all;
    const third = await bed.client();
    expect((await third.join())[0]).toBe(WELCOME);
  });

  it('believes the forwarded address only behind as many proxies as it was told of', async () => {
    await start({ limits: { sessionsPerAddress: 1 } });
    const http = createServer();
    bed.router.attach(http, { path: '/proxied', trustProxy: 1 });
    await new Promise<void>((up) => http.listen(0, '127.0.0.1', up));
    const { port } = http.address() as { port: number };
    const sockets: WebSocket[] = [];
    const answerTo = (forwarded: string) => {
      const headers = { 'X-Forwarded-For': forwarded };
      const socket = new WebSocket(`ws://127.0.0.1:${port}/proxied`, 'wamp.2.json', { headers });
      sockets.push(socket);
      socket.on('open', () => socket.send(`[1,"${REALM}",{"roles":{"caller":{}}}]`));
      return new Promise<number>((resolve) => {
        socket.on('message', (data) => resolve((JSON.parse(String(data)) as [number])[0]));
      });
    };
    expect(await answerTo('10.0.0.1')).toBe(WELCOME);
    // What the client put before it is its own invention.
    expect(await answerTo('10.9.9.9, 10.0.0.1')).toBe(ABORT);
    expect(await answerTo('10.0.0.2')).toBe(WELCOME);
    expect(bed.router.stats().limits.sessionsPerAddress).toBe(1);
    for (const socket of sockets) socket.terminate();
    await new Promise((closed) => http.close(closed));
  });

  it('counts what a session may not hold too', async () => {
    const [realm] = Object.values(OPEN_REALM);
    await start({ realms: { [REALM]: { ...realm!, perSession: { registrations: 1, subscriptions: 1 } } } });
    const client = await bed.client();
    await client.join();
    for (const [i, code] of [SUBSCRIBE, SUBSCRIBE, REGISTER, REGISTER].entries()) {
      client.send(code, i + 1, {}, `com.example.n${i}`);
    }
    for (const code of [SUBSCRIBED, ERROR, REGISTERED, ERROR]) await client.next(code);
    expect(bed.router.stats()).toMatchObject({
      limits: { registrations: 1, subscriptions: 1 },
      errors: { 'SUBSCRIBE wamp.error.unavailable': 1, 'REGISTER wamp.error.unavailable': 1 },
    });
  });

  it('refuses the session above the limit of all, whatever its address, and counts it', async () => {
    await start({ limits: { sessions: 1 } });
    const first = await bed.client();
    await first.join();
    const second = await bed.client();
    expect(await second.next(ABORT)).toMatchObject([
      ABORT,
      { message: 'the router has its limit of 1 sessions' },
      'wamp.error.unavailable',
    ]);
    await second.closed;
    expect(bed.router.stats()).toMatchObject({ sessions: 1, limits: { sessions: 1, sessionsPerAddress: 0 } });
    expect((await bed.get('/metrics')).text).toContain('lehr_limit_reached_total{limit="sessions"} 1\n');
    const departures = await bed.departures(1);
    first.socket.close();
    await departures.all;
    const third = await bed.client();
    expect((await third.join())[0]).toBe(WELCOME);
  });

  it.each([
    ['calls', { perSession: { calls: 1 } }],
    ['callBytes', { perSession: { callBytes: 1 } }],
    ['queueLimit', { queueLimit: 1 }],
  ] as const)('counts the calls that %s refuses, and not those a callee refuses', async (limit, options) => {
    const [realm] = Object.values(OPEN_REALM);
    await start({ realms: { [REALM]: { ...realm!, ...options } } });
    const [callee, caller] = [await bed.client(), await bed.client()];
    await Promise.all([callee, caller].map((client) => client.join()));
    callee.send(REGISTER, 1, { concurrency: 1 }, 'com.example.slow');
    await callee.next(REGISTERED);
    // With one slot: one call is at work, and, where a session may have more, one waits.
    const taken = limit === 'queueLimit' ? 2 : 1;
    for (let i = 1; i <= taken + 1; i++) caller.send(CALL, i, {}, 'com.example.slow');
    expect(await caller.next(ERROR)).toEqual([
      ERROR,
      CALL,
      taken + 1,
      {},
      'wamp.error.unavailable',
      [expect.any(String)],
    ]);
    const [, request] = await callee.next(INVOCATION);
    callee.send(ERROR, INVOCATION, request, {}, 'wamp.error.unavailable');
    await caller.next(ERROR);
    const { limits } = bed.router.stats();
    expect(limits).toMatchObject({ calls: 0, callBytes: 0, queueLimit: 0, [limit]: 1 });
    expect((await bed.get('/metrics')).text).toContain(`lehr_limit_reached_total{limit="${limit}"} 1\n`);
  });

  it('ends a connection that sends more than the limit of a message', async () => {
    await start({ limits: { messageBytes: 1000 } });
    const client = await bed.client();
    await client.join();
    const departures = await bed.departures(1);
    client.send(PUBLISH, 1, {}, 'a.b', ['x'.repeat(1000)]);
    expect((await client.closed).code).toBe(1009);
    await departures.all;
    expect(bed.router.stats().closed).toMatchObject({ 'message too big': 1 });
  });

  it('ends a connection that answers no ping', async () => {
    await start({ limits: { pingMillis: 20, pongMillis: 1500 } });
    const client = await bed.client();
    await client.join();
    const departures = await bed.departures(1);
    client.socket.pause();
    await departures.all;
    expect(bed.router.stats().closed).toMatchObject({ 'no pong': 1 });
  });
});
