/**
 * The bytes of a WebSocket (RFC 6455, section 5): what either end reads, and what the server writes. No extension may be negotiated.
 *
 *   frame   FIN 000 opcode | MASK length | length, 16 or 64 bits, where the first says 126 or 127 | mask, 32 bits | …
 */
import { isUtf8 } from '../serializers/bytes.ts';
import { broken, CloseCode, type Fault } from './websocket-close.ts';
import { unmask } from './websocket-mask.ts';

export const Opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A whole message, or a control frame, unmasked. */
export interface Frame {
  readonly opcode: number;
  readonly payload: Uint8Array;
}

const FIN = 0x80;
const RESERVED = 0x70;
const CONTROL = 0x08;
const MASKED = 0x80;
const LONGEST_CONTROL = 125;
const NOTHING: Uint8Array = new Uint8Array();

/**
 * Cuts a stream into messages and control frames. Holds twice what came in at most, whatever length a header claims, however
 * small the pieces and however many the fragments. What it handed out is never overwritten; what was pushed is.
 */
export class WebSocketReader {
  readonly #limit: number;
  /** Bytes of a mask: a client masks what it sends, a server does not. */
  readonly #masks: 0 | 4;
  #bytes: Uint8Array = NOTHING;
  #at = 0;
  /** The first byte of the frame whose header was read; -1: none is being read. */
  #first = -1;
  #length = 0;
  readonly #mask = new Uint8Array(4);
  /** Of a frame that came in several chunks. */
  #body: Gathered | null = null;
  /** Of a message in several frames. */
  #fragments: Gathered | null = null;
  #fragmented = 0;

  /** @param limit bytes a message may have */
  constructor(limit: number, from: 'client' | 'server' = 'client') {
    this.#limit = limit;
    this.#masks = from === 'client' ? 4 : 0;
  }

  /** All of what was pushed before must have been read: call next() until it returns null. */
  push(chunk: Uint8Array): void {
    const rest = this.#bytes.length - this.#at;
    // What is left over is a part of a header.
    this.#bytes = rest === 0 ? chunk : joined(this.#bytes.subarray(this.#at), chunk);
    this.#at = 0;
  }

  /** Nothing is here of what has not come whole. */
  get isBetween(): boolean {
    return this.#first === -1 && this.#at === this.#bytes.length && this.#fragmented === 0;
  }

  /** The next message or control frame; null: it has not arrived. After a fault there is nothing more to read. */
  next(): Frame | Fault | null {
    for (;;) {
      if (this.#first === -1) {
        const fault = this.#header();
        if (fault !== null) return fault;
        if (this.#first === -1) return null;
      }
      const payload = this.#payload();
      if (payload === null) return null;
      if (this.#masks > 0) unmask(payload, this.#mask);
      const found = this.#frame(this.#first, payload);
      this.#first = -1;
      if (found !== null) return found;
    }
  }

  /** Reads a header if it is there. */
  #header(): Fault | null {
    const bytes = this.#bytes;
    const at = this.#at;
    const held = bytes.length - at;
    if (held < 2) return null;
    const first = bytes[at]!;
    const second = bytes[at + 1]!;
    const short = second & 0x7f;
    const fault = this.#forbidden(first, second);
    if (fault !== null) return fault;
    const size = (short < 126 ? 2 : short === 126 ? 4 : 10) + this.#masks;
    if (held < size) return null;
    const length = short < 126 ? short : short === 126 ? uint16(bytes, at + 2) : uint64(bytes, at + 2);
    const before = (first & CONTROL) === 0 ? (this.#fragments?.length ?? 0) : 0;
    if (length + before > this.#limit && (first & CONTROL) === 0) {
      return { code: CloseCode.tooBig, reason: `a message may have ${this.#limit} bytes` };
    }
    const mask = this.#mask;
    for (let i = 0; i < this.#masks; i++) mask[i] = bytes[at + size - 4 + i]!;
    this.#first = first;
    this.#length = length;
    this.#at = at + size;
    return null;
  }

  #forbidden(first: number, second: number): Fault | null {
    const opcode = first & 0x0f;
    if ((first & RESERVED) !== 0) return broken('reserved bits are set, and no extension was agreed on');
    if (((second & MASKED) !== 0) !== this.#masks > 0) {
      return broken(`what a ${this.#masks > 0 ? 'client sends must be' : 'server sends must not be'} masked`);
    }
    if ((opcode & CONTROL) !== 0) {
      if (opcode > Opcode.pong) return broken(`there is no opcode ${opcode}`);
      if ((first & FIN) === 0) return broken('control frames are not fragmented');
      return (second & 0x7f) > LONGEST_CONTROL ? broken('control frames have 125 bytes at most') : null;
    }
    if (opcode > Opcode.binary) return broken(`there is no opcode ${opcode}`);
    if ((opcode === Opcode.continuation) === (this.#fragmented !== 0)) return null;
    return broken(
      this.#fragmented === 0 ? 'there is nothing to continue' : 'the last message was not finished',
    );
  }

  /** All of the frame's payload, null while it has not arrived. */
  #payload(): Uint8Array | null {
    const from = this.#at;
    const missing = this.#length - (this.#body?.length ?? 0);
    const to = Math.min(from + missing, this.#bytes.length);
    const part = this.#bytes.subarray(from, to);
    this.#at = to;
    if (to === this.#bytes.length) {
      this.#bytes = NOTHING;
      this.#at = 0;
    }
    if (this.#body === null && part.length === missing) return part;
    this.#body ??= new Gathered();
    this.#body.add(part, this.#length);
    if (part.length < missing) return null;
    const { bytes } = this.#body;
    this.#body = null;
    return bytes;
  }

  /** What a whole frame is or completes; null: a fragment. */
  #frame(first: number, payload: Uint8Array): Frame | Fault | null {
    const opcode = first & 0x0f;
    if ((first & (FIN | CONTROL)) === FIN && this.#fragmented === 0) return message(opcode, payload);
    if ((opcode & CONTROL) !== 0) return { opcode, payload };
    if (opcode !== Opcode.continuation) {
      this.#fragmented = opcode;
      this.#fragments = new Gathered();
    }
    const fragments = this.#fragments!;
    fragments.add(payload, this.#limit);
    if ((first & FIN) === 0) return null;
    const whole = message(this.#fragmented, fragments.bytes);
    this.#fragmented = 0;
    this.#fragments = null;
    return whole;
  }
}

/** Bytes that come piece by piece, in memory that doubles. */
class Gathered {
  #bytes = NOTHING;
  length = 0;

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  /** `most`: how long all will be at most. */
  add(part: Uint8Array, most: number): void {
    const length = this.length + part.length;
    if (length > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(2 * length, most));
      larger.set(this.bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(part, this.length);
    this.length = length;
  }
}

function message(opcode: number, payload: Uint8Array): Frame | Fault {
  if (opcode === Opcode.text && !isUtf8(payload)) {
    return { code: CloseCode.notUtf8, reason: 'a text message is not UTF-8' };
  }
  return { opcode, payload };
}

function uint16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}

/** Rounded beyond 2^53, which is beyond any limit. */
function uint64(bytes: Uint8Array, at: number): number {
  let sum = 0;
  for (let i = at; i < at + 8; i++) sum = sum * 256 + bytes[i]!;
  return sum;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}

const HEADER = 10;

export function headerSize(length: number): number {
  if (length < 126) return 2;
  return length < 0x10000 ? 4 : HEADER;
}

/** The header of a whole frame of the server's, at the beginning of `into`. */
export function writeHeader(into: Buffer, length: number, opcode: number): void {
  into[0] = FIN | opcode;
  if (length < 126) {
    into[1] = length;
  } else if (length < 0x10000) {
    into[1] = 126;
    into.writeUInt16BE(length, 2);
  } else {
    into[1] = 127;
    into.writeUInt32BE(0, 2);
    into.writeUInt32BE(length, 6);
  }
}
