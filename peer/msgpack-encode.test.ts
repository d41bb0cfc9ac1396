import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeTuple } from './msgpack.ts';
import { encodeTuple } from './msgpack-encode.ts';

/** The bytes of one value: those of a list of it, without the list's. */
const bytesOf = (value: unknown) => [...encodeTuple([value]).subarray(1)];
const headOf = (value: unknown, length = 5) => bytesOf(value).slice(0, length);

describe('the MessagePack of one value', () => {
  test.each([
    [0, [0x00]],
    [-0, [0x00]],
    [127, [0x7f]],
    [128, [0xcc, 0x80]],
    [255, [0xcc, 0xff]],
    [256, [0xcd, 1, 0]],
    [65_535, [0xcd, 0xff, 0xff]],
    [65_536, [0xce, 0, 1, 0, 0]],
    [2 ** 32 - 1, [0xce, 0xff, 0xff, 0xff, 0xff]],
    [2 ** 32, [0xd3, 0, 0, 0, 1, 0, 0, 0, 0]],
    [Number.MAX_SAFE_INTEGER, [0xd3, 0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    [-1, [0xff]],
    [-32, [0xe0]],
    [-33, [0xd0, 0xdf]],
    [-128, [0xd0, 0x80]],
    [-129, [0xd1, 0xff, 0x7f]],
    [-32_769, [0xd2, 0xff, 0xff, 0x7f, 0xff]],
    [-(2 ** 31) - 1, [0xd3, 0xff, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]],
    [-(2 ** 40), [0xd3, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0]],
    [0.5, [0xcb, 0x3f, 0xe0, 0, 0, 0, 0, 0, 0]],
    [2 ** 53, [0xcb, 0x43, 0x40, 0, 0, 0, 0, 0, 0]],
    [-5n, [0xd3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfb]],
    [null, [0xc0]],
    [undefined, [0xc0]],
    [true, [0xc3]],
    [false, [0xc2]],
    ['kiln', [0xa4, 0x6b, 0x69, 0x6c, 0x6e]],
    ['ü', [0xa2, 0xc3, 0xbc]],
  ])('%s is as the specification has it', (value, bytes) => {
    expect(bytesOf(value)).toEqual(bytes);
  });

  test.each([
    ['text of 31', 'x'.repeat(31), [0xbf, 0x78]],
    ['text of 32', 'x'.repeat(32), [0xd9, 32, 0x78]],
    ['text of 300', 'x'.repeat(300), [0xda, 1, 44, 0x78]],
    ['text of 70,000', 'x'.repeat(70_000), [0xdb, 0, 1, 0x11, 0x70, 0x78]],
    ['31 signs of two bytes', 'ü'.repeat(31), [0xd9, 62, 0xc3]],
    ['binary of 255', new Uint8Array(255), [0xc4, 255, 0]],
    ['binary of 256', new Uint8Array(256), [0xc5, 1, 0, 0]],
    ['binary of 65,536', new Uint8Array(65_536), [0xc6, 0, 1, 0, 0, 0]],
    ['a list of 15', new Array(15).fill(1), [0x9f, 1]],
    ['a list of 16', new Array(16).fill(1), [0xdc, 0, 16, 1]],
    ['a list of 65,536', new Array(65_536).fill(1), [0xdd, 0, 1, 0, 0, 1]],
    ['a dict of 16', Object.fromEntries([...'abcdefghijklmnop'].map((key) => [key, 1])), [0xde, 0, 16, 0xa1]],
  ])('%s begins as the specification has it, and comes back', (_name, value, head) => {
    expect(headOf(value, head.length)).toEqual(head);
    const bytes = encodeTuple([value]);
    expect(Buffer.compare(encodeTuple(decodeTuple(bytes)), bytes)).toBe(0);
  });

  test('views and buffers of bytes are binary', () => {
    const { buffer } = new Uint8Array([1, 2, 3, 4]);
    const expected = [new Uint8Array([2, 3]), new Uint8Array([1, 2, 3, 4])];
    expect(decodeTuple(encodeTuple([new DataView(buffer, 1, 2), buffer]))).toEqual(expected);
  });

  test('what has toJSON is what that returns', () => {
    const date = new Date(0);
    expect(decodeTuple(encodeTuple([date, { at: date }]))).toEqual([date.toJSON(), { at: date.toJSON() }]);
  });

  test('a Map is a dict, a Set a list, and a function nothing', () => {
    const tuple = [new Map([['a', 1]]), new Set([1, 2]), () => {}];
    expect(decodeTuple(encodeTuple(tuple))).toEqual([{ a: 1 }, [1, 2], null]);
  });

  test.each([
    ['a symbol', Symbol('kiln')],
    ['an integer of 65 bits', 2n ** 64n],
  ])('%s is refused, and the next message is whole', (_name, value) => {
    expect(() => encodeTuple([1, 'begun', [value]])).toThrow();
    expect(decodeTuple(encodeTuple([2, 'whole']))).toEqual([2, 'whole']);
  });
});

test('a message stays as it is whatever is written after it', () => {
  const length = fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 40_000 }));
  fc.assert(
    fc.property(fc.array(fc.tuple(length, length), { maxLength: 20 }), (lengths) => {
      const messages = lengths.map(([text, binary], i) => {
        const bytes = encodeTuple([i, 'x'.repeat(text), new Uint8Array(binary).fill(i + 1), 'end']);
        return { bytes, copy: bytes.slice() };
      });
      for (const { bytes, copy } of messages) expect(Buffer.compare(bytes, copy)).toBe(0);
      expect(messages.map(({ bytes }) => decodeTuple(bytes)[0])).toEqual(lengths.map((_, i) => i));
    }),
    { numRuns: 50 },
  );
});
