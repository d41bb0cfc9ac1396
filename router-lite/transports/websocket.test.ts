import { describe, expect, it, vi } from 'vitest';
import { batchedCbor, batchedJson, batchedMsgpack } from '../serializers/batched.ts';
import { cbor, cborFormat } from '../serializers/cbor.ts';
import { json, jsonFormat } from '../serializers/json.ts';
import { msgpack, msgpackFormat } from '../serializers/msgpack.ts';
import type { Format, Serializer } from '../serializers/serializer.ts';
import { mailbox, record, transportSuite, type Wired } from './transport.suite.ts';
import { sockets } from './websocket.test-world.ts';

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

transportSuite('WebSocket with JSON', wireSockets(json, jsonFormat));
transportSuite('WebSocket with MessagePack', wireSockets(msgpack, msgpackFormat));
transportSuite('WebSocket with CBOR', wireSockets(cbor, cborFormat));
transportSuite('WebSocket with batched JSON', wireSockets(batchedJson, jsonFormat));
transportSuite('WebSocket with batched MessagePack', wireSockets(batchedMsgpack, msgpackFormat));
transportSuite('WebSocket with batched CBOR', wireSockets(batchedCbor, cborFormat));

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
