import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createStreamServer, type Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { accepting } from '../node/websocket-upgrade.ts';
import { batchedCbor, batchedJson, batchedMsgpack } from '../serializers/batched.ts';
import { cbor, cborFormat } from '../serializers/cbor.ts';
import { json, jsonFormat } from '../serializers/json.ts';
import { msgpack, msgpackFormat } from '../serializers/msgpack.ts';
import type { Format, Serializer } from '../serializers/serializer.ts';
import { linkedPair } from './linked-pair.ts';
import { messagePortTransport, type Port } from './message-port.ts';
import { FrameReader, FrameType, frameHeader } from './raw-frames.ts';
import { type RawSocketOptions, rawSocketTransport } from './rawsocket.ts';
import { mailbox, record, transportSuite, type Wired } from './transport.suite.ts';
import { type ProbedTransport, type WebSocketOptions, websocketTransport } from './websocket.ts';

async function wireLinked(): Promise<Wired> {
  const { transport, link } = linkedPair();
  const box = mailbox<unknown[] | 'closed'>();
  link.onMessage = box.put;
  link.onClose = () => box.put('closed');
  return {
    transport,
    peer: { send: (tuple) => link.send(tuple), close: () => link.close(), next: box.take },
    dispose: async () => link.close(),
  };
}

/** A server, a client and the one connection between them, over real sockets. */
async function sockets(options: Omit<WebSocketOptions, 'peer' | 'receiveLimit'>, receiveLimit = 2 ** 22) {
  const http = createServer();
  await new Promise<void>((up) => http.listen(0, '127.0.0.1', up));
  const accepted = new Promise<[ProbedTransport, Socket]>((accept) => {
    http.once('upgrade', (request, stream) => {
      const socket = stream as Socket;
      socket.write(accepting(request, request.headers['sec-websocket-protocol'] ?? ''));
      accept([websocketTransport(socket, { ...options, receiveLimit, peer: '127.0.0.1' }), socket]);
    });
  });
  const client = new WebSocket(
    `ws://127.0.0.1:${(http.address() as AddressInfo).port}`,
    options.serializer.protocol,
  );
  await new Promise((open) => client.once('open', open));
  const [transport, socket] = await accepted;
  return {
    transport,
    client,
    async dispose() {
      client.terminate();
      socket.destroy();
      await new Promise((closed) => http.close(closed));
    },
  };
}

/** The same with a client that sends whatever bytes it is given. */
async function rawSockets(receiveLimit = 2 ** 22, closeTimeout = 60_000) {
  const http = createServer();
  await new Promise<void>((up) => http.listen(0, '127.0.0.1', up));
  const accepted = new Promise<[ProbedTransport, Socket]>((accept) => {
    http.once('upgrade', (_, stream) => {
      const options = { serializer: json, receiveLimit, closeTimeout, peer: '127.0.0.1' };
      accept([websocketTransport(stream as Socket, options), stream as Socket]);
    });
  });
  const client = connect({
    port: (http.address() as AddressInfo).port,
    host: '127.0.0.1',
    allowHalfOpen: true,
  });
  client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  const [transport, socket] = await accepted;
  return {
    transport,
    client,
    async dispose() {
      client.destroy();
      socket.destroy();
      await new Promise((closed) => http.close(closed));
    },
  };
}

/** A short text message with the mask 0. */
function clientFrame(text: string): Buffer {
  return Buffer.concat([Buffer.of(0x81, 0x80 | text.length, 0, 0, 0, 0), Buffer.from(text)]);
}

/** All that the server sends until it ends its direction. */
async function allOf(client: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  client.on('data', (chunk) => chunks.push(chunk));
  await new Promise((ended) => client.once('end', ended));
  return Buffer.concat(chunks);
}

function wireSockets(serializer: Serializer, format: Format): () => Promise<Wired> {
  return async () => {
    const { transport, client, dispose } = await sockets({ serializer });
    const box = mailbox<unknown[] | 'closed'>();
    const framing = serializer.framing?.();
    client.on('message', (data: Buffer) => {
      for (const part of framing?.split(data) ?? [data]) box.put(format.parse(part) as unknown[]);
    });
    client.on('close', () => box.put('closed'));
    return {
      transport,
      peer: {
        send(tuple) {
          const bytes = format.write(tuple);
          client.send(framing?.join([bytes]) ?? bytes, { binary: serializer.binary });
        },
        close: () => client.close(),
        next: box.take,
      },
      dispose,
    };
  };
}

/** The two ends of a TCP connection, its RawSocket handshake behind it. */
async function streams(options: Partial<RawSocketOptions> = {}) {
  const server = createStreamServer({ noDelay: true });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  const accepted = new Promise<Socket>((accept) => server.once('connection', accept));
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const socket = await accepted;
  const limits = { receiveLimit: 2 ** 22, sendLimit: 2 ** 24 };
  const transport = rawSocketTransport(socket, {
    serializer: json,
    peer: '127.0.0.1',
    ...limits,
    ...options,
  });
  return {
    transport,
    client,
    async dispose() {
      client.destroy();
      socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function framed(type: number, payload: Uint8Array): Uint8Array {
  return Buffer.concat([frameHeader(type, payload.length), payload]);
}

function wireStreams(serializer: Serializer, format: Format): () => Promise<Wired> {
  return async () => {
    const { transport, client, dispose } = await streams({ serializer });
    const box = mailbox<unknown[] | 'closed'>();
    const reader = new FrameReader(2 ** 24);
    client.on('data', (data) => {
      reader.push(data);
      for (let frame = reader.next(); frame !== null && frame !== 'too long'; frame = reader.next()) {
        box.put(format.parse(frame.payload) as unknown[]);
      }
    });
    client.on('close', () => box.put('closed'));
    client.on('error', () => {});
    return {
      transport,
      peer: {
        send: (tuple) => client.write(framed(FrameType.message, format.write(tuple))),
        close: () => client.end(),
        next: box.take,
      },
      dispose,
    };
  };
}

/** The two ends of a channel; the peer's speaks as message-port.ts says. */
async function wirePorts(): Promise<Wired> {
  const { port1, port2 } = new MessageChannel();
  const box = mailbox<unknown[] | 'closed'>();
  (port2 as unknown as Port).onmessage = ({ data }) => box.put(Array.isArray(data) ? data : 'closed');
  return {
    transport: messagePortTransport(port1 as unknown as Port),
    peer: {
      send: (tuple) => port2.postMessage(tuple),
      close: () => {
        port2.postMessage('bye');
        box.put('closed');
      },
      next: box.take,
    },
    async dispose() {
      port1.close();
      port2.close();
    },
  };
}

transportSuite('linked pair', wireLinked);
transportSuite('MessagePort', wirePorts);
transportSuite('WebSocket with JSON', wireSockets(json, jsonFormat));
transportSuite('WebSocket with MessagePack', wireSockets(msgpack, msgpackFormat));
transportSuite('WebSocket with CBOR', wireSockets(cbor, cborFormat));
transportSuite('WebSocket with batched JSON', wireSockets(batchedJson, jsonFormat));
transportSuite('WebSocket with batched MessagePack', wireSockets(batchedMsgpack, msgpackFormat));
transportSuite('WebSocket with batched CBOR', wireSockets(batchedCbor, cborFormat));
transportSuite('RawSocket with JSON', wireStreams(json, jsonFormat));
transportSuite('RawSocket with MessagePack', wireStreams(msgpack, msgpackFormat));
transportSuite('RawSocket with CBOR', wireStreams(cbor, cborFormat));

describe('linked pair', () => {
  it('throws to whoever sends what no wire could carry, and names the place', () => {
    const { link } = linkedPair();
    expect(() => link.send([16, 1, {}, 'a', [{ when: new Date() }]])).toThrow('message[4][0].when is a Date');
    expect(() => link.send([16, 1, {}, 'a', [() => 1]])).toThrow('message[4][0] is a function');
    const self: unknown[] = [];
    self.push(self);
    expect(() => link.send([16, 1, {}, 'a', self])).toThrow('contains itself');
  });

  it('delivers what follows although a receiver throws', async () => {
    const { transport, link } = linkedPair();
    const box = mailbox<unknown[]>();
    const errors = mailbox<unknown>();
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', errors.put);
    link.onMessage = (tuple) => {
      if (tuple[1] === 1) throw new Error('the receiver’s mistake');
      box.put(tuple);
    };
    for (const request of [1, 2, 3]) transport.send({ type: 'PUBLISHED', request, publication: 9 });
    expect([await box.take(), await box.take()]).toEqual([
      [17, 2, 9],
      [17, 3, 9],
    ]);
    expect(await errors.take()).toMatchObject({ message: 'the receiver’s mistake' });
    for (const listener of others) process.on('uncaughtException', listener);
  });

  it('keeps the messages for a peer that begins to listen later', async () => {
    const { transport, link } = linkedPair();
    transport.send({ type: 'PUBLISHED', request: 1, publication: 2 });
    const arrived = mailbox<unknown[]>();
    link.onMessage = arrived.put;
    expect(await arrived.take()).toEqual([17, 1, 2]);
  });
});

describe('MessagePort', () => {
  it('calls what only a structured clone carries a violation', async () => {
    const { port1, port2 } = new MessageChannel();
    const heard = record(messagePortTransport(port1 as unknown as Port));
    port2.postMessage([16, 1, {}, 'a.b', [new Map()]]);
    port2.postMessage({ not: 'a list' });
    expect(await heard.next()).toMatchObject({ violation: expect.stringContaining('is a Map') });
    expect(await heard.next()).toMatchObject({ violation: expect.stringContaining('as a list') });
    port1.close();
  });
});

describe('WebSocket', () => {
  it('calls a frame of the wrong type a violation', async () => {
    const { transport, client, dispose } = await sockets({ serializer: json });
    const heard = record(transport);
    client.send('[1,"r",{"roles":{"caller":{}}}]', { binary: true });
    expect(await heard.next()).toEqual({ violation: 'wamp.2.json wants text frames' });
    await dispose();
  });

  it('packs what one turn sends into one frame, and takes several messages out of one', async () => {
    const { transport, client, dispose } = await sockets({ serializer: batchedJson });
    const heard = record(transport);
    client.send('[49,1,{}]\x1e[49,2,{}]\x1e');
    expect(await heard.next()).toMatchObject({ message: { type: 'CANCEL', request: 1 } });
    expect(await heard.next()).toMatchObject({ message: { type: 'CANCEL', request: 2 } });
    const frame = new Promise<Buffer>((resolve) => client.once('message', resolve));
    for (const request of [1, 2]) transport.send({ type: 'PUBLISHED', request, publication: 9 });
    expect(String(await frame)).toBe('[17,1,9]\x1e[17,2,9]\x1e');
    await dispose();
  });

  it('keeps what follows in a batch from a router that has closed', async () => {
    const { transport, client, dispose } = await sockets({ serializer: batchedJson });
    const heard = mailbox<string>();
    transport.listen({
      message: ({ type }) => {
        heard.put(type);
        transport.close('enough');
      },
      violation: heard.put,
      closed: heard.put,
    });
    client.send('[49,1,{}]\x1e[49,2,{}]\x1e');
    expect([await heard.take(), await heard.take()]).toEqual(['CANCEL', 'enough']);
    await dispose();
  });

  it('ends a connection that sends more than its limit, and says why', async () => {
    const { transport, client, dispose } = await sockets({ serializer: json }, 100);
    const heard = record(transport);
    client.send('x'.repeat(101));
    expect(await heard.next()).toEqual({ closed: 'message too big' });
    await dispose();
  });

  it('ends a connection that does not answer a ping, and keeps one that does', async () => {
    const { transport, client, dispose } = await sockets({ serializer: json });
    const heard = record(transport);
    const pinged = new Promise((done) => client.once('ping', done));
    transport.probe(60_000);
    await pinged;
    client.send('[49,1,{}]');
    expect(await heard.next()).toMatchObject({ message: { type: 'CANCEL' } });
    // Had the answer not ended the first probe, this one would change nothing.
    client.pause();
    transport.probe(1);
    expect(await heard.next()).toEqual({ closed: 'no pong' });
    await dispose();
  });

  it('expects no pong of a client that it does not listen to for a while', async () => {
    const { transport, client, dispose } = await sockets({ serializer: json });
    const heard = record(transport);
    const pings = mailbox<void>();
    client.on('ping', () => pings.put());
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    transport.probe(1000);
    transport.pause!();
    transport.probe(1000);
    vi.advanceTimersByTime(2000);
    vi.useRealTimers();
    await pings.take();
    client.send('[49,1,{}]');
    transport.resume!();
    expect(await heard.next()).toMatchObject({ message: { type: 'CANCEL' } });
    transport.probe(60_000);
    await pings.take();
    await dispose();
  });

  it('answers pings, but not endlessly to a client that reads none of the answers', async () => {
    const { transport, client, dispose } = await sockets({ serializer: json });
    const heard = record(transport);
    client.ping('are you there?');
    const answer = await new Promise<Buffer>((resolve) => client.once('pong', resolve));
    expect(String(answer)).toBe('are you there?');
    client.pause();
    const padding = 'x'.repeat(125);
    for (let i = 0; i < 100_000; i++) client.ping(padding);
    client.send('[49,1,{}]');
    expect(await heard.next()).toMatchObject({ message: { type: 'CANCEL' } });
    expect(transport.buffered).toBeLessThan(128 * 1024);
    await dispose();
  });

  it('closes even when the other end reads nothing and answers nothing', async () => {
    const { transport, client, dispose } = await sockets({ serializer: json, closeTimeout: 20 });
    const heard = record(transport);
    client.pause();
    transport.send({ type: 'PUBLISHED', request: 1, publication: 2 });
    transport.close('bye');
    expect(await heard.next()).toEqual({ closed: 'bye' });
    await dispose();
  });

  it.each([
    ['text that is no UTF-8', '818200000000c328', 1007, 'broken'],
    ['a frame without a mask', '810161', 1002, 'broken'],
    ['a message longer than its limit', '81fe100100000000', 1009, 'message too big'],
    ['a close frame of one byte', '88810000000003', 1002, 'broken'],
  ])('answers %s with the close code of the RFC, and hears nothing more', async (_, hex, code, cause) => {
    const { transport, client, dispose } = await rawSockets(4096);
    const heard = record(transport);
    client.write(
      Buffer.concat([clientFrame('[49,1,{}]'), Buffer.from(hex, 'hex'), clientFrame('[49,2,{}]')]),
    );
    expect(await heard.next()).toMatchObject({ message: { request: 1 } });
    const frame = await allOf(client);
    expect([frame[0], frame.readUInt16BE(2)]).toEqual([0x88, code]);
    client.end();
    expect(await heard.next()).toEqual({ closed: cause });
    await dispose();
  });

  it.each([
    ['8880', '00000000', 'left', '8800'],
    ['8882', '0000000003e8', 'left', '880203e8'],
    ['8882', '0000000003e9', 'left', '880203e9'],
    ['8882', '000000000fa0', 'lost', '88020fa0'],
  ])('answers a close frame with its code, and then ends (%s%s: %s)', async (head, rest, cause, answer) => {
    const { transport, client, dispose } = await rawSockets();
    const heard = record(transport);
    client.write(Buffer.from(head + rest, 'hex'));
    expect((await allOf(client)).toString('hex')).toBe(answer);
    transport.send({ type: 'PUBLISHED', request: 1, publication: 2 });
    client.end();
    expect(await heard.next()).toEqual({ closed: cause });
    await dispose();
  });

  it('ends a connection whose peer says goodbye and stays, and one that is cut off', async () => {
    for (const [bytes, cause] of [
      [Buffer.from('888000000000', 'hex'), 'left'],
      [null, 'lost'],
    ] as const) {
      const { transport, client, dispose } = await rawSockets(4096, 20);
      const heard = record(transport);
      if (bytes === null) client.end();
      else client.write(bytes);
      expect(await heard.next()).toEqual({ closed: cause });
      await dispose();
    }
  });

  it('writes nothing after its close frame, whatever was under way', async () => {
    const { transport, client, dispose } = await rawSockets();
    record(transport);
    transport.send({ type: 'PUBLISHED', request: 1, publication: 2 });
    transport.close('enough');
    transport.send({ type: 'PUBLISHED', request: 2, publication: 2 });
    transport.probe(60_000);
    client.write(Buffer.from('898000000000', 'hex'));
    client.write(Buffer.from('888000000000', 'hex'));
    const frames = await allOf(client);
    expect(frames.toString('latin1')).toBe('\x81\x08[17,1,2]\x88\x08\x03\xe8enough');
    await dispose();
  });

  it('counts the bytes that go in and out', async () => {
    const traffic = { bytesIn: 0, bytesOut: 0 };
    const { transport, client, dispose } = await sockets({ serializer: json, traffic });
    const heard = record(transport);
    client.send('[49,1,{}]');
    await heard.next();
    transport.send({ type: 'PUBLISHED', request: 1, publication: 2 });
    expect(traffic).toEqual({ bytesIn: 9, bytesOut: 8 });
    await dispose();
  });
});

describe('RawSocket', () => {
  const cancel = (request: number) => framed(FrameType.message, Buffer.from(`[49,${request},{}]`));
  const event = (text: string) =>
    ({ type: 'EVENT', subscription: 1, publication: 2, details: {}, payload: { args: [text] } }) as const;
  /** All frames the router's end sends, one after another. */
  const frames = (client: Socket) => {
    const box = mailbox<{ type: number; text: string }>();
    const reader = new FrameReader(2 ** 24);
    client.on('data', (data) => {
      reader.push(data);
      for (let frame = reader.next(); frame !== null && frame !== 'too long'; frame = reader.next()) {
        box.put({ type: frame.type, text: Buffer.from(frame.payload).toString() });
      }
    });
    return box;
  };

  it('puts messages together from pieces of any size', async () => {
    const { transport, client, dispose } = await streams();
    const heard = record(transport);
    const bytes = Buffer.concat([cancel(1), cancel(2), cancel(3)]);
    for (const byte of bytes.subarray(0, 40)) {
      client.write(Uint8Array.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    client.write(bytes.subarray(40));
    for (const request of [1, 2, 3]) expect(await heard.next()).toMatchObject({ message: { request } });
    await dispose();
  });

  it('answers a ping with its own bytes, and hears a pong', async () => {
    const { transport, client, dispose } = await streams();
    record(transport);
    const sent = frames(client);
    client.write(framed(FrameType.ping, Buffer.from('are you there?')));
    expect(await sent.take()).toEqual({ type: FrameType.pong, text: 'are you there?' });
    transport.probe(60_000);
    expect(await sent.take()).toEqual({ type: FrameType.ping, text: '' });
    client.write(framed(FrameType.pong, new Uint8Array()));
    await dispose();
  });

  it('ends a connection that does not answer a ping', async () => {
    const { transport, client, dispose } = await streams();
    const heard = record(transport);
    client.pause();
    transport.probe(1);
    expect(await heard.next()).toEqual({ closed: 'no pong' });
    await dispose();
  });

  it('calls a frame of another type, and reserved bits, violations', async () => {
    const { transport, client, dispose } = await streams();
    const heard = record(transport);
    client.write(framed(3, new Uint8Array()));
    client.write(framed(0x10, new Uint8Array()));
    expect(await heard.next()).toMatchObject({ violation: expect.stringContaining('type 3') });
    expect(await heard.next()).toMatchObject({ violation: expect.stringContaining('type 16') });
    await dispose();
  });

  it('ends a connection that announces more than its limit, before it comes', async () => {
    const { transport, client, dispose } = await streams({ receiveLimit: 512 });
    const heard = record(transport);
    client.write(frameHeader(FrameType.message, 513));
    expect(await heard.next()).toEqual({ closed: 'message too big' });
    await dispose();
  });

  it('sends nothing longer than the peer takes: an event is dropped, an answer becomes an ERROR', async () => {
    const { transport, client, dispose } = await streams({ sendLimit: 512 });
    record(transport);
    const sent = frames(client);
    const payload = { args: ['x'.repeat(600)] };
    transport.send(event('x'.repeat(600)));
    transport.send(event('short'));
    transport.send({ type: 'RESULT', request: 7, details: {}, payload });
    expect(await sent.take()).toMatchObject({ text: '[36,1,2,{},["short"]]' });
    expect((await sent.take()).text).toMatch(/^\[8,48,7,\{\},"wamp.error.payload_size_exceeded"/);
    expect(transport.dropped).toBe(1);
    await dispose();
  });

  it('answers in the stead of a callee that could not take the call, whose connection goes on', async () => {
    const { transport, client, dispose } = await streams({ sendLimit: 512 });
    const heard = record(transport);
    const sent = frames(client);
    const invocation = { type: 'INVOCATION', request: 1, registration: 2, details: {} } as const;
    transport.send({ ...invocation, payload: { args: ['x'.repeat(600)] } });
    transport.send({ ...invocation, request: 2, payload: {} });
    expect(await heard.next()).toMatchObject({
      message: {
        type: 'ERROR',
        requestType: 'INVOCATION',
        request: 1,
        error: 'wamp.error.payload_size_exceeded',
      },
    });
    expect(await sent.take()).toMatchObject({ text: '[68,2,2,{}]' });
    await dispose();
  });

  it('closes even when the other end reads nothing and stays', async () => {
    const { transport, client, dispose } = await streams({ closeTimeout: 20 });
    const heard = record(transport);
    client.pause();
    transport.close('bye');
    expect(await heard.next()).toEqual({ closed: 'bye' });
    await dispose();
  });
});
