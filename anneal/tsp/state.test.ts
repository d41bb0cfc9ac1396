import { describe, expect, test } from 'vitest';
import { ProblemError } from '../kind.ts';
import { decodeTour, encodeTour } from './state.ts';

describe('tours as bytes', () => {
  test('are little-endian, two bytes a city up to 65,536 cities and four beyond', () => {
    const short = Int32Array.from({ length: 65_536 }, (_, i) => i);
    const long = Int32Array.from({ length: 65_537 }, (_, i) => i);
    expect([...encodeTour(short).subarray(2 * 258, 2 * 258 + 2)]).toEqual([2, 1]);
    expect([...encodeTour(long).subarray(4 * 65_536)]).toEqual([0, 0, 1, 0]);
  });

  test.each([300, 65_537])('of %i cities are read from any place of a frame', (n) => {
    const order = Int32Array.from({ length: n }, (_, i) => n - 1 - i);
    const bytes = encodeTour(order);
    for (const at of [0, 1, 2, 3]) {
      const frame = new Uint8Array(bytes.length + 8).fill(255);
      frame.set(bytes, at);
      expect(decodeTour(frame.subarray(at, at + bytes.length), n)).toEqual(order);
    }
  });

  test('of strangers are refused when a city is missing, too high or there twice', () => {
    expect(() => decodeTour(new Uint8Array(4), 3)).toThrow(ProblemError);
    expect(() => decodeTour(encodeTour([0, 1, 3]), 3)).toThrow('city 3');
    expect(() => decodeTour(encodeTour([0, 1, 1]), 3)).toThrow('city 1 twice');
    const high = encodeTour(Int32Array.from({ length: 65_537 }, (_, i) => i));
    high.fill(255, 0, 4);
    expect(() => decodeTour(high, 65_537)).toThrow('city 4294967295');
  });
});
