/**
 * A socket whose WebSocket handshake is done, as a transport: the server's end, without extensions (RFC 6455). The bytes
 * are websocket-frames.ts's.
 *
 * 1. A broken frame ends the connection with the close code of the RFC. The end of ours is the end of the socket: of a peer
 *    that does not answer a close frame nobody waits longer than the close time-out.
 * 2. Nothing is heard any more once either side said that it closes, and nothing follows our close frame.
 */
import type { Message } from '../core/messages.ts';
import type { Framing } from '../serializers/serializer.ts';
import { Batch } from './batch.ts';
import { isDroppable } from './droppable.ts';
import { FrameWriter } from './frame-writer.ts';
import { receive } from './receive.ts';
import {
  type Encoded,
  type ProbedTransport,
  type SocketOptions,
  SocketTransport,
} from './socket-transport.ts';
import type { StreamSocket } from './stream-socket.ts';
import type { TransportListener } from './transport.ts';
import { CloseCode, closeCodeOf, closePayload } from './websocket-close.ts';
import { type Frame, Opcode, WebSocketReader } from './websocket-frames.ts';

const PONG_BACKLOG = 64 * 1024;
const NOTHING = new Uint8Array();

export function websocketTransport(socket: StreamSocket, options: SocketOptions): ProbedTransport {
  return new WebSocketTransport(socket, options);
}

class WebSocketTransport extends SocketTransport<FrameWriter> {
  readonly #reader: WebSocketReader;
  readonly #framing: Framing | undefined;
  readonly #batch: Batch | undefined;
  readonly #expected: number;
  /** The socket was ended: nothing is written or heard. */
  #deaf = false;
  #saidClose = false;

  constructor(socket: StreamSocket, options: SocketOptions) {
    const { serializer } = options;
    super('websocket', socket, new FrameWriter(socket, serializer.binary), options);
    this.#reader = new WebSocketReader(options.receiveLimit);
    this.#expected = serializer.binary ? Opcode.binary : Opcode.text;
    this.#framing = serializer.framing?.();
    if (this.#framing !== undefined) {
      this.#batch = new Batch(this.#framing, (bytes, droppable) => this.outbox.send(bytes, droppable));
    }
  }

  protected override write(message: Encoded, taken?: () => void): void {
    if (this.#isMute) return;
    this.traffic.bytesOut += message.length;
    this.writer.write(message, taken);
  }

  get #isMute(): boolean {
    return this.#saidClose || this.#deaf || this.socket.destroyed;
  }

  protected override deal(data: Uint8Array, to: TransportListener): void {
    if (this.#deaf) return;
    const reader = this.#reader;
    reader.push(data);
    for (let next = reader.next(); next !== null && !this.#deaf; next = reader.next()) {
      if ('code' in next) this.#fail(next.code, next.reason);
      else this.#onFrame(next, to);
    }
  }

  #onFrame({ opcode, payload }: Frame, to: TransportListener): void {
    if (opcode === Opcode.text || opcode === Opcode.binary) {
      this.traffic.bytesIn += payload.length;
      // Nothing is heard any more once we said that we close.
      if (this.cause === null) this.#onMessage(opcode, payload, to);
    } else if (opcode === Opcode.ping) {
      // Who asks but does not read must not fill our memory with answers.
      const { writer } = this;
      if (this.cause === null && writer.buffered < PONG_BACKLOG) writer.control(Opcode.pong, payload);
    } else if (opcode === Opcode.close) {
      this.#onClose(closeCodeOf(payload));
    }
  }

  #onMessage(opcode: number, frame: Uint8Array, to: TransportListener): void {
    const { serializer } = this;
    if (opcode !== this.#expected) {
      to.violation(`${serializer.protocol} wants ${serializer.binary ? 'binary' : 'text'} frames`);
      return;
    }
    receive({ frame, serializer, framing: this.#framing, listener: to, isOver: () => this.cause !== null });
  }

  #onClose(code: ReturnType<typeof closeCodeOf>): void {
    if (typeof code !== 'number') {
      this.#fail(code.code, code.reason);
      return;
    }
    const isGood = code === CloseCode.normal || code === CloseCode.goingAway || code === CloseCode.none;
    this.#sayClose(code);
    this.#end(isGood ? 'left' : 'lost');
  }

  #fail(code: number, reason: string): void {
    this.#sayClose(code, reason);
    this.#end(code === CloseCode.tooBig ? 'message too big' : 'broken');
  }

  /** Our close frame, once; code 1005 is said by no code at all. */
  #sayClose(code: number, reason = ''): void {
    if (this.#isMute) return;
    this.writer.control(Opcode.close, code === CloseCode.none ? NOTHING : closePayload(code, reason));
    this.#saidClose = true;
    this.hurry();
  }

  /** No more is written or heard. The other end closes its direction when it has read all. */
  #end(reason: string): void {
    this.cause ??= reason;
    if (this.#deaf) return;
    this.#deaf = true;
    this.endSocket();
  }

  protected override ended(): void {
    this.#end('lost');
  }

  protected override ping(): void {
    this.writer.control(Opcode.ping, NOTHING);
  }

  override send(message: Message): void {
    if (this.cause !== null || this.socket.destroyed) return;
    if (this.#batch === undefined) this.outbox.send(this.serializer.pieces(message), isDroppable(message));
    else this.#batch.add(this.serializer.encode(message), isDroppable(message));
  }

  override close(reason: string): void {
    if (this.cause !== null) return;
    this.#batch?.send();
    this.outbox.flush();
    this.cause = reason;
    this.#sayClose(CloseCode.normal, reason);
  }
}
