/** WebSocket frames, framed for a socket (RFC 6455, section 5.2): what a turn writes leaves in one piece. */
import { Pieces, writeMessage } from '../serializers/serializer.ts';
import { type ByteStream, TurnWriter } from './turn-writer.ts';
import { headerSize, Opcode, writeHeader } from './websocket-frames.ts';

/** A larger payload is not copied behind its header. */
const TOGETHER = 4096;

export class FrameWriter {
  readonly #writer: TurnWriter;
  readonly #opcode: number;

  constructor(stream: ByteStream, binary: boolean) {
    this.#writer = new TurnWriter(stream);
    this.#opcode = binary ? Opcode.binary : Opcode.text;
  }

  /** Bytes not yet handed to the system. */
  get buffered(): number {
    return this.#writer.buffered;
  }

  /** `written` is called once the system has taken these bytes, and all before them. */
  write(message: Uint8Array | Pieces, written?: () => void): void {
    const writer = this.#writer;
    const payload = message instanceof Pieces ? message.payload : message;
    if (payload.length <= TOGETHER) {
      writer.write(framed(message, this.#opcode), written);
      return;
    }
    writer.write(message instanceof Pieces ? begun(message, this.#opcode) : header(message, this.#opcode));
    writer.write(payload, written);
  }

  /** A close, ping or pong, of 125 bytes at most. */
  control(opcode: number, payload: Uint8Array): void {
    const frame = Buffer.allocUnsafe(2 + payload.length);
    writeHeader(frame, payload.length, opcode);
    frame.set(payload, 2);
    this.#writer.write(frame);
  }

  /** Lets go what is held back until the turn ends: much of it must not look like a peer that reads nothing. */
  flush(): void {
    this.#writer.flush();
  }
}

/** The last message framed: an event goes to its subscribers one after another, and is framed once. */
let last: Uint8Array | Pieces | null = null;
let lastOpcode = 0;
let lastFrame: Uint8Array = new Uint8Array();

function framed(message: Uint8Array | Pieces, opcode: number): Uint8Array {
  if (last === message && lastOpcode === opcode) return lastFrame;
  const { length } = message;
  const size = headerSize(length);
  const frame = Buffer.allocUnsafe(size + length);
  writeHeader(frame, length, opcode);
  writeMessage(message, frame, size);
  last = message;
  lastOpcode = opcode;
  lastFrame = frame;
  return frame;
}

function header({ length }: Uint8Array, opcode: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(headerSize(length));
  writeHeader(bytes, length, opcode);
  return bytes;
}

/** All but the payload. */
function begun(message: Pieces, opcode: number): Uint8Array {
  const size = headerSize(message.length);
  const bytes = Buffer.allocUnsafe(size + message.head.length);
  writeHeader(bytes, message.length, opcode);
  message.writeHead(bytes, size);
  return bytes;
}
