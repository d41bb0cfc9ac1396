import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Pieces } from '../serializers/serializer.ts';
import { FrameWriter } from './frame-writer.ts';
import { Opcode } from './websocket-frames.ts';

/** A stream that keeps what it is told. */
function recorder() {
  const chunks: Uint8Array[] = [];
  const stream = {
    writableLength: 0,
    write: (bytes: Uint8Array) => chunks.push(bytes),
    cork: () => {},
    uncork: () => {},
  };
  return { stream, chunks };
}

function written(act: (writer: FrameWriter) => void, binary = true): Uint8Array[] {
  const { stream, chunks } = recorder();
  const writer = new FrameWriter(stream, binary);
  act(writer);
  writer.flush();
  return chunks;
}

describe('frames of a server', () => {
  it('have the shortest header that says their length, and no mask', () => {
    const headers = [
      [0, '8200'],
      [125, '827d'],
      [126, '827e007e'],
      [65_535, '827effff'],
      [65_536, '827f0000000000010000'],
    ] as const;
    for (const [length, header] of headers) {
      const bytes = Buffer.concat(written((writer) => writer.write(Buffer.alloc(length, 7))));
      expect(bytes.toString('hex', 0, header.length / 2)).toBe(header);
      expect(bytes.subarray(header.length / 2).equals(Buffer.alloc(length, 7))).toBe(true);
    }
    expect(written((writer) => writer.write(Buffer.from('a')), false)[0]).toEqual(
      Buffer.from('810161', 'hex'),
    );
    expect(written((writer) => writer.control(Opcode.ping, Buffer.from('hi')))[0]).toEqual(
      Buffer.from('89026869', 'hex'),
    );
  });

  it('of a message in two pieces are those of the whole, and a large payload is not copied', () => {
    for (const binary of [true, false]) {
      for (const [head, payload] of [
        [0, 1],
        [7, 100],
        [30, 4096],
        [30, 4097],
        [30, 65_505],
        [30, 65_506],
        [300, 100_000],
      ] as const) {
        const pieces = new Pieces(Buffer.alloc(head, 1), Buffer.alloc(payload, 2));
        const whole = written((writer) => writer.write(Uint8Array.from(pieces.whole)), binary);
        const apart = written((writer) => writer.write(pieces), binary);
        expect(Buffer.concat(apart).equals(Buffer.concat(whole))).toBe(true);
        expect(apart.at(-1) === pieces.payload).toBe(payload > 4096 && head + payload > 16_384);
      }
    }
  });

  it('of an event to many are made once, and never taken for those of another message', () => {
    const messages = fc.array(
      fc.tuple(fc.uint8Array({ maxLength: 130 }), fc.boolean(), fc.boolean(), fc.nat(3)),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(messages, (list) => {
        for (const [bytes, apart, binary, again] of list) {
          const message = apart ? new Pieces(bytes.subarray(0, 7), bytes.subarray(7)) : bytes;
          const seen = new Set<Uint8Array>();
          for (let i = 0; i <= again; i++) {
            const [frame] = written((writer) => writer.write(message), binary);
            expect(frame![0]).toBe(binary ? 0x82 : 0x81);
            expect(Buffer.compare(frame!.subarray(-bytes.length || frame!.length), bytes)).toBe(0);
            seen.add(frame!);
          }
          expect(seen.size).toBe(1);
        }
      }),
    );
  });
});
