import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { cbor, cborFormat } from '../serializers/cbor.ts';
import { json, jsonFormat } from '../serializers/json.ts';
import { msgpack, msgpackFormat } from '../serializers/msgpack.ts';
import type { Format, Serializer } from '../serializers/serializer.ts';
import { FrameReader, FrameType, frameHeader } from './raw-frames.ts';
import { type RawSocketOptions, rawSocketTransport } from './rawsocket.ts';
import { mailbox, record, transportSuite, type Wired } from './transport.suite.ts';

/** The two ends of a TCP connection, its RawSocket handshake behind it. */
async function streams(options: Partial<RawSocketOptions> = {}) {
  const server = createServer({ noDelay: true });
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

transportSuite('RawSocket with JSON', wireStreams(json, jsonFormat));
transportSuite('RawSocket with MessagePack', wireStreams(msgpack, msgpackFormat));
transportSuite('RawSocket with CBOR', wireStreams(cbor, cborFormat));

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
