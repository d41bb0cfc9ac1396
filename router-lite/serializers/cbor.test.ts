import { decode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cbor, cborFormat } from './cbor.ts';
import { serializerSuite } from './serializer.suite.ts';

serializerSuite(cbor, cborFormat);

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const unhex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

describe('CBOR', () => {
  // RFC 8949, appendix A, where WAMP has such a value.
  const vectors: [unknown, string][] = [
    [0, '00'],
    [23, '17'],
    [24, '1818'],
    [1000, '1903e8'],
    [1000000, '1a000f4240'],
    [1000000000000, '1b000000e8d4a51000'],
    [2 ** 53, '1b0020000000000000'],
    [-1, '20'],
    [-1000, '3903e7'],
    [-(2 ** 53), '3b001fffffffffffff'],
    [18446744073709551615n, '1bffffffffffffffff'],
    [-18446744073709551616n, '3bffffffffffffffff'],
    [1.5, 'f93e00'],
    [100000.5, 'fa47c35040'],
    [1.1, 'fb3ff199999999999a'],
    [2 ** -24, 'f90001'],
    [false, 'f4'],
    [null, 'f6'],
    [new Uint8Array([1, 2, 3, 4]), '4401020304'],
    ['ü', '62c3bc'],
    ['\ufeffx', '64efbbbf78'],
    [[1, [2, 3], [4, 5]], '8301820203820405'],
    [{ b: 1, a: [2, 3] }, 'a2616201616182 0203'.replace(' ', '')],
  ];
  it.each(vectors)('writes a value as the RFC does and reads it again (vector %#)', (value, bytes) => {
    expect(hex(cborFormat.write(value))).toBe(bytes);
    expect(cborFormat.parse(unhex(bytes))).toStrictEqual(value);
  });

  it.each<[string, unknown]>([
    ['9f018202039f0405ffff', [1, [2, 3], [4, 5]]],
    ['bf61610161629f0203ffff', { a: 1, b: [2, 3] }],
    ['5f42010243030405ff', new Uint8Array([1, 2, 3, 4, 5])],
    ['7f657374726561646d696e67ff', 'streaming'],
    ['1b0000000000000001', 1],
    ['f7', null],
    ['f97c00', Number.POSITIVE_INFINITY],
    ['f9c400', -4],
    ['fa7fc00000', Number.NaN],
    ['a10161 61'.replace(' ', ''), { 1: 'a' }],
  ])('reads other forms of a value too: %s', (bytes, value) => {
    expect(cborFormat.parse(unhex(bytes))).toStrictEqual(value);
  });

  it.each([
    ['a tag', 'c11a514b67b0', 'tags'],
    ['a bignum', 'c249010000000000000000', 'tags'],
    ['a string that is not UTF-8', '62c328', 'not UTF-8'],
    ['a lonely break', 'ff', 'break'],
    ['a simple value', 'f0', 'simple value'],
    ['a reserved length', '1c', 'no such length'],
    ['a key that is a list', 'a18001', 'keys of a map'],
    ['text within bytes', '5f6161ff', 'no part of it'],
  ])('refuses %s', (_, bytes, why) => {
    expect(() => cborFormat.parse(unhex(bytes))).toThrow(why);
  });

  it('believes no length that the bytes do not bear out', () => {
    for (const bytes of [
      '9bffffffffffffffff',
      '9affffffff',
      'bafffffffff6',
      '5bffffffffffffffff',
      '7a7fffffff',
    ]) {
      expect(() => cborFormat.parse(unhex(bytes))).toThrow('ends too early');
    }
  });

  it('survives brackets without end', () => {
    expect(() => cborFormat.parse(new Uint8Array(100_000).fill(0x81))).toThrow('nested deeper');
    expect(() => cborFormat.parse(new Uint8Array(100_000).fill(0x9f))).toThrow('nested deeper');
  });

  it('rounds integers beyond 64 bits to a float, as MessagePack does', () => {
    expect(cborFormat.parse(cborFormat.write(2n ** 70n))).toBe(2 ** 70);
  });

  it('writes what another reader reads', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const tame = JSON.parse(JSON.stringify(value)) as unknown;
        expect(decode(cborFormat.write(tame))).toStrictEqual(tame);
      }),
    );
  });
});
