import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeTuple } from './msgpack.ts';
import { encodeTuple } from './msgpack-encode.ts';

const leaf = fc.oneof(
  fc.maxSafeInteger(),
  // WAMP has integers: −0 travels as 0.
  fc.double({ noNaN: true }).map((x) => (Object.is(x, -0) ? 0 : x)),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 40 }),
);
const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('any'), { maxLength: 5 }),
    fc.dictionary(
      fc.string({ maxLength: 6 }).filter((key) => key !== '__proto__'),
      tie('any'),
      {
        maxKeys: 5,
        noNullPrototype: true,
      },
    ),
  ),
})).any;

describe('MessagePack for WAMP', () => {
  test('every tuple comes back as it was', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 6 }), (tuple) => {
        expect(decodeTuple(encodeTuple(tuple))).toEqual(tuple);
      }),
    );
  });

  test('ids beyond 32 bits are 64-bit integers on the wire, not floats', () => {
    const bytes = encodeTuple([36, 2 ** 53 - 1, -(2 ** 40)]);
    expect([...bytes.slice(0, 3)]).toEqual([0x93, 36, 0xd3]);
    expect(bytes[11]).toBe(0xd3);
  });

  test('unsigned 64-bit integers of other encoders are numbers', () => {
    expect(decodeTuple(new Uint8Array([0x91, 0xcf, 0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]))).toEqual([
      2 ** 53 - 1,
    ]);
  });

  test('an entry that is undefined is absent', () => {
    expect(decodeTuple(encodeTuple([{ a: undefined, b: 1 }]))).toEqual([{ b: 1 }]);
  });

  test('binary owns its bytes: exactly as long as it is, also when it came in a Buffer', () => {
    const [bytes] = decodeTuple(Buffer.from(encodeTuple([new Uint8Array([1, 2, 3])]))) as [Uint8Array];
    expect(bytes.constructor).toBe(Uint8Array);
    expect(bytes.buffer.byteLength).toBe(3);
  });

  test.each([
    ['nothing', []],
    ['a lone number', [5]],
    ['half a list', [0x92, 1]],
    ['more than one value', [0x91, 1, 2]],
  ])('%s is refused', (_name, bytes) => {
    expect(() => decodeTuple(new Uint8Array(bytes))).toThrow();
  });
});
