import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchedCbor, batchedJson, batchedMsgpack } from './batched.ts';
import { FormatError } from './serializer.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const message = { type: 'PUBLISHED', request: 1, publication: 2 } as const;

describe.each([batchedJson, batchedMsgpack, batchedCbor])('$protocol', (serializer) => {
  const framing = serializer.framing!;

  it('brings any number of messages through one frame, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1 }), { minLength: 1, maxLength: 50 }), (requests) => {
        const messages = requests.map((request) => ({ ...message, request }));
        const frame = framing().join(messages.map((each) => serializer.encode(each)));
        const parts = [...framing().split(frame)];
        expect(parts.map((part) => serializer.decode(part))).toStrictEqual(messages);
      }),
    );
  });

  it('refuses a frame without any message', () => {
    expect(() => [...framing().split(new Uint8Array())]).toThrow('at least one');
  });

  it('ends in parts or a FormatError for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (noise) => {
        try {
          expect([...framing().split(noise)].length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
    );
  });
});

describe('the frames of batches', () => {
  it('end each JSON message with U+001E, or with what the peer ends its own with', () => {
    const framing = batchedJson.framing!();
    const [one, two] = [Buffer.from('[1]'), Buffer.from('[2]')];
    expect(text(framing.join([one, two]))).toBe('[1]\x1e[2]\x1e');
    expect([...framing.split(Buffer.from('[1]\x18[2]\x18'))].map(text)).toEqual(['[1]', '[2]']);
    expect(text(framing.join([one]))).toBe('[1]\x18');
    expect([...batchedJson.framing!().split(Buffer.from('[1]\x1e[2]'))].map(text)).toEqual(['[1]', '[2]']);
  });

  it('begin each MessagePack message with its length in 32 bits', () => {
    const frame = batchedMsgpack.framing!().join([new Uint8Array([9]), new Uint8Array([7, 8])]);
    expect([...frame]).toEqual([0, 0, 0, 1, 9, 0, 0, 0, 2, 7, 8]);
  });

  it('are refused where they end too early', () => {
    const parts = (...bytes: number[]) => [...batchedMsgpack.framing!().split(Uint8Array.from(bytes))];
    expect(() => parts(0, 0, 0, 1)).toThrow('ends within a message');
    expect(() => parts(0, 0, 0)).toThrow('within the length');
    expect(() => parts(255, 255, 255, 255, 1)).toThrow('ends within a message');
  });

  it('are taken apart only as far as somebody asks: a million empty messages cost no more than the first', () => {
    for (const { framing } of [batchedJson, batchedMsgpack]) {
      const frame = new Uint8Array(4_000_000).fill(framing === batchedJson.framing ? 0x1e : 0);
      const before = process.memoryUsage().heapUsed;
      const [first] = framing!().split(frame);
      expect(first).toHaveLength(0);
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
    }
  });
});
