/** A TCP or Unix socket whose RawSocket handshake is done, as a transport. The bytes are raw-frames.ts's. */
import { WampError } from '../core/errors.ts';
import type { Id, Message } from '../core/messages.ts';
import { Pieces } from '../serializers/serializer.ts';
import { isDroppable } from './droppable.ts';
import { begun, FrameReader, FrameType, headed } from './raw-frames.ts';
import { receive } from './receive.ts';
import {
  type Encoded,
  type ProbedTransport,
  type SocketOptions,
  SocketTransport,
} from './socket-transport.ts';
import type { StreamSocket } from './stream-socket.ts';
import type { TransportListener } from './transport.ts';
import { TurnWriter } from './turn-writer.ts';

export interface RawSocketOptions extends SocketOptions {
  /** Bytes of the longest message the peer takes, as its handshake said. */
  readonly sendLimit: number;
}

const PONG_BACKLOG = 64 * 1024;
/** A larger payload is not copied behind its header. */
const TOGETHER = 4096;

export function rawSocketTransport(socket: StreamSocket, options: RawSocketOptions): ProbedTransport {
  return new RawSocketTransport(socket, options);
}

class RawSocketTransport extends SocketTransport<TurnWriter> {
  readonly #reader: FrameReader;
  readonly #sendLimit: number;
  #tooLong = 0;
  #ended = false;

  constructor(socket: StreamSocket, options: RawSocketOptions) {
    super('rawsocket', socket, new TurnWriter(socket), options);
    this.#reader = new FrameReader(options.receiveLimit);
    this.#sendLimit = options.sendLimit;
  }

  protected override write(message: Encoded, taken?: () => void): void {
    if (this.#ended || this.socket.destroyed) return;
    this.traffic.bytesOut += message.length;
    this.#frame(FrameType.message, message, taken);
  }

  #frame(type: number, message: Encoded, taken?: () => void): void {
    const payload = message instanceof Pieces ? message.payload : message;
    if (payload.length <= TOGETHER) {
      this.writer.write(headed(type, message), taken);
      return;
    }
    this.writer.write(begun(type, message));
    this.writer.write(payload, taken);
  }

  protected override deal(data: Uint8Array, to: TransportListener): void {
    // Nothing is heard any more once we said that we close.
    if (this.cause !== null) return;
    const reader = this.#reader;
    reader.push(data);
    for (let next = reader.next(); next !== null; next = reader.next()) {
      if (next === 'too long') {
        this.destroy('message too big');
        return;
      }
      this.#onFrame(next.type, next.payload, to);
      if (this.cause !== null) return;
    }
  }

  #onFrame(type: number, payload: Uint8Array, to: TransportListener): void {
    if (type === FrameType.message) {
      this.traffic.bytesIn += payload.length;
      const { serializer } = this;
      const framing = undefined;
      receive({ frame: payload, serializer, framing, listener: to, isOver: () => this.cause !== null });
    } else if (type === FrameType.ping) {
      // Who asks but does not read must not fill our memory with answers.
      if (this.writer.buffered < PONG_BACKLOG) this.#frame(FrameType.pong, payload);
    } else if (type !== FrameType.pong) {
      to.violation(`there is no RawSocket frame of type ${type}: 0 is a message, 1 a ping, 2 a pong`);
    }
  }

  protected override ended(): void {
    this.cause ??= 'left';
    this.#finish();
  }

  /** Nothing more is written; the other end has a moment to read what was. */
  #finish(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.endSocket();
  }

  protected override ping(): void {
    this.#frame(FrameType.ping, new Uint8Array());
  }

  override get dropped(): number {
    return super.dropped + this.#tooLong;
  }

  override send(message: Message): void {
    if (this.cause !== null || this.socket.destroyed) return;
    const droppable = isDroppable(message);
    const bytes = this.serializer.pieces(message);
    if (bytes.length <= this.#sendLimit) {
      this.outbox.send(bytes, droppable);
      return;
    }
    if (droppable) this.#tooLong++;
    else if (!this.#declined(message)) setImmediate(() => this.destroy('message too big'));
  }

  /**
   * What the peer cannot take must end neither its connection nor the call: an answer becomes an ERROR that fits, and to an
   * INVOCATION we answer in the peer's stead, for any caller could shut it out otherwise. False for what nobody waits for.
   */
  #declined(message: Message): boolean {
    const limit = this.#sendLimit;
    if (message.type === 'RESULT' || message.type === 'ERROR') {
      const text = `the answer is longer than the ${limit} bytes you take; connect with a larger limit`;
      this.outbox.send(this.serializer.encode(tooLongFor('CALL', message.request, text)), false);
    } else if (message.type === 'INVOCATION') {
      this.hear(tooLongFor('INVOCATION', message.request, `the callee takes ${limit} bytes at most`));
    } else {
      return false;
    }
    return true;
  }

  override close(reason: string): void {
    if (this.cause !== null) return;
    this.outbox.flush();
    this.cause = reason;
    this.#finish();
  }
}

function tooLongFor(requestType: 'CALL' | 'INVOCATION', request: Id, text: string): Message {
  const payload = { args: [text] };
  return { type: 'ERROR', requestType, request, details: {}, error: WampError.payloadSizeExceeded, payload };
}
