/** A WebSocket of the npm library `ws`, whose subprotocol was agreed on, as a transport. */
import { Pieces, type Serializer } from '../serializers/serializer.ts';
import { Batch } from './batch.ts';
import { isDroppable } from './droppable.ts';
import { type ByteStream, FrameWriter } from './frame-writer.ts';
import { Outbox } from './outbox.ts';
import { receive } from './receive.ts';
import type { Transport, TransportInfo, TransportListener } from './transport.ts';

/** The subset of `ws` in use. Its server must be made with `autoPong: false`: pings are answered here. */
export interface Socket {
  readonly bufferedAmount: number;
  readonly readyState: number;
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): unknown;
  on(event: 'close', listener: (code: number) => void): unknown;
  on(event: 'error', listener: (error: Error & { code?: string }) => void): unknown;
  on(event: 'ping', listener: (data: Buffer) => void): unknown;
  on(event: 'pong', listener: () => void): unknown;
  send(data: Uint8Array, options: { binary: boolean }, written?: () => void): void;
  ping(): void;
  pong(data: Buffer): void;
  close(code: number, reason: string): void;
  terminate(): void;
  pause(): void;
  resume(): void;
}

/** Counts the bytes of all messages of all sockets that share it. */
export interface Traffic {
  bytesIn: number;
  bytesOut: number;
}

export interface WebSocketOptions {
  readonly serializer: Serializer;
  /** Remote address. */
  readonly peer: string;
  /** The TCP socket beneath, where no extension was agreed on: messages are framed here and written to it. */
  readonly stream?: ByteStream;
  readonly traffic?: Traffic;
  /** Milliseconds a closing socket has for its last messages and the peer's close frame; default 2,000. */
  readonly closeTimeout?: number;
  /** What authenticators may know of the request that opened it. */
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

const OPEN = 1;
const PONG_BACKLOG = 64 * 1024;
/** RFC 6455: a close reason has at most 123 bytes. */
const REASON_BYTES = 123;
const utf8 = new TextEncoder();

export function websocketTransport(socket: Socket, options: WebSocketOptions): ProbedTransport {
  const { serializer, traffic = { bytesIn: 0, bytesOut: 0 }, closeTimeout = 2000 } = options;
  const framing = serializer.framing?.();
  const kind = { binary: serializer.binary };
  const writer = options.stream && new FrameWriter(options.stream, serializer.binary);
  let listener: TransportListener | null = null;
  let cause: string | null = null;
  let over = false;
  /** The peer is held back: nothing is heard of it, pongs neither. */
  let isPaused = false;
  let lastWords: NodeJS.Timeout | undefined;
  let probing: NodeJS.Timeout | undefined;

  const outbox = new Outbox<Uint8Array | Pieces>(
    {
      get buffered() {
        return socket.bufferedAmount;
      },
      write(bytes, taken) {
        traffic.bytesOut += bytes.length;
        if (writer === undefined) socket.send(bytes instanceof Pieces ? bytes.whole : bytes, kind, taken);
        // After a close frame of either side nothing may follow.
        else if (socket.readyState === OPEN) writer.write(bytes, taken);
      },
      offer: () => writer?.offer(),
    },
    {
      limit: options.bufferedBytes ?? 8 * 1024 * 1024,
      holdMillis: options.holdMillis ?? 4000,
      relieved: (caughtUp) => listener?.relieved?.(caughtUp),
    },
  );
  const batch = framing && new Batch(framing, (bytes, droppable) => outbox.send(bytes, droppable));

  function heard(): void {
    clearTimeout(probing);
    probing = undefined;
  }

  function end(reason: string): void {
    cause ??= reason;
    socket.terminate();
  }

  socket.pause();
  socket.on('pong', heard);
  socket.on('ping', (data) => {
    // Who asks but does not read must not fill our memory with answers.
    if (socket.bufferedAmount < PONG_BACKLOG) socket.pong(data);
  });
  socket.on('message', (data, isBinary) => {
    heard();
    traffic.bytesIn += data.length;
    // Nothing is heard any more once we said that we close.
    if (cause !== null || listener === null) return;
    if (isBinary !== serializer.binary) {
      listener.violation(`${serializer.protocol} wants ${serializer.binary ? 'binary' : 'text'} frames`);
    } else {
      receive({ frame: data, serializer, framing, listener, isOver: () => cause !== null });
    }
  });
  socket.on('error', (error) => {
    cause ??= error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' ? 'message too big' : 'broken';
  });
  socket.on('close', (code) => {
    heard();
    clearTimeout(lastWords);
    outbox.close();
    cause ??= code === 1000 || code === 1001 || code === 1005 ? 'left' : 'lost';
    over = true;
    listener?.closed(cause);
  });

  const info: TransportInfo = {
    kind: 'websocket',
    peer: options.peer,
    serializer: serializer.protocol,
    ...options.facts,
  };
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
      return outbox.dropped;
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
      if (cause !== null || socket.readyState !== OPEN) return;
      if (batch === undefined) outbox.send(serializer.pieces(message), isDroppable(message));
      else batch.add(serializer.encode(message), isDroppable(message));
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
      batch?.send();
      outbox.flush();
      cause = reason;
      // What it still says is not listened to, but its goodbye must be seen.
      if (isPaused) socket.resume();
      socket.close(1000, shorten(reason));
      lastWords = setTimeout(() => socket.terminate(), closeTimeout);
    },
    probe(timeout) {
      if (probing !== undefined || cause !== null || isPaused) return;
      probing = setTimeout(() => end('no pong'), timeout);
      socket.ping();
    },
  };
}

function shorten(reason: string): string {
  return utf8.encode(reason).length <= REASON_BYTES ? reason : reason.slice(0, REASON_BYTES / 3);
}
