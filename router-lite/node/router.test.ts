/** The driver and the core over real sockets. What the core decides is tested in core/; here is that it arrives. */
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CODES } from '../core/message-codes.ts';
import type { RouterOptions } from '../options.ts';
import { createRouter } from './router.ts';
import { type Protocol, REALM, type Testbed, testbed } from './testbed.ts';

const {
  ABORT,
  AUTHENTICATE,
  CALL,
  CHALLENGE,
  ERROR,
  EVENT,
  GOODBYE,
  HELLO,
  INVOCATION,
  PUBLISH,
  PUBLISHED,
  REGISTER,
  REGISTERED,
  RESULT,
  SUBSCRIBE,
  SUBSCRIBED,
  WELCOME,
  YIELD,
} = CODES;

let bed: Testbed;
const start = async (options: Partial<RouterOptions> = {}) => {
  bed = await testbed(options);
};
afterEach(() => bed.close());

describe.each<Protocol>(['wamp.2.json', 'wamp.2.msgpack'])('over a WebSocket with %s', (protocol) => {
  it('a session joins, leaves and is answered', async () => {
    await start();
    const client = await bed.client(protocol);
    const [, session, details] = await client.join();
    expect(session).toBeGreaterThan(0);
    expect(details).toMatchObject({ realm: REALM, authrole: 'guest', authmethod: 'anonymous' });
    client.send(GOODBYE, {}, 'wamp.close.normal');
    expect(await client.next(GOODBYE)).toEqual([GOODBYE, {}, 'wamp.close.goodbye_and_out']);
    expect((await client.closed).code).toBe(1000);
    expect(bed.router.stats()).toMatchObject({ connections: 0, sessions: 0, closed: { left: 1 } });
  });

  it('a ticket opens the door, a wrong one does not', async () => {
    await start();
    const [right, wrong] = [await bed.client(protocol), await bed.client(protocol)];
    for (const client of [right, wrong]) {
      client.send(HELLO, REALM, { roles: { caller: {} }, authmethods: ['ticket'], authid: 'alice' });
      expect(await client.next(CHALLENGE)).toEqual([CHALLENGE, 'ticket', {}]);
    }
    right.send(AUTHENTICATE, 'secret', {});
    expect((await right.next(WELCOME))[2]).toMatchObject({ authid: 'alice', authmethod: 'ticket' });
    wrong.send(AUTHENTICATE, 'guess', {});
    expect((await wrong.next(ABORT))[2]).toBe('wamp.error.authentication_denied');
    await wrong.closed;
  });

  it('a call goes to its callee and comes back, with bytes, large integers and errors', async () => {
    await start();
    const [caller, callee] = [await bed.client(protocol), await bed.client(protocol)];
    await Promise.all([caller.join(), callee.join()]);
    callee.send(REGISTER, 1, {}, 'com.example.echo');
    await callee.next(REGISTERED);
    const args = [new Uint8Array([1, 2, 0]), 2 ** 40, -1.5, 'é', null, { a: [true] }];
    caller.send(CALL, 1, {}, 'com.example.echo', args, { k: 1 });
    const [, request, , , passed, passedKw] = await callee.next(INVOCATION);
    expect([passed, passedKw]).toEqual([args, { k: 1 }]);
    callee.send(YIELD, request, {}, passed as unknown[]);
    expect(await caller.next(RESULT)).toEqual([RESULT, 1, {}, args]);
    caller.send(CALL, 2, {}, 'com.example.nothing');
    expect((await caller.next(ERROR)).slice(0, 5)).toEqual([
      ERROR,
      CALL,
      2,
      {},
      'wamp.error.no_such_procedure',
    ]);
  });

  it('an event reaches every subscriber, whatever the serializer, but not its publisher', async () => {
    await start();
    const publisher = await bed.client(protocol);
    const subscribers = [await bed.client('wamp.2.json'), await bed.client('wamp.2.msgpack')];
    await Promise.all([publisher, ...subscribers].map((client) => client.join()));
    for (const client of [publisher, ...subscribers]) {
      client.send(SUBSCRIBE, 1, { match: 'prefix' }, 'com.example.');
      await client.next(SUBSCRIBED);
    }
    publisher.send(PUBLISH, 2, { acknowledge: true }, 'com.example.news', [new Uint8Array([7])], { n: 1 });
    const [, , publication] = await publisher.next(PUBLISHED);
    for (const subscriber of subscribers) {
      const event = await subscriber.next(EVENT);
      expect(event.slice(2)).toEqual([
        publication,
        { topic: 'com.example.news' },
        [new Uint8Array([7])],
        { n: 1 },
      ]);
    }
    publisher.send(CALL, 3, {}, 'com.example.none');
    await publisher.next(ERROR);
    expect(bed.router.stats().sent.EVENT).toBe(2);
  });

  it('a broken message ends its sender with a reason, and nobody else notices', async () => {
    await start();
    const [offender, other] = [await bed.client(protocol), await bed.client(protocol)];
    await Promise.all([offender.join(), other.join()]);
    offender.send(CALL, 'not an id', {}, 'com.example.echo');
    const [, details, reason] = await offender.next(ABORT);
    expect(reason).toBe('wamp.error.protocol_violation');
    expect(details).toEqual({ message: expect.stringContaining('CALL.Request') });
    await offender.closed;
    other.send(SUBSCRIBE, 1, {}, 'com.example.topic');
    expect((await other.next(SUBSCRIBED))[1]).toBe(1);
    expect(bed.router.stats()).toMatchObject({ sessions: 1, closed: { violation: 1 } });
  });
});

describe('the router', () => {
  it('calls noise a violation too', async () => {
    await start();
    const client = await bed.client();
    await client.join();
    client.socket.send('{"not": "wamp"');
    expect((await client.next(ABORT))[2]).toBe('wamp.error.protocol_violation');
    await client.closed;
  });

  it('times out a call when its time has come, with nothing else going on', async () => {
    await start();
    const [caller, callee] = [await bed.client(), await bed.client()];
    await Promise.all([caller.join(), callee.join()]);
    callee.send(REGISTER, 1, {}, 'com.example.never');
    await callee.next(REGISTERED);
    caller.send(CALL, 1, { timeout: 20 }, 'com.example.never');
    expect((await caller.next(ERROR))[4]).toBe('wamp.error.timeout');
  });

  it('links sessions of its own process: vouched for, and served like all', async () => {
    await start();
    const link = bed.router.link({ realm: REALM, authid: 'house', authrole: 'guest' });
    const arrived: unknown[][] = [];
    const invoked = new Promise<unknown[]>((resolve) => {
      link.onMessage = (tuple) => {
        arrived.push(tuple);
        if (tuple[0] === INVOCATION) resolve(tuple);
      };
    });
    link.send([HELLO, REALM, { roles: { callee: {} } }]);
    link.send([REGISTER, 1, {}, 'com.example.add']);
    const caller = await bed.client();
    await caller.join();
    caller.send(CALL, 1, {}, 'com.example.add', [2, 3]);
    const [, request, , , [a, b]] = (await invoked) as [number, number, number, object, [number, number]];
    link.send([YIELD, request, {}, [a + b]]);
    expect(await caller.next(RESULT)).toEqual([RESULT, 1, {}, [5]]);
    expect(arrived[0]).toMatchObject([WELCOME, expect.any(Number), { authid: 'house', authrole: 'guest' }]);
  });

  it('says goodbye to all when it closes, and ends even with a client that reads nothing', async () => {
    await start({ limits: { closeMillis: 50 } });
    const [joined, deaf] = [await bed.client(), await bed.client()];
    await Promise.all([joined.join(), deaf.join()]);
    deaf.socket.pause();
    const closed = bed.router.close();
    expect(await joined.next(GOODBYE)).toEqual([GOODBYE, {}, 'wamp.close.system_shutdown']);
    await closed;
    await joined.closed;
    expect(bed.router.stats()).toMatchObject({ connections: 0, sessions: 0, closed: { shutdown: 2 } });
    await expect(bed.client()).rejects.toThrow();
  });

  it('leaves nothing behind when every client has gone', async () => {
    await start();
    const clients = await Promise.all(Array.from({ length: 10 }, () => bed.client()));
    await Promise.all(clients.map((client) => client.join()));
    for (const client of clients) {
      client.send(REGISTER, 1, { invoke: 'roundrobin' }, 'com.example.shared');
      client.send(SUBSCRIBE, 2, {}, 'com.example.topic');
      await Promise.all([client.next(REGISTERED), client.next(SUBSCRIBED)]);
      client.send(CALL, 3, {}, 'com.example.shared');
    }
    const departures = await bed.departures(clients.length);
    for (const client of clients) client.socket.terminate();
    await departures.all;
    await new Promise((resolve) => setImmediate(resolve));
    expect(bed.router.stats()).toMatchObject({
      connections: 0,
      sessions: 0,
      subscriptions: 0,
      registrations: 0,
      invocations: 0,
      queued: 0,
      deadlines: 0,
    });
  });
});

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
