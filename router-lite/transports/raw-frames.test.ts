import { describe, expect, it } from 'vitest';
import { FrameReader, frameHeader, headed } from './raw-frames.ts';

const LONGEST = 2 ** 24;

describe('the header of a RawSocket frame', () => {
  it('has the type and 24 bits of length, and the 25th beside the type', () => {
    expect([...frameHeader(0, 5)]).toEqual([0, 0, 0, 5]);
    expect([...frameHeader(1, LONGEST - 1)]).toEqual([1, 255, 255, 255]);
    expect([...frameHeader(2, LONGEST)]).toEqual([0b1010, 0, 0, 0]);
  });
});

describe('a reader of frames', () => {
  it('takes one of 2^24 bytes, the longest there is, where it may be so long', () => {
    const payload = new Uint8Array(LONGEST).fill(7);
    const reader = new FrameReader(LONGEST);
    reader.push(frameHeader(0, LONGEST));
    reader.push(payload.subarray(0, LONGEST - 1));
    expect(reader.next()).toBe(null);
    reader.push(payload.subarray(LONGEST - 1));
    reader.push(headed(1, Uint8Array.of(9)));
    const frame = reader.next();
    expect(frame).toMatchObject({ type: 0, payload: { length: LONGEST } });
    expect(reader.next()).toEqual({ type: 1, payload: Uint8Array.of(9) });
    const small = new FrameReader(LONGEST / 2);
    small.push(frameHeader(0, LONGEST));
    expect(small.next()).toBe('too long');
  });

  it('leaves reserved bits as they are, the 25th too where it cannot be a length', () => {
    const reader = new FrameReader(LONGEST);
    reader.push(Uint8Array.of(0b1000, 0, 0, 1, 5, 0x80, 0, 0, 0));
    expect(reader.next()).toEqual({ type: 0b1000, payload: Uint8Array.of(5) });
    expect(reader.next()).toMatchObject({ type: 0x80 });
  });
});
