import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { Pieces } from '../serializers/serializer.ts';
import { FrameWriter } from './frame-writer.ts';

/** A stream that keeps what it is told, in order; `uncork` is the end of a turn. */
function recorder() {
  const chunks: Uint8Array[] = [];
  const told: string[] = [];
  const stream = {
    write(bytes: Uint8Array, written?: () => void) {
      chunks.push(Uint8Array.from(bytes));
      told.push('write');
      written?.();
    },
    cork: () => told.push('cork'),
    uncork: () => told.push('uncork'),
  };
  return { stream, chunks, told };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('frames written past ws', () => {
  it('are what a WebSocket peer reads, for every length of the header, text and binary, in order with ws’s own', async () => {
    const sizes = [0, 1, 125, 126, 2048, 2049, 65_535, 65_536, 200_000];
    for (const binary of [true, false]) {
      const seen = await conversation((writer, socket) => {
        for (const size of sizes) writer(binary).write(Buffer.alloc(size, 97));
        socket.ping('ping');
        writer(binary).write(Buffer.from('last'));
        socket.close(1000, 'done');
      });
      expect(seen).toEqual([...sizes.map((size) => `${size} ${binary}`), 'ping', `4 ${binary}`, 1000]);
    }
  });

  it('of a message in two pieces are those of the whole, and its payload is not copied', () => {
    for (const binary of [true, false]) {
      for (const [head, payload] of [
        [0, 1],
        [7, 100],
        [30, 5000],
        [30, 65_505],
        [30, 65_506],
        [300, 100_000],
      ] as const) {
        const pieces = new Pieces(Buffer.alloc(head, 1), Buffer.alloc(payload, 2));
        const whole = recorder();
        new FrameWriter(whole.stream, binary).write(Uint8Array.from(pieces.whole));
        const { stream, chunks } = recorder();
        const written: Uint8Array[] = [];
        const both = {
          ...stream,
          write: (bytes: Uint8Array) => stream.write(written[written.push(bytes) - 1]!),
        };
        new FrameWriter(both, binary).write(pieces);
        expect(Buffer.concat(chunks).equals(Buffer.concat(whole.chunks))).toBe(true);
        expect(written.at(-1)).toBe(pieces.payload);
      }
    }
  });

  it('of one turn go out together, and those of the next turn by themselves', async () => {
    const { stream, told } = recorder();
    const writer = new FrameWriter(stream, true);
    writer.write(new Uint8Array(1));
    writer.write(new Uint8Array(2));
    expect(told).toEqual(['cork', 'write', 'write']);
    await turn();
    writer.write(new Uint8Array(3));
    await turn();
    expect(told.slice(3)).toEqual(['uncork', 'cork', 'write', 'uncork']);
  });

  it('of an event to many are made once, and never taken for those of another message', () => {
    const messages = fc.array(fc.tuple(fc.uint8Array({ maxLength: 130 }), fc.boolean(), fc.nat(3)), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(messages, (list) => {
        for (const [message, binary, again] of list) {
          for (let i = 0; i <= again; i++) {
            const { stream, chunks } = recorder();
            new FrameWriter(stream, binary).write(message);
            const [frame] = chunks;
            expect(frame![0]).toBe(binary ? 0x82 : 0x81);
            expect(frame!.slice(-message.length || frame!.length)).toEqual(message);
          }
        }
      }),
    );
  });
});

/** What a client of `ws` sees of what is done to a new connection: sizes and kinds of messages, pings, the close code. */
async function conversation(
  act: (writer: (binary: boolean) => FrameWriter, socket: WebSocket) => void,
): Promise<(string | number)[]> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  server.on('upgrade', (request, stream, head) => {
    sockets.handleUpgrade(request, stream, head, (socket) => {
      let made: FrameWriter | undefined;
      act((binary) => (made ??= new FrameWriter(stream, binary)), socket);
    });
  });
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const seen: (string | number)[] = [];
  client.on('message', (data: Buffer, binary) => seen.push(`${data.length} ${binary}`));
  client.on('ping', (data) => seen.push(data.toString()));
  seen.push(await new Promise<number>((resolve) => client.once('close', resolve)));
  await new Promise((resolve) => server.close(resolve));
  return seen;
}
