/**
 * WebSocket data frames written past the library `ws`, straight to its TCP socket: all that one turn of the event loop
 * writes to a socket goes to the system in one call when the turn ends.
 * `ws` writes its own frames (ping, pong, close) in one piece and in order with these. RFC 6455, section 5.2; no
 * extension may be negotiated.
 */
import { Pieces } from '../serializers/serializer.ts';

/** The subset of a `net.Socket` in use. */
export interface ByteStream {
  write(bytes: Uint8Array, written?: () => void): unknown;
  cork(): void;
  uncork(): void;
}

const TEXT = 0x81;
const BINARY = 0x82;
const HEADER = 10;
/** A larger message is not copied behind its header. */
const TOGETHER = 2048;
const NOTHING = new Uint8Array();

/** Writers that wrote in this turn. */
let busy: FrameWriter[] = [];

function endTurn(): void {
  const writers = busy;
  busy = [];
  for (const writer of writers) writer.endTurn();
}

export class FrameWriter {
  readonly #stream: ByteStream;
  readonly #opcode: number;
  #corked = false;

  constructor(stream: ByteStream, binary: boolean) {
    this.#stream = stream;
    this.#opcode = binary ? BINARY : TEXT;
  }

  /** `written` is called once the system has taken these bytes, and all before them. */
  write(message: Uint8Array | Pieces, written?: () => void): void {
    const stream = this.#stream;
    if (!this.#corked) {
      this.#corked = true;
      stream.cork();
      if (busy.push(this) === 1) setImmediate(endTurn);
    }
    if (message instanceof Pieces) {
      stream.write(header(message.length, this.#opcode, message.head));
      stream.write(message.payload, written);
    } else if (message.length <= TOGETHER) {
      stream.write(framed(message, this.#opcode), written);
    } else {
      stream.write(header(message.length, this.#opcode));
      stream.write(message, written);
    }
  }

  /** Lets go what is held back until the turn ends: much of it must not look like a peer that reads nothing. */
  offer(): void {
    if (!this.#corked) return;
    this.#stream.uncork();
    this.#stream.cork();
  }

  endTurn(): void {
    this.#corked = false;
    this.#stream.uncork();
  }
}

/** The last message framed: an event goes to its subscribers one after another, and is framed once. */
let last: { readonly message: Uint8Array; readonly opcode: number; readonly frame: Uint8Array } | null = null;

function framed(message: Uint8Array, opcode: number): Uint8Array {
  if (last !== null && last.message === message && last.opcode === opcode) return last.frame;
  const frame = Buffer.allocUnsafe(headerSize(message.length) + message.length);
  writeHeader(frame, message.length, opcode);
  frame.set(message, frame.length - message.length);
  last = { message, opcode, frame };
  return frame;
}

/** A frame's header, and the bytes it is to be followed by. */
function header(length: number, opcode: number, then: Uint8Array = NOTHING): Uint8Array {
  const size = headerSize(length);
  const bytes = Buffer.allocUnsafe(size + then.length);
  writeHeader(bytes, length, opcode);
  bytes.set(then, size);
  return bytes;
}

function headerSize(length: number): number {
  if (length < 126) return 2;
  return length < 0x10000 ? 4 : HEADER;
}

function writeHeader(into: Buffer, length: number, opcode: number): void {
  into[0] = opcode;
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
