/**
 * A socket whose WebSocket handshake is done, as a transport: the server's end, without extensions (RFC 6455). The bytes
 * are websocket-frames.ts's.
 *
 * 1. A broken frame ends the connection with the close code of the RFC. The end of ours is the end of the socket: of a peer
 *    that does not answer a close frame nobody waits longer than the close time-out.
 * 2. Nothing is heard any more once either side said that it closes, and nothing follows our close frame.
 */
import type { Pieces, Serializer } from '../serializers/serializer.ts';
import { Batch } from './batch.ts';
import { isDroppable } from './droppable.ts';
import { FrameWriter } from './frame-writer.ts';
import { Outbox } from './outbox.ts';
import { receive } from './receive.ts';
import type { StreamSocket } from './stream-socket.ts';
import type { Transport, TransportInfo, TransportListener } from './transport.ts';
import { read } from './turn.ts';
import { CloseCode, closeCodeOf, closePayload } from './websocket-close.ts';
import { type Frame, Opcode, WebSocketReader } from './websocket-frames.ts';

/** Counts the bytes of all messages of all sockets that share it. */
export interface Traffic {
  bytesIn: number;
  bytesOut: number;
}

export interface WebSocketOptions {
  readonly serializer: Serializer;
  /** Remote address. */
  readonly peer: string;
  /** Bytes a message of the peer may have. */
  readonly receiveLimit: number;
  readonly traffic?: Traffic;
  /** Told how long each piece is that comes from the network. */
  readonly received?: (bytes: number) => void;
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

const PONG_BACKLOG = 64 * 1024;
const NOTHING = new Uint8Array();

export function websocketTransport(socket: StreamSocket, options: WebSocketOptions): ProbedTransport {
  const { serializer, traffic = { bytesIn: 0, bytesOut: 0 }, closeTimeout = 2000 } = options;
  const framing = serializer.framing?.();
  const expected = serializer.binary ? Opcode.binary : Opcode.text;
  const reader = new WebSocketReader(options.receiveLimit);
  const writer = new FrameWriter(socket, serializer.binary);
  let listener: TransportListener | null = null;
  let cause: string | null = null;
  let over = false;
  /** The peer is held back: nothing is heard of it, pongs neither. */
  let isPaused = false;
  let deaf = false;
  let saidClose = false;
  let lastWords: NodeJS.Timeout | undefined;
  let probing: NodeJS.Timeout | undefined;

  const outbox = new Outbox<Uint8Array | Pieces>(
    {
      get buffered() {
        return writer.buffered;
      },
      write(bytes, taken) {
        if (saidClose || deaf || socket.destroyed) return;
        traffic.bytesOut += bytes.length;
        writer.write(bytes, taken);
      },
      offer: () => writer.flush(),
    },
    {
      limit: options.bufferedBytes ?? 8 * 1024 * 1024,
      holdMillis: options.holdMillis ?? 4000,
      relieved: (caughtUp) => listener?.relieved?.(caughtUp),
      drained: () => listener?.drained?.(),
    },
  );
  const batch = framing && new Batch(framing, (bytes, droppable) => outbox.send(bytes, droppable));

  function heard(): void {
    clearTimeout(probing);
    probing = undefined;
  }

  /** Our close frame, once; code 1005 is said by no code at all. */
  function sayClose(code: number, reason = ''): void {
    if (saidClose || deaf || socket.destroyed) return;
    writer.control(Opcode.close, code === CloseCode.none ? NOTHING : closePayload(code, reason));
    saidClose = true;
    hurry();
  }

  function hurry(): void {
    // What it still says is not listened to, but its goodbye must be seen.
    if (isPaused) socket.resume();
    lastWords ??= setTimeout(() => socket.destroy(), closeTimeout);
  }

  /** No more is written or heard. The other end closes its direction when it has read all. */
  function end(reason: string): void {
    cause ??= reason;
    if (deaf) return;
    deaf = true;
    writer.flush();
    socket.end();
    hurry();
  }

  function onFrame({ opcode, payload }: Frame, to: TransportListener): void {
    if (opcode === Opcode.text || opcode === Opcode.binary) {
      traffic.bytesIn += payload.length;
      // Nothing is heard any more once we said that we close.
      if (cause !== null) return;
      if (opcode !== expected) {
        to.violation(`${serializer.protocol} wants ${serializer.binary ? 'binary' : 'text'} frames`);
      } else {
        receive({ frame: payload, serializer, framing, listener: to, isOver: () => cause !== null });
      }
    } else if (opcode === Opcode.ping) {
      // Who asks but does not read must not fill our memory with answers.
      if (cause === null && writer.buffered < PONG_BACKLOG) writer.control(Opcode.pong, payload);
    } else if (opcode === Opcode.close) {
      onClose(closeCodeOf(payload));
    }
  }

  function onClose(code: ReturnType<typeof closeCodeOf>): void {
    if (typeof code !== 'number') {
      fail(code.code, code.reason);
      return;
    }
    const isGood = code === CloseCode.normal || code === CloseCode.goingAway || code === CloseCode.none;
    sayClose(code);
    end(isGood ? 'left' : 'lost');
  }

  function fail(code: number, reason: string): void {
    sayClose(code, reason);
    end(code === CloseCode.tooBig ? 'message too big' : 'broken');
  }

  socket.pause();
  const deal = (data: Uint8Array): void => {
    heard();
    options.received?.(data.length);
    if (deaf || listener === null) return;
    reader.push(data);
    for (let next = reader.next(); next !== null && !deaf; next = reader.next()) {
      if ('code' in next) fail(next.code, next.reason);
      else onFrame(next, listener);
    }
  };
  socket.on('data', (data) => read(data, deal));
  socket.on('end', () => end('lost'));
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
    get isFull() {
      return outbox.isFull;
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
      if (cause !== null || socket.destroyed) return;
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
      sayClose(CloseCode.normal, reason);
    },
    probe(timeout) {
      if (probing !== undefined || cause !== null || isPaused) return;
      probing = setTimeout(() => {
        cause ??= 'no pong';
        socket.destroy();
      }, timeout);
      writer.control(Opcode.ping, NOTHING);
    },
  };
}
