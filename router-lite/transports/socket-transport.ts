/**
 * A transport over a socket, whatever frames it speaks: who listens, what waits for the peer, and how it ends. WebSocket and
 * RawSocket are its two.
 *
 * 1. The first cause is why it is closed; it is told once, when the socket is. Nothing is sent once there is one.
 * 2. Everything is told in a turn of its own, never from within listen().
 * 3. A peer that is held back still has the close time-out for our last words.
 */
import type { Message } from '../core/messages.ts';
import type { Pieces, Serializer } from '../serializers/serializer.ts';
import { Outbox, type Sink } from './outbox.ts';
import type { StreamSocket } from './stream-socket.ts';
import type { Transport, TransportInfo, TransportListener } from './transport.ts';
import { read } from './turn.ts';

/** Counts the bytes of all messages of all sockets that share it. */
export interface Traffic {
  bytesIn: number;
  bytesOut: number;
}

export interface SocketOptions {
  readonly serializer: Serializer;
  /** Remote address, `unix` for a Unix socket. */
  readonly peer: string;
  /** Bytes a message of the peer may have. */
  readonly receiveLimit: number;
  readonly traffic?: Traffic;
  /** Told how long each piece is that comes from the network. */
  readonly received?: (bytes: number) => void;
  /** Milliseconds a closing socket has for its last messages; default 2,000. */
  readonly closeTimeout?: number;
  /** What authenticators may know of its TLS connection, or of the request that opened it. */
  readonly facts?: Pick<TransportInfo, 'cookie' | 'issued' | 'channelBinding'>;
  /** Bytes that may wait for a slow peer, its socket's buffer included; default 8 MiB. See outbox.ts. */
  readonly bufferedBytes?: number;
  /** How long others may be held back for a slow peer at a time; default 4,000. */
  readonly holdMillis?: number;
}

export interface ProbedTransport extends Transport {
  /** Sends a ping and ends the connection as `no pong` unless something is heard within `timeout` milliseconds. */
  probe(timeout: number): void;
}

/** Puts frames into the socket: all that a turn writes in one piece. */
export interface SocketWriter {
  /** Bytes not yet handed to the system. */
  readonly buffered: number;
  /** Lets go what is held back until the turn ends. */
  flush(): void;
}

/** As a message is given to a socket. */
export type Encoded = Uint8Array | Pieces;

export abstract class SocketTransport<Writer extends SocketWriter> implements ProbedTransport {
  readonly info: TransportInfo;
  protected readonly socket: StreamSocket;
  protected readonly writer: Writer;
  protected readonly serializer: Serializer;
  protected readonly traffic: Traffic;
  protected readonly outbox: Outbox<Encoded>;
  protected cause: string | null = null;
  #listener: TransportListener | null = null;
  readonly #closeTimeout: number;
  #over = false;
  /** The peer is held back: nothing is heard of it, pongs neither. */
  #isPaused = false;
  #lastWords: NodeJS.Timeout | undefined;
  #probing: NodeJS.Timeout | undefined;

  constructor(kind: string, socket: StreamSocket, writer: Writer, options: SocketOptions) {
    const { serializer, peer, facts, traffic = { bytesIn: 0, bytesOut: 0 }, closeTimeout = 2000 } = options;
    this.info = { kind, peer, serializer: serializer.protocol, ...facts };
    this.socket = socket;
    this.writer = writer;
    this.serializer = serializer;
    this.traffic = traffic;
    this.#closeTimeout = closeTimeout;
    const sink: Sink<Encoded> = {
      get buffered() {
        return writer.buffered;
      },
      write: (bytes, taken) => this.write(bytes, taken),
      offer: () => writer.flush(),
    };
    this.outbox = new Outbox<Encoded>(sink, {
      limit: options.bufferedBytes ?? 8 * 1024 * 1024,
      holdMillis: options.holdMillis ?? 4000,
      relieved: (caughtUp) => this.#listener?.relieved?.(caughtUp),
      drained: () => this.#listener?.drained?.(),
    });
    this.#open(options.received);
  }

  /** Frames a message for the writer, unless nothing is written any more. */
  protected abstract write(message: Encoded, taken?: () => void): void;
  /** The next bytes of the peer. */
  protected abstract deal(data: Uint8Array, to: TransportListener): void;
  /** The peer's direction of the socket ended. */
  protected abstract ended(): void;
  protected abstract ping(): void;
  abstract send(message: Message): void;
  abstract close(reason: string): void;

  #open(received: ((bytes: number) => void) | undefined): void {
    const { socket } = this;
    socket.pause();
    const deal = (data: Uint8Array): void => {
      this.#heard();
      received?.(data.length);
      if (this.#listener !== null) this.deal(data, this.#listener);
    };
    socket.on('data', (data) => read(data, deal));
    socket.on('end', () => this.ended());
    socket.on('error', () => {
      this.cause ??= 'lost';
    });
    socket.on('close', () => {
      this.#heard();
      clearTimeout(this.#lastWords);
      this.outbox.close();
      this.cause ??= 'lost';
      this.#over = true;
      this.#listener?.closed(this.cause);
    });
  }

  #heard(): void {
    clearTimeout(this.#probing);
    this.#probing = undefined;
  }

  /** Ends our direction of the socket: what was written still goes out. */
  protected endSocket(): void {
    this.writer.flush();
    this.socket.end();
    this.hurry();
  }

  /** The other end has a moment to read what was written. */
  protected hurry(): void {
    // What it still says is not listened to, but its goodbye must be seen.
    if (this.#isPaused) this.socket.resume();
    this.#lastWords ??= setTimeout(() => this.socket.destroy(), this.#closeTimeout);
  }

  protected destroy(reason: string): void {
    this.cause ??= reason;
    this.socket.destroy();
  }

  /** As if the peer had sent it, in a turn of its own. */
  protected hear(message: Message): void {
    setImmediate(() => {
      if (this.cause === null) this.#listener?.message(message);
    });
  }

  get buffered(): number {
    return this.outbox.bytes;
  }

  get isHopeless(): boolean {
    return this.outbox.isHopeless;
  }

  get isFull(): boolean {
    return this.outbox.isFull;
  }

  get isBehind(): boolean {
    return this.outbox.isBehind;
  }

  get dropped(): number {
    return this.outbox.dropped;
  }

  listen(to: TransportListener): void {
    this.#listener = to;
    setImmediate(() => {
      if (this.#over) to.closed(this.cause ?? 'lost');
      else this.socket.resume();
    });
  }

  pause(): void {
    if (this.cause !== null) return;
    this.#isPaused = true;
    this.#heard();
    this.socket.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.socket.resume();
  }

  probe(timeout: number): void {
    if (this.#probing !== undefined || this.cause !== null || this.#isPaused) return;
    this.#probing = setTimeout(() => this.destroy('no pong'), timeout);
    this.ping();
  }
}
