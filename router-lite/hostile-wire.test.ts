/**
 * Strangers over real sockets: whatever bytes they send, in whatever state, it is they who are told and closed, no fault
 * of ours comes of it, and what reaches others is WAMP.
 */
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { decode } from './core/codec.ts';
import { INVALID } from './hostile-vectors.ts';
import { createRouter, type Router } from './node/router.ts';
import { type Server, startServer } from './node/server.ts';
import type { RouterOptions } from './options.ts';
import { cborFormat } from './serializers/cbor.ts';
import { jsonFormat } from './serializers/json.ts';
import { msgpackFormat } from './serializers/msgpack.ts';
import type { Format } from './serializers/serializer.ts';
import { mailbox } from './transports/transport.suite.ts';

const REALM = 'r';
const allow = { call: true, register: true, publish: true, subscribe: true };
const realms: RouterOptions['realms'] = {
  [REALM]: {
    roles: { guest: { rules: [{ uri: '', match: 'prefix', allow }] } },
    anonymous: 'guest',
    tickets: { alice: { ticket: 'secret', role: 'guest' } },
  },
};
const FORMATS: Readonly<Record<string, Format>> = {
  'wamp.2.json': jsonFormat,
  'wamp.2.msgpack': msgpackFormat,
  'wamp.2.cbor': cborFormat,
};
const PROTOCOLS = Object.keys(FORMATS);
const HELLO = [1, REALM, { roles: { caller: {}, callee: {}, publisher: {}, subscriber: {} } }];
const TICKET = [1, REALM, { roles: { caller: {} }, authmethods: ['ticket'], authid: 'alice' }];

let router: Router;
let server: Server;
let faults: unknown[];
let sockets: WebSocket[];

async function start(): Promise<void> {
  faults = [];
  sockets = [];
  router = createRouter({ realms, onError: (error) => faults.push(error) });
  server = await startServer({ router, host: '127.0.0.1', port: 0, onError: (error) => faults.push(error) });
}

async function stop(): Promise<void> {
  for (const socket of sockets) socket.terminate();
  await router.close();
  expect(faults).toEqual([]);
  const { connections, sessions, subscriptions, registrations, invocations, queued, deadlines } =
    router.stats();
  expect([connections, sessions, subscriptions, registrations, invocations, queued, deadlines]).toEqual(
    Array(7).fill(0),
  );
  await server.close();
}

class Stranger {
  readonly protocol: string;
  readonly #socket: WebSocket;
  readonly #format: Format;
  readonly received = mailbox<unknown[]>();
  readonly closed: Promise<void>;

  constructor(protocol: string) {
    this.protocol = protocol;
    this.#format = FORMATS[protocol]!;
    this.#socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws`, protocol);
    sockets.push(this.#socket);
    this.#socket.on('error', () => {});
    this.#socket.on('message', (data: Buffer) => this.received.put(this.#format.parse(data) as unknown[]));
    this.closed = new Promise((resolve) => this.#socket.on('close', () => resolve()));
  }

  static async open(protocol: string): Promise<Stranger> {
    const stranger = new Stranger(protocol);
    await new Promise((open, failed) => stranger.#socket.once('open', open).once('error', failed));
    return stranger;
  }

  send(tuple: readonly unknown[]): void {
    this.raw(this.#format.write(tuple));
  }

  raw(bytes: Uint8Array): void {
    this.#socket.send(bytes, { binary: this.protocol !== 'wamp.2.json' });
  }

  leave(): void {
    this.#socket.terminate();
  }

  async next(): Promise<unknown[]> {
    return this.received.take();
  }

  /** Resolves when the router has taken all that was sent, or has closed the connection. */
  async settled(): Promise<void> {
    const heard = new Promise((resolve) => this.#socket.once('pong', resolve));
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
    else return this.closed;
    await Promise.race([heard, this.closed]);
  }
}

/** A session that takes part in everything, and whatever reaches it must be WAMP. */
class Witness {
  readonly #peer: Stranger;
  #request = 0;

  private constructor(peer: Stranger) {
    this.#peer = peer;
  }

  static async join(protocol: string): Promise<Witness> {
    const witness = new Witness(await Stranger.open(protocol));
    witness.#peer.send(HELLO);
    await witness.until((tuple) => tuple[0] === 2);
    witness.#peer.send([32, witness.#next(), { match: 'prefix' }, '']);
    await witness.until((tuple) => tuple[0] === 33);
    witness.#peer.send([64, witness.#next(), { match: 'prefix', invoke: 'roundrobin' }, 'a.']);
    await witness.until((tuple) => tuple[0] === 65);
    return witness;
  }

  #next(): number {
    return ++this.#request;
  }

  async until(wanted: (tuple: unknown[]) => boolean): Promise<unknown[][]> {
    const before: unknown[][] = [];
    for (;;) {
      const tuple = await this.#peer.next();
      // Throws for what is no WAMP message.
      decode(tuple);
      if (tuple[0] === 68) this.#peer.send([70, tuple[1], {}]);
      if (wanted(tuple)) return before;
      before.push(tuple);
    }
  }

  /** All it has been sent, up to an event of its own. */
  async heard(): Promise<unknown[][]> {
    const mark = `${this.#peer.protocol} ${this.#next()}`;
    this.#peer.send([16, this.#request, { exclude_me: false }, 'witness.mark', [mark]]);
    return this.until((tuple) => tuple[0] === 36 && (tuple[4] as unknown[] | undefined)?.[0] === mark);
  }
}

const isOfOthers = (tuple: unknown[]) =>
  !String((tuple[3] as { topic?: unknown }).topic).startsWith('wamp.session.');

describe.each(PROTOCOLS)('an invalid message over %s', (protocol) => {
  let witness: Witness;
  beforeAll(async () => {
    await start();
    witness = await Witness.join(protocol);
  });
  afterAll(stop);

  it.each(INVALID)('is a protocol violation, and others notice nothing: %j', async ({ names, message }) => {
    const stranger = await Stranger.open(protocol);
    stranger.send(HELLO);
    expect((await stranger.next())[0]).toBe(2);
    stranger.send(message);
    const [code, details, reason] = await stranger.next();
    expect([code, reason]).toEqual([3, 'wamp.error.protocol_violation']);
    expect((details as { message: string }).message).toContain(names);
    await stranger.closed;
    const heard = await witness.heard();
    // The coming and going of the stranger is told by the meta API, and nothing else is.
    expect(heard.filter(isOfOthers)).toEqual([]);
  });
});

describe.each(PROTOCOLS)('over %s', (protocol) => {
  beforeEach(start);
  afterEach(stop);
  const MESSAGES: readonly (readonly unknown[])[] = [
    [2, 1, {}],
    [4, 'ticket', {}],
    [5, 'secret', {}],
    [8, 48, 1, {}, 'a.b'],
    [16, 1, {}, 'a.b'],
    [17, 1, 1],
    [32, 1, {}, 'a.b'],
    [33, 1, 1],
    [34, 1, 1],
    [35, 1],
    [36, 1, 1, {}],
    [48, 1, {}, 'a.b'],
    [49, 1, {}],
    [50, 1, {}],
    [64, 1, {}, 'a.b'],
    [65, 1, 1],
    [66, 1, 1],
    [67, 1],
    [68, 1, 1, {}],
    [69, 1, {}],
    [70, 1, {}],
    [6, {}, 'wamp.close.normal'],
    HELLO,
    [7],
    [],
    ['HELLO'],
  ];

  it.each([
    ['before HELLO', [], (code: unknown) => code !== 1],
    ['while it is asked for its ticket', [TICKET], (code: unknown) => code !== 5],
  ] as const)('%s every other message is a violation', async (_, opening, wrong) => {
    for (const message of MESSAGES.filter(([code]) => wrong(code))) {
      const stranger = await Stranger.open(protocol);
      for (const tuple of opening) stranger.send(tuple);
      if (opening.length > 0) expect((await stranger.next())[0]).toBe(4);
      stranger.send(message);
      const answer = await stranger.next();
      expect([message, answer[0], answer[2]]).toEqual([message, 3, 'wamp.error.protocol_violation']);
      await stranger.closed;
    }
  });

  it('what only routers send, and a second HELLO, is a violation of who is in', async () => {
    for (const message of MESSAGES.filter(
      ([code]) => ![6, 8, 16, 32, 34, 48, 49, 64, 66, 70].includes(code as number),
    )) {
      const stranger = await Stranger.open(protocol);
      stranger.send(HELLO);
      await stranger.next();
      stranger.send(message);
      const answer = await stranger.next();
      expect([message, answer[0], answer[2]]).toEqual([message, 3, 'wamp.error.protocol_violation']);
      await stranger.closed;
    }
  });

  it('nothing is answered after the last word', async () => {
    for (const last of [
      [6, {}, 'wamp.close.normal'],
      [3, {}, 'wamp.error.whatever'],
    ]) {
      const stranger = await Stranger.open(protocol);
      stranger.send(HELLO);
      await stranger.next();
      stranger.send(last);
      for (const message of MESSAGES) stranger.send(message);
      await stranger.closed;
      if (last[0] === 6) expect(await stranger.next()).toEqual([6, {}, 'wamp.close.goodbye_and_out']);
      stranger.received.put(['end']);
      expect(await stranger.next()).toEqual(['end']);
    }
  });
});

/** What a peer that means well sends; here are its bytes to be spoilt. */
const CONVERSATION: readonly (readonly unknown[])[] = [
  [32, 1, { match: 'prefix' }, 'a.'],
  [64, 2, { invoke: 'roundrobin', concurrency: 2 }, 'b.c'],
  [
    16,
    3,
    { acknowledge: true, exclude_me: false },
    'a.b',
    ['é', 1.5, null, { deep: [[]] }],
    { k: new Uint8Array([1, 2]) },
  ],
  [48, 4, { timeout: 50, receive_progress: true }, 'b.c', [1], { a: 'b' }],
  [48, 5, {}, 'a.call', ['to the witness']],
  [70, 1, { progress: true }, [2 ** 40]],
  [8, 68, 1, {}, 'x.error', ['why']],
  [49, 4, { mode: 'kill' }],
  [16, 6, { exclude: [1, 2], eligible_authrole: ['guest'], retain: true }, 'a.b'],
  [48, 7, {}, 'wamp.session.list'],
  [34, 8, 123],
  [66, 9, 456],
  [6, {}, 'wamp.close.normal'],
];

type Spoiling = (bytes: Uint8Array) => Uint8Array;
const at = fc.nat({ max: 200 });
const spoiling: fc.Arbitrary<Spoiling> = fc.oneof(
  fc.constant<Spoiling>((bytes) => bytes),
  fc.tuple(at, fc.integer({ min: 0, max: 255 })).map(
    ([where, byte]): Spoiling =>
      (bytes) =>
        bytes.map((old, i) => (i === where % bytes.length ? byte : old)),
  ),
  at.map(
    (where): Spoiling =>
      (bytes) =>
        bytes.slice(0, where % bytes.length),
  ),
  fc.tuple(at, fc.uint8Array({ maxLength: 6 })).map(
    ([where, more]): Spoiling =>
      (bytes) =>
        Uint8Array.from([
          ...bytes.slice(0, where % bytes.length),
          ...more,
          ...bytes.slice(where % bytes.length),
        ]),
  ),
  fc.tuple(at, at).map(
    ([from, to]): Spoiling =>
      (bytes) =>
        Uint8Array.from([...bytes.slice(0, to % bytes.length), ...bytes.slice(from % bytes.length)]),
  ),
  fc.uint8Array({ maxLength: 40 }).map(
    (noise): Spoiling =>
      () =>
        noise,
  ),
);
const opening = fc.constantFrom<readonly (readonly unknown[])[]>([], [HELLO], [HELLO], [HELLO], [TICKET]);
const spoilt = fc.array(fc.tuple(fc.nat({ max: CONVERSATION.length - 1 }), spoiling), {
  minLength: 1,
  maxLength: 10,
});

describe.each(PROTOCOLS)('spoilt frames over %s', (protocol) => {
  beforeAll(start);
  afterAll(stop);

  it('harm nobody but who sends them', async () => {
    const witnesses = await Promise.all(PROTOCOLS.map((each) => Witness.join(each)));
    await fc.assert(
      fc.asyncProperty(opening, spoilt, async (first, frames) => {
        const stranger = await Stranger.open(protocol);
        for (const tuple of first) stranger.send(tuple);
        for (const [which, spoil] of frames)
          stranger.raw(spoil(FORMATS[protocol]!.write(CONVERSATION[which]!)));
        await stranger.settled();
        stranger.leave();
        await stranger.closed;
        for (const witness of witnesses) await witness.heard();
        expect(faults).toEqual([]);
      }),
      { numRuns: 120 },
    );
  });
});

describe('noise on a RawSocket', () => {
  beforeAll(start);
  afterAll(stop);

  it('ends its own connection and no other', async () => {
    const { address } = await router.listen({ tcp: 0 });
    const witness = await Witness.join('wamp.2.json');
    const hand = fc.constantFrom(
      [0x7f, 0xf1, 0, 0],
      [0x7f, 0xf2, 0, 0],
      [0x7f, 0x03, 0, 0],
      [0x7f, 0xff, 0, 0],
      [],
    );
    const frame = fc
      .tuple(fc.constantFrom(0, 1, 2, 3, 0x80), fc.uint8Array({ maxLength: 30 }), fc.nat({ max: 40 }))
      .map(([type, body, length]) => [type, 0, 0, length, ...body]);
    await fc.assert(
      fc.asyncProperty(hand, fc.array(frame, { maxLength: 5 }), async (shake, frames) => {
        await new Promise<void>((closed) => {
          const socket = connect(address as number, '127.0.0.1');
          socket.on('error', () => {}).on('close', () => closed());
          socket.resume();
          socket.end(Uint8Array.from([...shake, ...frames.flat()]));
        });
        await witness.heard();
        expect(faults).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
