import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { json, jsonFormat } from './json.ts';
import { msgpack, msgpackFormat } from './msgpack.ts';
import { serializerSuite } from './serializer.suite.ts';

serializerSuite(json, jsonFormat);
serializerSuite(msgpack, msgpackFormat);

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const unhex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

describe('JSON', () => {
  it('writes bytes as U+0000 and base64, as the spec says', () => {
    const text = Buffer.from(jsonFormat.write([new Uint8Array([0x10, 0xe3, 0xff])])).toString();
    expect(text).toBe('["\\u0000EOP/"]');
    expect(jsonFormat.parse(Buffer.from(text))).toStrictEqual([new Uint8Array([0x10, 0xe3, 0xff])]);
  });

  it('refuses a binary string that is no base64', () => {
    expect(() => jsonFormat.parse(Buffer.from('["\\u0000EOP"]'))).toThrow('base64');
    expect(() => jsonFormat.parse(Buffer.from('["\\u0000E*P/"]'))).toThrow('base64');
  });

  it('survives brackets without end', () => {
    expect(() => jsonFormat.parse(Buffer.from('['.repeat(100_000)))).toThrow('not JSON');
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(() => jsonFormat.parse(Buffer.from(deep))).toThrow('nested deeper');
  });
});

describe('MessagePack', () => {
  // github.com/msgpack/msgpack/blob/master/spec.md: the smallest form of each type, at its borders.
  const vectors: [unknown, string][] = [
    [null, 'c0'],
    [false, 'c2'],
    [true, 'c3'],
    [0, '00'],
    [127, '7f'],
    [128, 'cc80'],
    [255, 'ccff'],
    [256, 'cd0100'],
    [65535, 'cdffff'],
    [65536, 'ce00010000'],
    [2 ** 32 - 1, 'ceffffffff'],
    [2 ** 32, 'cf0000000100000000'],
    [2 ** 53, 'cf0020000000000000'],
    [-1, 'ff'],
    [-32, 'e0'],
    [-33, 'd0df'],
    [-128, 'd080'],
    [-129, 'd1ff7f'],
    [-32769, 'd2ffff7fff'],
    [-(2 ** 31), 'd280000000'],
    [-(2 ** 31) - 1, 'd3ffffffff7fffffff'],
    [-(2 ** 53), 'd3ffe0000000000000'],
    [1.5, 'cb3ff8000000000000'],
    ['', 'a0'],
    ['é', 'a2c3a9'],
    ['a'.repeat(32), `d920${'61'.repeat(32)}`],
    ['a'.repeat(256), `da0100${'61'.repeat(256)}`],
    ['é'.repeat(33), `d942${'c3a9'.repeat(33)}`],
    [new Uint8Array([1]), 'c40101'],
    [new Uint8Array(256), `c50100${'00'.repeat(256)}`],
    [[1, [2]], '92019102'],
    [{ a: 1 }, '81a16101'],
    [Array(16).fill(0), `dc0010${'00'.repeat(16)}`],
  ];
  it.each(vectors)('writes a value in its smallest form and reads it again (vector %#)', (value, bytes) => {
    expect(hex(msgpackFormat.write(value))).toBe(bytes);
    expect(msgpackFormat.parse(unhex(bytes))).toStrictEqual(value);
  });

  it('reads what is not in the smallest form too', () => {
    expect(msgpackFormat.parse(unhex('cf0000000000000001'))).toBe(1);
    expect(msgpackFormat.parse(unhex('ca3fc00000'))).toBe(1.5);
    expect(msgpackFormat.parse(unhex('dd0000000101'))).toStrictEqual([1]);
    expect(msgpackFormat.parse(unhex('df00000001a16101'))).toStrictEqual({ a: 1 });
  });

  it('rounds no integer: beyond 2^53 it is a bigint on its way through', () => {
    for (const bytes of ['cf0020000000000001', 'cfffffffffffffffff', 'd38000000000000000']) {
      expect(typeof msgpackFormat.parse(unhex(bytes))).toBe('bigint');
      expect(hex(msgpackFormat.write(msgpackFormat.parse(unhex(bytes))))).toBe(bytes);
    }
  });

  it('refuses extensions (msgpackr would make records, dates or regular expressions of them)', () => {
    for (const bytes of ['d47240', 'd40001', 'd40100', 'd6ff00000001', 'c702780000', 'c1']) {
      expect(() => msgpackFormat.parse(unhex(bytes))).toThrow('no WAMP value');
    }
  });

  it('takes the extension that msgpackr makes of undefined for absent, and for null in a list', () => {
    const theirs = new Packr({ useRecords: false });
    const packed = theirs.pack({ a: undefined, b: 1, c: [undefined, 2] });
    expect(hex(packed)).toContain('d40000');
    expect(msgpackFormat.parse(packed)).toStrictEqual({ b: 1, c: [null, 2] });
  });

  it('turns number keys into strings as JSON would, and refuses other keys', () => {
    expect(msgpackFormat.parse(unhex('8101a161'))).toStrictEqual({ 1: 'a' });
    expect(() => msgpackFormat.parse(unhex('81c0a161'))).toThrow('keys of a map');
    expect(() => msgpackFormat.parse(unhex('819101a161'))).toThrow('keys of a map');
  });

  it('believes no length that the bytes do not bear out', () => {
    for (const bytes of ['ddffffffff', 'dfffffffff', 'c6ffffffff', 'dbffffffff']) {
      expect(() => msgpackFormat.parse(unhex(bytes))).toThrow('ends too early');
    }
  });

  it('reads what msgpackr, another codec, writes, and the other way round', () => {
    const theirs = new Packr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' });
    const plain = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(plain, (value) => {
        const tame = JSON.parse(JSON.stringify(value).replaceAll('__proto__', 'proto')) as unknown;
        expect(msgpackFormat.parse(theirs.pack(tame))).toStrictEqual(tame);
        expect(theirs.unpack(msgpackFormat.write(tame))).toStrictEqual(tame);
      }),
    );
  });
});
