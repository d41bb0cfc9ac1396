import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeCodeOf } from './websocket-close.ts';
import { Opcode, WebSocketReader } from './websocket-frames.ts';
import { unmask } from './websocket-mask.ts';

interface Made {
  readonly opcode: number;
  readonly payload: Uint8Array;
  readonly fin?: boolean;
  readonly mask?: Uint8Array;
}

/** A frame as a client sends it. */
function frame({ opcode, payload, fin = true, mask = Uint8Array.of(1, 2, 3, 4) }: Made): Buffer {
  const { length } = payload;
  const header = Buffer.alloc(length < 126 ? 2 : length < 0x10000 ? 4 : 10);
  header[0] = (fin ? 0x80 : 0) | opcode;
  header[1] = 0x80 | (length < 126 ? length : length < 0x10000 ? 126 : 127);
  if (header.length === 4) header.writeUInt16BE(length, 2);
  if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([header, mask, payload.map((byte, i) => byte ^ mask[i & 3]!)]);
}

/** All that comes out of these bytes, cut where `cuts` says. */
function read(bytes: Uint8Array, cuts: readonly number[] = [], limit = 2 ** 24) {
  const reader = new WebSocketReader(limit);
  const found: { opcode: number; payload: Buffer }[] = [];
  const at = [...cuts.map((cut) => cut % (bytes.length + 1)), 0, bytes.length].toSorted((a, b) => a - b);
  for (let i = 1; i < at.length; i++) {
    reader.push(Uint8Array.from(bytes.subarray(at[i - 1], at[i])));
    for (let next = reader.next(); next !== null; next = reader.next()) {
      if ('code' in next) return { found, fault: next };
      found.push({ opcode: next.opcode, payload: Buffer.from(next.payload) });
    }
  }
  return { found, fault: null };
}

const text = (value: string) => Buffer.from(value);
const hex = (value: string) => Buffer.from(value, 'hex');

describe('frames of a client', () => {
  const bytes = fc.oneof(fc.uint8Array(), fc.uint8Array({ minLength: 126, maxLength: 300 }));
  const mask = fc.uint8Array({ minLength: 4, maxLength: 4 });
  const control = fc.record({
    opcode: fc.constantFrom<number>(Opcode.ping, Opcode.pong),
    payload: fc.uint8Array({ maxLength: 125 }),
    mask,
  });
  const message = fc.record({
    fragments: fc.array(bytes, { minLength: 1, maxLength: 4 }),
    mask,
    between: control,
  });
  const cuts = fc.array(fc.nat(), { maxLength: 30 });

  it('come out whole and in order, however they are fragmented, masked and cut, control frames where they stand', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(control, message), { maxLength: 6 }), cuts, (list, where) => {
        const sent: Buffer[] = [];
        const expected: { opcode: number; payload: Buffer }[] = [];
        for (const each of list) {
          if ('opcode' in each) {
            sent.push(frame(each));
            expected.push({ opcode: each.opcode, payload: Buffer.from(each.payload) });
            continue;
          }
          const { fragments, between } = each;
          for (const [i, payload] of fragments.entries()) {
            const fin = i === fragments.length - 1;
            sent.push(
              frame({ opcode: i === 0 ? Opcode.binary : Opcode.continuation, payload, fin, mask: each.mask }),
            );
            if (fin) continue;
            sent.push(frame(between));
            expected.push({ opcode: between.opcode, payload: Buffer.from(between.payload) });
          }
          expected.push({ opcode: Opcode.binary, payload: Buffer.concat(fragments) });
        }
        expect(read(Buffer.concat(sent), where)).toEqual({ found: expected, fault: null });
      }),
    );
  });

  it('of every length of the header come out whole', () => {
    for (const length of [0, 1, 125, 126, 65_535, 65_536, 200_000]) {
      const payload = Buffer.alloc(length, 'żółw');
      for (const where of [[], [1], [5], [7, 9], [13], [70, 65_000]]) {
        const { found } = read(frame({ opcode: Opcode.binary, payload }), where);
        expect(found[0]?.payload.equals(payload)).toBe(true);
      }
    }
  });

  it.each<[string, Buffer, number]>([
    ['a reserved bit', hex('c18000000000'), 1002],
    ['no mask', hex('810161'), 1002],
    ['an opcode of data that is none', frame({ opcode: 3, payload: text('') }), 1002],
    ['an opcode of control that is none', frame({ opcode: 11, payload: text('') }), 1002],
    ['a ping in fragments', frame({ opcode: Opcode.ping, payload: text(''), fin: false }), 1002],
    ['a ping of 126 bytes', frame({ opcode: Opcode.ping, payload: Buffer.alloc(126) }), 1002],
    ['a continuation of nothing', frame({ opcode: Opcode.continuation, payload: text('') }), 1002],
    [
      'a message within another',
      Buffer.concat([
        frame({ opcode: Opcode.text, payload: text('a'), fin: false }),
        frame({ opcode: Opcode.text, payload: text('b') }),
      ]),
      1002,
    ],
    ['text that is no UTF-8', frame({ opcode: Opcode.text, payload: hex('c328') }), 1007],
    [
      'text whose last character is cut',
      Buffer.concat([
        frame({ opcode: Opcode.text, payload: text('a'), fin: false }),
        frame({ opcode: Opcode.continuation, payload: hex('f09f94') }),
      ]),
      1007,
    ],
  ])('with %s fail, after what came before them', (_, broken, code) => {
    const before = frame({ opcode: Opcode.text, payload: text('żółw') });
    for (let cut = 0; cut < broken.length; cut++) {
      const { found, fault } = read(Buffer.concat([before, broken]), [before.length + cut]);
      expect(found).toEqual([{ opcode: Opcode.text, payload: text('żółw') }]);
      expect(fault?.code).toBe(code);
    }
  });

  it('in fragments may cut a character', () => {
    const [first, second] = [text('ż').subarray(0, 1), text('ż').subarray(1)];
    const { found } = read(
      Buffer.concat([
        frame({ opcode: Opcode.text, payload: first, fin: false }),
        frame({ opcode: Opcode.continuation, payload: second }),
      ]),
    );
    expect(found).toEqual([{ opcode: Opcode.text, payload: text('ż') }]);
  });

  it('are refused by their header where they would be longer than the limit, alone or together', () => {
    const header = frame({ opcode: Opcode.binary, payload: Buffer.alloc(101) }).subarray(0, 6);
    expect(read(header, [], 100).fault?.code).toBe(1009);
    expect(read(hex('82ffffffffffffffffff00000000'), [], 100).fault?.code).toBe(1009);
    const half = frame({ opcode: Opcode.binary, payload: Buffer.alloc(60), fin: false });
    const rest = (length: number) => frame({ opcode: Opcode.continuation, payload: Buffer.alloc(length) });
    expect(read(Buffer.concat([half, rest(40)]), [], 100).found).toHaveLength(1);
    expect(read(Buffer.concat([half, rest(41)]), [], 100).fault?.code).toBe(1009);
    const ping = frame({ opcode: Opcode.ping, payload: Buffer.alloc(125) });
    expect(read(Buffer.concat([half, ping]), [], 100).found).toHaveLength(1);
  });

  it('take no more memory than twice what came, whatever they announce', () => {
    const limit = 2 ** 30;
    const reader = new WebSocketReader(limit);
    const before = process.memoryUsage().arrayBuffers;
    reader.push(hex('82ff000000003fffffff01020304'));
    expect(reader.next()).toBeNull();
    for (let i = 0; i < 64; i++) {
      reader.push(Buffer.alloc(1024));
      expect(reader.next()).toBeNull();
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
  });
});

describe('a mask', () => {
  it('is taken off at any place in memory', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.uint8Array({ minLength: 4, maxLength: 4 }),
        fc.nat(9),
        (payload, key, offset) => {
          const memory = new Uint8Array(offset + payload.length + 3).fill(0xee);
          memory.set(payload, offset);
          unmask(memory.subarray(offset, offset + payload.length), key);
          expect([...memory]).toEqual([
            ...new Array<number>(offset).fill(0xee),
            ...payload.map((byte, i) => byte ^ key[i & 3]!),
            0xee,
            0xee,
            0xee,
          ]);
        },
      ),
    );
  });
});

describe('the code of a close frame', () => {
  it('is what the frame says, or none', () => {
    for (const code of [1000, 1001, 1003, 1014, 3000, 4999]) {
      expect(closeCodeOf(Uint8Array.of(code >> 8, code & 0xff, 98, 121, 101))).toBe(code);
    }
    expect(closeCodeOf(new Uint8Array())).toBe(1005);
  });

  it('is refused where no frame may say it, or where the reason is no UTF-8', () => {
    for (const code of [0, 999, 1004, 1005, 1006, 1015, 2999, 5000]) {
      expect(closeCodeOf(Uint8Array.of(code >> 8, code & 0xff))).toMatchObject({ code: 1002 });
    }
    expect(closeCodeOf(Uint8Array.of(3))).toMatchObject({ code: 1002 });
    expect(closeCodeOf(hex('03e8c328'))).toMatchObject({ code: 1007 });
  });
});

describe('frames of a server', () => {
  const bare = ({ opcode, payload }: Made) => frame({ opcode, payload, mask: new Uint8Array(4) });
  /** Without the mask, which a zero one leaves as it was. */
  const unmasked = (made: Made) => {
    const bytes = bare(made);
    const size = made.payload.length < 126 ? 2 : made.payload.length < 0x10000 ? 4 : 10;
    bytes[1]! &= 0x7f;
    return Buffer.concat([bytes.subarray(0, size), bytes.subarray(size + 4)]);
  };

  it('come out whole however they are cut, and only then nothing is left between', () => {
    const message = fc.oneof(fc.uint8Array(), fc.uint8Array({ minLength: 126, maxLength: 300 }));
    const property = fc.property(fc.array(message, { maxLength: 6 }), fc.array(fc.nat()), (list, cuts) => {
      const stream = Buffer.concat(list.map((payload) => unmasked({ opcode: Opcode.binary, payload })));
      const ends = new Set([0]);
      let sum = 0;
      for (const payload of list) {
        sum += unmasked({ opcode: Opcode.binary, payload }).length;
        ends.add(sum);
      }
      const reader = new WebSocketReader(2 ** 24, 'server');
      const found: Uint8Array[] = [];
      const at = [...cuts.map((cut) => cut % (stream.length + 1)), 0, stream.length].toSorted(
        (a, b) => a - b,
      );
      for (let i = 1; i < at.length; i++) {
        reader.push(Uint8Array.from(stream.subarray(at[i - 1], at[i])));
        for (let next = reader.next(); next !== null; next = reader.next()) {
          if ('code' in next) throw new Error(next.reason);
          found.push(Uint8Array.from(next.payload));
        }
        expect(reader.isBetween).toBe(ends.has(at[i]!));
      }
      expect(found).toEqual(list.map((payload) => Uint8Array.from(payload)));
    });
    fc.assert(property);
  });

  it('must not be masked', () => {
    const reader = new WebSocketReader(2 ** 24, 'server');
    reader.push(frame({ opcode: Opcode.binary, payload: text('x') }));
    expect(reader.next()).toMatchObject({ code: 1002 });
  });
});
