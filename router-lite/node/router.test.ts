import { describe, expect, it } from 'vitest';
import { CODES } from '../core/message-codes.ts';
import { NOTHING_HELD } from '../nothing-held.test-world.ts';
import { bed, start } from './bed.test-world.ts';
import { type Protocol, REALM } from './testbed.ts';

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
    expect(bed.router.stats()).toMatchObject(NOTHING_HELD);
  });
});
