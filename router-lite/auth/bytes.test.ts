import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64, equal, hex, unbase64, unhex } from './bytes.ts';

describe('bytes', () => {
  it('go to text and back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(unbase64(base64(bytes))).toEqual(bytes);
        expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(unhex(hex(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each(['A', 'AA', 'AA=', 'A===', '=', 'AA==A', 'AA-_', 'AAA\n', ' AAAA'])('%j is no base64', (text) => {
    expect(unbase64(text)).toBeNull();
  });

  it.each(['a', 'ag', '0x', ' ab', 'ab\n'])('%j is no hex', (text) => {
    expect(unhex(text)).toBeNull();
  });

  it('are equal only when they are the same', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
        expect(equal(a, a.slice())).toBe(true);
        expect(equal(a, b)).toBe(Buffer.from(a).equals(b));
        expect(equal(a, Uint8Array.from([...a, 0]))).toBe(false);
        expect(equal(Uint8Array.from([...a, 0]), a)).toBe(false);
      }),
    );
  });
});
