/**
 * A client's WebSocket, without extensions, for who makes many calls a second: what one turn sends leaves in one write, and what
 * comes lies in the system's buffer for as long as a Beat says, and is read at once then. The process sleeps meanwhile, and that
 * buffer holds the router back when it is full (docs/decisions/orchestrator-load.md).
 *
 * 1. Nothing lies longer than the Beat said when it was left, nothing once somebody says goodbye, and no rest of a message.
 * 2. What the RFC forbids ends the connection with the close code it names.
 * 3. `onclose` is called once, and nothing after it. What waits to be sent is bounded: beyond it the connection is lost.
 */
import type { Socket } from 'node:net';
import type { Beat } from '../peer/beat.ts';
import type { WebSocketClass, WebSocketLike } from '../peer/web-socket-link.ts';
import {
  CloseCode,
  closeCodeOf,
  closePayload,
  type Fault,
} from '../router-lite/transports/websocket-close.ts';
import { type Frame, Opcode, WebSocketReader } from '../router-lite/transports/websocket-frames.ts';
import { MaskedFrames } from './masked-frames.ts';
import { requestWebSocket } from './websocket-request.ts';

/** Bytes of one message, as in `ws`. */
const LONGEST_MESSAGE = 100 * 1024 * 1024;
/** Milliseconds for the other end's goodbye. */
const LAST_WORDS = 5_000;
/** Bytes that wait to be sent: of a router that reads so little our asking does not go through in any time. */
const LONGEST_QUEUE = 256 * 1024 * 1024;
/** Who asks and does not read is not answered. */
const PONG_BACKLOG = 64 * 1024;
const LOST = 1006;
const State = { connecting: 0, open: 1, closing: 2, closed: 3 } as const;

/** The class whose sockets keep to this beat. */
export function beatSocket(beat: Beat): WebSocketClass {
  return class extends BeatSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, beat);
    }
  };
}

const utf8 = new TextDecoder();

class BeatSocket implements WebSocketLike {
  /** Binary messages are Uint8Arrays, whatever is asked for. */
  binaryType = 'arraybuffer';
  protocol = '';
  readyState: number = State.connecting;
  onopen: WebSocketLike['onopen'] = null;
  onmessage: WebSocketLike['onmessage'] = null;
  onerror: WebSocketLike['onerror'] = null;
  onclose: WebSocketLike['onclose'] = null;
  readonly #beat: Beat;
  readonly #giveUp: () => void;
  readonly #reader = new WebSocketReader(LONGEST_MESSAGE, 'server');
  readonly #frames = new MaskedFrames((bytes) => this.#write(bytes));
  #socket: Socket | null = null;
  #rest: NodeJS.Timeout | null = null;
  #lastWords: NodeJS.Timeout | undefined;
  #farewell = { code: LOST, reason: '', wasClean: false };
  #stopHearing = () => {};

  constructor(url: string, protocols: readonly string[], beat: Beat) {
    this.#beat = beat;
    this.#giveUp = requestWebSocket(
      { url, protocols },
      {
        opened: (socket, protocol) => this.#opened(socket, protocol),
        read: (bytes) => this.#read(bytes),
        failed: () => this.#closed(),
      },
    );
  }

  /** Not copied: it must not change any more. */
  send(data: Uint8Array): void {
    if (this.readyState === State.open) this.#frames.add(Opcode.binary, data);
  }

  close(code: number = CloseCode.normal, reason = ''): void {
    if (this.readyState === State.connecting) this.#giveUp();
    else if (this.readyState === State.open) this.#sayClose(closePayload(code, reason));
  }

  #opened(socket: Socket, protocol: string): void {
    this.#socket = socket;
    this.protocol = protocol;
    this.readyState = State.open;
    socket.setNoDelay(true);
    socket.setTimeout(0);
    socket.on('error', () => this.onerror?.(undefined as never));
    socket.on('close', () => this.#closed());
    this.#stopHearing = this.#beat.onHurry(() => this.#wake());
    this.onopen?.(undefined as never);
  }

  #write(bytes: Uint8Array): void {
    const socket = this.#socket;
    if (!socket || socket.destroyed) return;
    if (socket.writableLength > LONGEST_QUEUE) socket.destroy(new Error('the router reads nothing'));
    else socket.write(bytes);
  }

  #read(bytes: Uint8Array): boolean {
    const reader = this.#reader;
    reader.push(bytes);
    for (let next = reader.next(); next !== null; next = reader.next()) {
      if ('code' in next) {
        this.#fail(next);
        return false;
      }
      this.#onFrame(next);
    }
    const { rest } = this.#beat;
    if (rest === 0 || !reader.isBetween || this.readyState !== State.open) {
      this.#wake();
      return true;
    }
    // One rest at a time: TLS gives what it has read already also where the reading was stopped.
    this.#rest ??= setTimeout(() => this.#wake(), rest);
    return false;
  }

  /** What lies is read. */
  #wake(): void {
    if (this.#rest === null) return;
    clearTimeout(this.#rest);
    this.#rest = null;
    this.#socket?.resume();
  }

  #onFrame({ opcode, payload }: Frame): void {
    if (this.readyState === State.closed) return;
    if (opcode === Opcode.binary) this.onmessage?.({ data: payload } as never);
    else if (opcode === Opcode.text) this.onmessage?.({ data: utf8.decode(payload) } as never);
    else if (opcode === Opcode.ping) this.#pong(payload);
    else if (opcode === Opcode.close) this.#onGoodbye(payload);
  }

  #pong(payload: Uint8Array): void {
    if (this.readyState !== State.open || this.#socket!.writableLength > PONG_BACKLOG) return;
    this.#frames.add(Opcode.pong, payload);
  }

  #onGoodbye(payload: Uint8Array): void {
    const code = closeCodeOf(payload);
    if (typeof code !== 'number') {
      this.#fail(code);
      return;
    }
    this.#farewell = { code, reason: utf8.decode(payload.subarray(2)), wasClean: true };
    this.#sayClose(payload);
    this.#frames.flush();
    this.#socket?.end();
  }

  #fail({ code, reason }: Fault): void {
    this.#farewell = { code: LOST, reason, wasClean: false };
    this.#sayClose(closePayload(code, reason));
    this.#frames.flush();
    this.#socket?.destroySoon();
  }

  /** Our close frame, once: nothing is sent behind it. */
  #sayClose(payload: Uint8Array): void {
    if (this.readyState !== State.open) return;
    this.#frames.add(Opcode.close, payload);
    this.readyState = State.closing;
    this.#wake();
    this.#lastWords = setTimeout(() => this.#socket?.destroy(), LAST_WORDS);
  }

  #closed(): void {
    if (this.readyState === State.closed) return;
    this.readyState = State.closed;
    clearTimeout(this.#lastWords);
    if (this.#rest) clearTimeout(this.#rest);
    this.#stopHearing();
    this.onclose?.(this.#farewell as never);
  }
}
