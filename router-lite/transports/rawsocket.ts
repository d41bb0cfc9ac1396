/** A TCP or Unix socket whose RawSocket handshake is done, as a transport. The bytes are raw-frames.ts's. */
import type { Message } from '../core/messages.ts';
import type { Serializer } from '../serializers/serializer.ts';
import { isDroppable } from './droppable.ts';
import { Outbox } from './outbox.ts';
import { FrameReader, FrameType, frameHeader } from './raw-frames.ts';
import { receive } from './receive.ts';
import type { TransportInfo, TransportListener } from './transport.ts';
import type { ProbedTransport, Traffic } from './websocket.ts';

/** The subset of node:net's Socket in use. */
export interface StreamSocket {
  readonly writableLength: number;
  readonly destroyed: boolean;
  on(event: 'data', listener: (data: Uint8Array) => void): unknown;
  on(event: 'end' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  write(data: Uint8Array, written?: () => void): unknown;
  cork(): void;
  uncork(): void;
  pause(): unknown;
  resume(): unknown;
  end(): unknown;
  destroy(): unknown;
}

export interface RawSocketOptions {
  readonly serializer: Serializer;
  /** Remote address, `unix` for a Unix socket. */
  readonly peer: string;
  /** Bytes of the longest message we take, as our handshake said. */
  readonly receiveLimit: number;
  /** Bytes of the longest message the peer takes, as its handshake said. */
  readonly sendLimit: number;
  readonly traffic?: Traffic;
  /** What authenticators may know of its TLS connection. */
  readonly facts?: Pick<TransportInfo, 'channelBinding'>;
  /** Milliseconds a closing socket has for its last messages; default 2,000. */
  readonly closeTimeout?: number;
  /** Bytes that may wait for a slow peer, its socket's buffer included; default 8 MiB. See outbox.ts. */
  readonly bufferedBytes?: number;
  /** How long others may be held back for a slow peer at a time; default 4,000. */
  readonly holdMillis?: number;
}

const PONG_BACKLOG = 64 * 1024;
const LARGEST_FRAME = 2 ** 24 - 1;

export function rawSocketTransport(socket: StreamSocket, options: RawSocketOptions): ProbedTransport {
  const { serializer, traffic = { bytesIn: 0, bytesOut: 0 }, closeTimeout = 2000 } = options;
  const sendLimit = Math.min(options.sendLimit, LARGEST_FRAME);
  const reader = new FrameReader(options.receiveLimit);
  let listener: TransportListener | null = null;
  let cause: string | null = null;
  let over = false;
  /** The peer is held back: nothing is heard of it, pongs neither. */
  let isPaused = false;
  let tooLong = 0;
  let corked = false;
  let lastWords: NodeJS.Timeout | undefined;
  let probing: NodeJS.Timeout | undefined;

  /** What one turn writes leaves in one piece. */
  function frame(type: number, payload: Uint8Array, taken?: () => void): void {
    if (!corked) {
      corked = true;
      socket.cork();
      process.nextTick(() => {
        corked = false;
        socket.uncork();
      });
    }
    socket.write(frameHeader(type, payload.length));
    socket.write(payload, taken);
  }

  const outbox = new Outbox(
    {
      get buffered() {
        return socket.writableLength;
      },
      write(bytes, taken) {
        traffic.bytesOut += bytes.length;
        frame(FrameType.message, bytes, taken);
      },
      offer() {
        if (!corked) return;
        socket.uncork();
        socket.cork();
      },
    },
    {
      limit: options.bufferedBytes ?? 8 * 1024 * 1024,
      holdMillis: options.holdMillis ?? 4000,
      relieved: (caughtUp) => listener?.relieved?.(caughtUp),
    },
  );

  function heard(): void {
    clearTimeout(probing);
    probing = undefined;
  }

  function end(reason: string): void {
    cause ??= reason;
    socket.destroy();
  }

  /** Answers a request whose answer the peer cannot take; false for what is no answer to a request. */
  function insteadOf(message: Message): Uint8Array | null {
    if (message.type !== 'RESULT' && message.type !== 'ERROR') return null;
    const text = `the answer is longer than the ${sendLimit} bytes you take; connect with a larger limit`;
    return serializer.encode({
      type: 'ERROR',
      requestType: 'CALL',
      request: message.request,
      details: {},
      error: 'wamp.error.payload_size_exceeded',
      payload: { args: [text] },
    });
  }

  function onFrame(type: number, payload: Uint8Array, to: TransportListener): void {
    if (type === FrameType.message) {
      traffic.bytesIn += payload.length;
      const framing = undefined;
      receive({ frame: payload, serializer, framing, listener: to, isOver: () => cause !== null });
    } else if (type === FrameType.ping) {
      // Who asks but does not read must not fill our memory with answers.
      if (socket.writableLength < PONG_BACKLOG) frame(FrameType.pong, payload);
    } else if (type !== FrameType.pong) {
      to.violation(`there is no RawSocket frame of type ${type}: 0 is a message, 1 a ping, 2 a pong`);
    }
  }

  socket.pause();
  socket.on('data', (data) => {
    heard();
    // Nothing is heard any more once we said that we close.
    if (cause !== null || listener === null) return;
    reader.push(data);
    for (let next = reader.next(); next !== null; next = reader.next()) {
      if (next === 'too long') {
        end('message too big');
        return;
      }
      onFrame(next.type, next.payload, listener);
      if (cause !== null) return;
    }
  });
  socket.on('end', () => {
    cause ??= 'left';
    socket.end();
  });
  socket.on('error', () => {
    cause ??= 'lost';
  });
  socket.on('close', () => {
    heard();
    clearTimeout(lastWords);
    outbox.close();
    cause ??= 'lost';
    over = true;
    listener?.closed(cause);
  });

  const { peer, facts } = options;
  const info: TransportInfo = { kind: 'rawsocket', peer, serializer: serializer.protocol, ...facts };
  return {
    info,
    get buffered() {
      return outbox.bytes;
    },
    get isHopeless() {
      return outbox.isHopeless;
    },
    get isBehind() {
      return outbox.isBehind;
    },
    get dropped() {
      return outbox.dropped + tooLong;
    },
    listen(to) {
      listener = to;
      // In a turn of its own, as everything is told: never from within listen().
      setImmediate(() => {
        if (over) to.closed(cause ?? 'lost');
        else socket.resume();
      });
    },
    send(message) {
      if (cause !== null || socket.destroyed) return;
      const droppable = isDroppable(message);
      const bytes = serializer.encode(message);
      if (bytes.length <= sendLimit) {
        outbox.send(bytes, droppable);
        return;
      }
      const instead = droppable ? null : insteadOf(message);
      if (droppable) tooLong++;
      else if (instead !== null) outbox.send(instead, false);
      else setImmediate(() => end('message too big'));
    },
    pause() {
      if (cause !== null) return;
      isPaused = true;
      heard();
      socket.pause();
    },
    resume() {
      isPaused = false;
      socket.resume();
    },
    close(reason) {
      if (cause !== null) return;
      outbox.flush();
      cause = reason;
      // What it still says is not listened to, but its goodbye must be seen.
      if (isPaused) socket.resume();
      socket.end();
      lastWords = setTimeout(() => socket.destroy(), closeTimeout);
    },
    probe(timeout) {
      if (probing !== undefined || cause !== null || isPaused) return;
      probing = setTimeout(() => end('no pong'), timeout);
      frame(FrameType.ping, new Uint8Array());
    },
  };
}
