/** A TCP or Unix socket whose RawSocket handshake is done, as a transport. The bytes are raw-frames.ts's. */
import { WampError } from '../core/errors.ts';
import type { Id, Message } from '../core/messages.ts';
import { Pieces, type Serializer } from '../serializers/serializer.ts';
import { isDroppable } from './droppable.ts';
import { Outbox } from './outbox.ts';
import { begun, FrameReader, FrameType, headed } from './raw-frames.ts';
import { receive } from './receive.ts';
import type { StreamSocket } from './stream-socket.ts';
import type { TransportInfo, TransportListener } from './transport.ts';
import { read } from './turn.ts';
import { TurnWriter } from './turn-writer.ts';
import type { ProbedTransport, Traffic } from './websocket.ts';

export interface RawSocketOptions {
  readonly serializer: Serializer;
  /** Remote address, `unix` for a Unix socket. */
  readonly peer: string;
  /** Bytes of the longest message we take, as our handshake said. */
  readonly receiveLimit: number;
  /** Bytes of the longest message the peer takes, as its handshake said. */
  readonly sendLimit: number;
  readonly traffic?: Traffic;
  /** Told how long each piece is that comes from the network. */
  readonly received?: (bytes: number) => void;
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
/** A larger payload is not copied behind its header. */
const TOGETHER = 4096;

export function rawSocketTransport(socket: StreamSocket, options: RawSocketOptions): ProbedTransport {
  const { serializer, traffic = { bytesIn: 0, bytesOut: 0 }, closeTimeout = 2000 } = options;
  const { sendLimit } = options;
  const reader = new FrameReader(options.receiveLimit);
  const writer = new TurnWriter(socket);
  let listener: TransportListener | null = null;
  let cause: string | null = null;
  let over = false;
  /** The peer is held back: nothing is heard of it, pongs neither. */
  let isPaused = false;
  let tooLong = 0;
  let ended = false;
  let lastWords: NodeJS.Timeout | undefined;
  let probing: NodeJS.Timeout | undefined;

  function frame(type: number, message: Uint8Array | Pieces, taken?: () => void): void {
    const payload = message instanceof Pieces ? message.payload : message;
    if (payload.length <= TOGETHER) {
      writer.write(headed(type, message), taken);
      return;
    }
    writer.write(begun(type, message));
    writer.write(payload, taken);
  }

  const outbox = new Outbox<Uint8Array | Pieces>(
    {
      get buffered() {
        return writer.buffered;
      },
      write(bytes, taken) {
        if (ended || socket.destroyed) return;
        traffic.bytesOut += bytes.length;
        frame(FrameType.message, bytes, taken);
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

  /** Nothing more is written; the other end has a moment to read what was. */
  function finish(): void {
    if (ended) return;
    ended = true;
    writer.flush();
    socket.end();
    // What it still says is not listened to, but its goodbye must be seen.
    if (isPaused) socket.resume();
    lastWords = setTimeout(() => socket.destroy(), closeTimeout);
  }

  function heard(): void {
    clearTimeout(probing);
    probing = undefined;
  }

  function end(reason: string): void {
    cause ??= reason;
    socket.destroy();
  }

  /**
   * What the peer cannot take must end neither its connection nor the call: an answer becomes an ERROR that fits, and to an
   * INVOCATION we answer in the peer's stead, for any caller could shut it out otherwise. False for what nobody waits for.
   */
  function declined(message: Message): boolean {
    if (message.type === 'RESULT' || message.type === 'ERROR') {
      const text = `the answer is longer than the ${sendLimit} bytes you take; connect with a larger limit`;
      outbox.send(serializer.encode(tooLongFor('CALL', message.request, text)), false);
    } else if (message.type === 'INVOCATION') {
      const answer = tooLongFor('INVOCATION', message.request, `the callee takes ${sendLimit} bytes at most`);
      // In a turn of its own, as everything is told.
      setImmediate(() => {
        if (cause === null) listener?.message(answer);
      });
    } else {
      return false;
    }
    return true;
  }

  function onFrame(type: number, payload: Uint8Array, to: TransportListener): void {
    if (type === FrameType.message) {
      traffic.bytesIn += payload.length;
      const framing = undefined;
      receive({ frame: payload, serializer, framing, listener: to, isOver: () => cause !== null });
    } else if (type === FrameType.ping) {
      // Who asks but does not read must not fill our memory with answers.
      if (writer.buffered < PONG_BACKLOG) frame(FrameType.pong, payload);
    } else if (type !== FrameType.pong) {
      to.violation(`there is no RawSocket frame of type ${type}: 0 is a message, 1 a ping, 2 a pong`);
    }
  }

  socket.pause();
  const deal = (data: Uint8Array): void => {
    heard();
    options.received?.(data.length);
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
  };
  socket.on('data', (data) => read(data, deal));
  socket.on('end', () => {
    cause ??= 'left';
    finish();
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
    get isFull() {
      return outbox.isFull;
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
      const bytes = serializer.pieces(message);
      if (bytes.length <= sendLimit) {
        outbox.send(bytes, droppable);
        return;
      }
      if (droppable) tooLong++;
      else if (!declined(message)) setImmediate(() => end('message too big'));
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
      finish();
    },
    probe(timeout) {
      if (probing !== undefined || cause !== null || isPaused) return;
      probing = setTimeout(() => end('no pong'), timeout);
      frame(FrameType.ping, new Uint8Array());
    },
  };
}

function tooLongFor(requestType: 'CALL' | 'INVOCATION', request: Id, text: string): Message {
  const payload = { args: [text] };
  return { type: 'ERROR', requestType, request, details: {}, error: WampError.payloadSizeExceeded, payload };
}
