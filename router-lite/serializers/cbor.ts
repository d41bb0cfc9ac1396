/**
 * CBOR (RFC 8949), the part WAMP uses. cborg writes; the reader is ours, because a router reads strangers' bytes: cborg
 * lets strings pass that are not UTF-8, drops a byte order mark within one, and nests until the stack ends. Here tags
 * are refused, an integer is written as an integer up to 2^53 (one more than "safe"), integers beyond come out as
 * bigints, and `undefined` members are left out.
 */
import { type EncodeOptions, encode, Token, Type } from 'cborg';
import { CborReader } from './cbor-reader.ts';
import { createSerializer, type Format } from './serializer.ts';

const MAX_EXACT = 2 ** 53;
const LIST = 0x80;
const LARGEST = 2n ** 64n;

const OPTIONS = {
  // The order of the keys is the sender's.
  mapSorter: undefined,
  ignoreUndefinedProperties: true,
  typeEncoders: {
    undefined: () => new Token(Type.null, null),
    number(value: number) {
      if (Math.abs(value) === MAX_EXACT) return integer(BigInt(value));
      return Object.is(value, -0) ? new Token(Type.float, value) : null;
    },
    // 64 bits are all the format has: what is larger goes as the nearest float.
    bigint: (value: bigint) =>
      value < LARGEST && value >= -LARGEST ? integer(value) : new Token(Type.float, Number(value)),
  },
};

function integer(value: bigint): Token {
  return new Token(value >= 0n ? Type.uint : Type.negint, value);
}

export const cborFormat: Format = {
  write: (value) => encode(value, OPTIONS as unknown as EncodeOptions),
  parse: (bytes) => new CborReader(bytes).whole(),
  splicing: {
    parse: (bytes) => new CborReader(bytes).message(),
    read: (payload) => new CborReader(payload).values(),
    head(head, parts) {
      const bytes = cborFormat.write(head);
      // A message has so few elements that the first byte alone says how many.
      bytes[0] = LIST | (head.length + parts);
      return bytes;
    },
  },
};

export const cbor = createSerializer('wamp.2.cbor', true, cborFormat);
