/** What CBOR's integers, texts and half floats (RFC 8949) are as JavaScript's values. */
import { strictText } from './reading.ts';

const MAX_EXACT = 2n ** 53n;

/** A number up to ±2^53, the range of WAMP's ids; a bigint beyond. */
export function exact(value: number | bigint): number | bigint {
  return value <= MAX_EXACT && value >= -MAX_EXACT ? Number(value) : value;
}

export function negative(argument: number | bigint): number | bigint {
  return typeof argument === 'number' ? -1 - argument : exact(-1n - argument);
}

export function text(bytes: Uint8Array): string {
  if (bytes.length <= 24) {
    let result = '';
    let i = 0;
    for (; i < bytes.length && bytes[i]! < 0x80; i++) result += String.fromCharCode(bytes[i]!);
    if (i === bytes.length) return result;
  }
  return strictText(bytes);
}

/** RFC 8949, appendix D: 1 sign, 5 exponent and 10 mantissa bits. */
export function half(bits: number): number {
  const exponent = (bits >> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + mantissa) * 2 ** (exponent - 25);
}
