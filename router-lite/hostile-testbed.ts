/** For tests: strangers who send any bytes over any transport, and a router with all its doors. */
import { connect, type Socket } from 'node:net';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import { createRouter, type Router } from './node/router.ts';
import { type Server, startServer } from './node/server.ts';
import { NOTHING_HELD } from './nothing-held.test-world.ts';
import type { RouterOptions } from './options.ts';
import { batchedCbor, batchedJson, batchedMsgpack } from './serializers/batched.ts';
import { cbor, cborFormat } from './serializers/cbor.ts';
import { json, jsonFormat } from './serializers/json.ts';
import { msgpack, msgpackFormat } from './serializers/msgpack.ts';
import type { Format, Serializer } from './serializers/serializer.ts';
import { FrameReader, frameHeader } from './transports/raw-frames.ts';
import { mailbox } from './transports/transport.suite.ts';

export const REALM = 'r';
const allow = { call: true, register: true, publish: true, subscribe: true };
const rules = [{ uri: '', match: 'prefix', allow }] as const;
const realms: RouterOptions['realms'] = {
  [REALM]: {
    roles: { guest: { rules }, asked: { rules: [], authorizer: { procedure: 'a.may' } } },
    anonymous: 'guest',
    tickets: { alice: { ticket: 'secret', role: 'guest' }, bob: { ticket: 'secret', role: 'asked' } },
    // Served by the witnesses, whose answers let nobody in.
    authenticators: { wampcra: 'a.who' },
  },
};

/** How each protocol writes a tuple, and what frames it. `raw.` is RawSocket. */
interface Wire {
  readonly format: Format;
  readonly serializer: Serializer;
}
const WIRES: Readonly<Record<string, Wire>> = {
  'wamp.2.json': { format: jsonFormat, serializer: json },
  'wamp.2.msgpack': { format: msgpackFormat, serializer: msgpack },
  'wamp.2.cbor': { format: cborFormat, serializer: cbor },
  'wamp.2.json.batched': { format: jsonFormat, serializer: batchedJson },
  'wamp.2.msgpack.batched': { format: msgpackFormat, serializer: batchedMsgpack },
  'wamp.2.cbor.batched': { format: cborFormat, serializer: batchedCbor },
  'raw.json': { format: jsonFormat, serializer: json },
  'raw.msgpack': { format: msgpackFormat, serializer: msgpack },
  'raw.cbor': { format: cborFormat, serializer: cbor },
};
/** One message a frame, over WebSocket. */
export const PLAIN = ['wamp.2.json', 'wamp.2.msgpack', 'wamp.2.cbor'];
export const BATCHED = PLAIN.map((protocol) => `${protocol}.batched`);
export const RAW = ['raw.json', 'raw.msgpack', 'raw.cbor'];

const roles = { caller: {}, callee: {}, publisher: {}, subscriber: {} };
export const HELLO = [1, REALM, { roles }];
export const TICKET = [1, REALM, { roles: { caller: {} }, authmethods: ['ticket'], authid: 'alice' }];
/** An authenticator is asked, which takes a moment. */
export const DECIDING = [1, REALM, { roles: { caller: {} }, authmethods: ['wampcra'], authid: 'eve' }];
/** Whoever joins so has an authorizer asked about all it does. */
export const GATED: readonly (readonly unknown[])[] = [
  [1, REALM, { roles, authmethods: ['ticket'], authid: 'bob' }],
  [5, 'secret', {}],
];

let router: Router;
let server: Server;
let rawPort = 0;
export let faults: unknown[];
let sockets: { terminate(): void }[];

export async function start(): Promise<Router> {
  faults = [];
  sockets = [];
  const onError = (error: unknown) => {
    // The witnesses' answers are no credentials: that is told, and no fault.
    if (!String(error).includes('authenticator a.who')) faults.push(error);
  };
  router = createRouter({ realms, onError });
  server = await startServer({ router, host: '127.0.0.1', port: 0, onError });
  rawPort = (await router.listen({ tcp: 0 })).address as number;
  return router;
}

export async function stop(): Promise<void> {
  for (const socket of sockets) socket.terminate();
  await router.close();
  expect(faults).toEqual([]);
  expect(router.stats()).toMatchObject(NOTHING_HELD);
  await server.close();
}

/** A connection that carries whatever bytes it is given as frames. */
interface Line {
  readonly isOpen: () => boolean;
  readonly opened: Promise<void>;
  readonly closed: Promise<void>;
  send(frame: Uint8Array): void;
  /** Resolves when the router has read all that was sent. */
  heard(): Promise<unknown>;
  terminate(): void;
}

function webSocketLine(protocol: string, onFrame: (frame: Uint8Array) => void): Line {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws`, protocol);
  socket.on('error', () => {}).on('message', (data: Buffer) => onFrame(data));
  return {
    isOpen: () => socket.readyState === WebSocket.OPEN,
    opened: new Promise((open, failed) => socket.once('open', open).once('error', failed)),
    closed: new Promise((resolve) => socket.on('close', () => resolve())),
    send: (frame) => socket.send(frame, { binary: WIRES[protocol]!.serializer.binary }),
    heard() {
      const pong = new Promise((resolve) => socket.once('pong', resolve));
      socket.ping();
      return pong;
    },
    terminate: () => socket.terminate(),
  };
}

function rawLine(protocol: string, onFrame: (frame: Uint8Array) => void): Line {
  const socket: Socket = connect(rawPort, '127.0.0.1');
  const reader = new FrameReader(2 ** 24);
  const pongs = mailbox<void>();
  let greeting = 4;
  socket
    .on('error', () => {})
    .on('data', (data: Buffer) => {
      const skipped = Math.min(greeting, data.length);
      greeting -= skipped;
      reader.push(data.subarray(skipped));
      for (let next = reader.next(); next !== null && next !== 'too long'; next = reader.next()) {
        if (next.type === 2) pongs.put();
        else onFrame(next.payload);
      }
    });
  socket.write(Uint8Array.of(0x7f, 0xf0 | (RAW.indexOf(protocol) + 1), 0, 0));
  const write = (type: number, body: Uint8Array) =>
    socket.write(Buffer.concat([frameHeader(type, body.length), body]));
  return {
    isOpen: () => !socket.destroyed,
    opened: new Promise((open, failed) => socket.once('connect', () => open()).once('error', failed)),
    closed: new Promise((resolve) => socket.on('close', () => resolve())),
    send: (frame) => write(0, frame),
    heard() {
      write(1, new Uint8Array());
      return pongs.take();
    },
    terminate: () => socket.destroy(),
  };
}

export class Stranger {
  readonly protocol: string;
  readonly #line: Line;
  readonly #format: Format;
  readonly #framing: ReturnType<NonNullable<Serializer['framing']>> | undefined;
  readonly received = mailbox<unknown[]>();
  readonly closed: Promise<void>;

  private constructor(protocol: string) {
    const { format, serializer } = WIRES[protocol]!;
    this.protocol = protocol;
    this.#format = format;
    this.#framing = serializer.framing?.();
    const onFrame = (frame: Uint8Array) => {
      for (const part of this.#framing?.split(frame) ?? [frame]) {
        this.received.put(format.parse(part) as unknown[]);
      }
    };
    this.#line = (RAW.includes(protocol) ? rawLine : webSocketLine)(protocol, onFrame);
    sockets.push(this.#line);
    this.closed = this.#line.closed;
  }

  static async open(protocol: string): Promise<Stranger> {
    const stranger = new Stranger(protocol);
    await stranger.#line.opened;
    return stranger;
  }

  /** The bytes of a frame with these messages; of one where a frame holds one. */
  frameOf(...tuples: (readonly unknown[])[]): Uint8Array {
    const messages = tuples.map((tuple) => this.#format.write(tuple));
    return this.#framing?.join(messages) ?? messages[0]!;
  }

  send(tuple: readonly unknown[]): void {
    this.raw(this.frameOf(tuple));
  }

  raw(frame: Uint8Array): void {
    this.#line.send(frame);
  }

  leave(): void {
    this.#line.terminate();
  }

  next(): Promise<unknown[]> {
    return this.received.take();
  }

  /** Resolves when the router has taken all that was sent, or has closed the connection. */
  async settled(): Promise<void> {
    await (this.#line.isOpen() ? Promise.race([this.#line.heard(), this.closed]) : this.closed);
  }
}
