/**
 * The bytes of WAMP RawSocket (spec: "RawSocket Transport").
 *
 *   handshake  0x7F | LLLL SSSS | 0 | 0          L: 2^(9+L) bytes are the longest message the sender takes; S: serializer
 *   refusal    0x7F | EEEE 0000 | 0 | 0          E: see HandshakeError
 *   frame      0000X TTT | length, 24 bits | …   T: 0 message, 1 ping, 2 pong; X: the length is 2^24, and its bits are 0
 */
import { allocate } from '../serializers/bytes.ts';
import { Pieces, writeMessage } from '../serializers/serializer.ts';

export const MAGIC = 0x7f;
export const HANDSHAKE_BYTES = 4;
const HEADER = 4;
const LONGEST = 2 ** 24;
const LONGEST_BIT = 0b1000;

export const HandshakeError = {
  serializerUnsupported: 1,
  lengthUnacceptable: 2,
  reservedBits: 3,
  connectionCount: 4,
} as const;

export const FrameType = { message: 0, ping: 1, pong: 2 } as const;

/** What a handshake's L stands for, in bytes: 512 … 2^24. */
export function lengthOf(exponent: number): number {
  return 2 ** (9 + exponent);
}

/** The largest L whose length is at most so many bytes, 0 … 15. */
export function exponentOf(bytes: number): number {
  return Math.min(Math.max(Math.floor(Math.log2(bytes)) - 9, 0), 15);
}

export function frameHeader(type: number, length: number): Uint8Array {
  const bytes = allocate(HEADER);
  writeHeader(bytes, type, length);
  return bytes;
}

/** A whole frame, in memory of its own. */
export function headed(type: number, message: Uint8Array | Pieces): Uint8Array {
  const frame = allocate(HEADER + message.length);
  writeHeader(frame, type, message.length);
  writeMessage(message, frame, HEADER);
  return frame;
}

/** All of a frame but the payload of its message. */
export function begun(type: number, message: Uint8Array | Pieces): Uint8Array {
  if (!(message instanceof Pieces)) return frameHeader(type, message.length);
  const bytes = allocate(HEADER + message.head.length);
  writeHeader(bytes, type, message.length);
  message.writeHead(bytes, HEADER);
  return bytes;
}

function writeHeader(into: Uint8Array, type: number, length: number): void {
  into[0] = type | (length === LONGEST ? LONGEST_BIT : 0);
  into[1] = (length >> 16) & 0xff;
  into[2] = (length >> 8) & 0xff;
  into[3] = length & 0xff;
}

export interface Frame {
  /** As it came, the reserved bits included, but for the bit of the longest length. */
  readonly type: number;
  readonly payload: Uint8Array;
}

const NOTHING = new Uint8Array();

/**
 * Cuts a stream into frames. Holds twice what came in at most, whatever length a header claims and however small the
 * pieces are. What it handed out is never overwritten.
 */
export class FrameReader {
  readonly #limit: number;
  #bytes: Uint8Array = NOTHING;
  #from = 0;
  #to = 0;

  /** @param limit bytes a frame may have */
  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Uint8Array): void {
    const held = this.#to - this.#from;
    if (held === 0) {
      this.#bytes = chunk;
      this.#from = 0;
      this.#to = chunk.length;
      return;
    }
    if (this.#to + chunk.length > this.#bytes.length) {
      const larger = new Uint8Array(2 * (held + chunk.length));
      larger.set(this.#bytes.subarray(this.#from, this.#to));
      this.#bytes = larger;
      this.#from = 0;
      this.#to = held;
    }
    this.#bytes.set(chunk, this.#to);
    this.#to += chunk.length;
  }

  /** The next whole frame, null when it has not arrived, `too long` when its header breaks the limit. */
  next(): Frame | null | 'too long' {
    const bytes = this.#bytes;
    const from = this.#from;
    const held = this.#to - from;
    if (held < HEADER) return null;
    const type = bytes[from]!;
    const bits = (bytes[from + 1]! << 16) | (bytes[from + 2]! << 8) | bytes[from + 3]!;
    const isLongest = (type & LONGEST_BIT) !== 0 && bits === 0;
    const length = isLongest ? LONGEST : bits;
    if (length > this.#limit) return 'too long';
    const end = from + HEADER + length;
    if (end > this.#to) return null;
    this.#from = end;
    if (end === this.#to) {
      this.#bytes = NOTHING;
      this.#from = 0;
      this.#to = 0;
    }
    return { type: isLongest ? type & ~LONGEST_BIT : type, payload: bytes.subarray(from + HEADER, end) };
  }
}
