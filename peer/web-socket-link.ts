/** A Link over WebSocket and MessagePack, in browsers, Workers and Node (with `ws`). */
import type { Link, LinkFactory } from './link.ts';
import { decodeTuple } from './msgpack.ts';
import { encodeTuple } from './msgpack-encode.ts';

/**
 * What this file uses of a WebSocket: the browser's and the one of `ws` both fit. A binary message may be a Uint8Array that nobody
 * else holds, instead of an ArrayBuffer.
 */
export interface WebSocketLike {
  binaryType: string;
  readonly protocol: string;
  readonly readyState: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

export type WebSocketClass = new (url: string, protocols: string[]) => WebSocketLike;

const PROTOCOL = 'wamp.2.msgpack';
const OPEN = 1;
const OPEN_MILLIS = 10_000;

/**
 * Opens `url` (ws: or wss:) anew at each call. Rejects, in words for people, when the router cannot be reached within ten
 * seconds or does not speak wamp.2.msgpack. `Socket` defaults to the global WebSocket.
 */
export function webSocketLink(url: string, Socket?: WebSocketClass): LinkFactory {
  return () =>
    new Promise<Link>((resolve, reject) => {
      const Class = Socket ?? (globalThis as unknown as { readonly WebSocket?: WebSocketClass }).WebSocket;
      if (!Class) throw new Error('there is no WebSocket here: pass the class of the package ws');
      const socket = new Class(url, [PROTOCOL]);
      socket.binaryType = 'arraybuffer';
      const fail = (why: string) => {
        clearTimeout(timer);
        socket.onopen = null;
        socket.onclose = null;
        socket.close();
        reject(new Error(`${url}: ${why}`));
      };
      const timer = setTimeout(() => fail('no answer within 10 s'), OPEN_MILLIS);
      // An error is always followed by a close; `ws` throws when nobody listens.
      socket.onerror = () => {};
      socket.onclose = () => fail('the router cannot be reached');
      socket.onopen = () => {
        if (socket.protocol !== PROTOCOL) {
          fail('the server does not speak wamp.2.msgpack');
          return;
        }
        clearTimeout(timer);
        resolve(new WebSocketLink(socket));
      };
    });
}

class WebSocketLink implements Link {
  readonly protocol = PROTOCOL;
  onMessage: Link['onMessage'] = null;
  readonly #socket: WebSocketLike;
  #onClose: Link['onClose'] = null;
  #closed: { readonly reason: string; readonly clean: boolean } | null = null;

  constructor(socket: WebSocketLike) {
    this.#socket = socket;
    socket.onmessage = (event: { readonly data: string | ArrayBuffer | Uint8Array }) =>
      this.#receive(event.data);
    socket.onclose = (event: {
      readonly code: number;
      readonly reason: string;
      readonly wasClean: boolean;
    }) => {
      this.#end(event.reason || `the connection was lost (${event.code})`, event.wasClean);
    };
  }

  get onClose(): Link['onClose'] {
    return this.#onClose;
  }

  /** A socket may close before anyone listens: the listener hears of it then. */
  set onClose(listener: Link['onClose']) {
    this.#onClose = listener;
    const closed = this.#closed;
    if (closed) queueMicrotask(() => this.#onClose?.(closed.reason, closed.clean));
  }

  send(tuple: readonly unknown[]): void {
    if (this.#socket.readyState === OPEN) this.#socket.send(encodeTuple(tuple));
  }

  close(reason = ''): void {
    this.#socket.close(1000, clip(reason));
    this.#end(reason, true);
  }

  #receive(data: string | ArrayBuffer | Uint8Array): void {
    if (this.#closed) return;
    let tuple: unknown[];
    try {
      if (typeof data === 'string') throw new Error('a text frame in wamp.2.msgpack');
      tuple = decodeTuple(data instanceof Uint8Array ? data : new Uint8Array(data));
    } catch (error) {
      this.#socket.close(1000);
      this.#end(`the router sent what nobody can read: ${error}`, false);
      return;
    }
    this.onMessage?.(tuple);
  }

  #end(reason: string, clean: boolean): void {
    if (this.#closed) return;
    this.#closed = { reason, clean };
    this.#onClose?.(reason, clean);
  }
}

/** A close frame carries at most 123 bytes of UTF-8. */
function clip(reason: string): string {
  return reason.replace(/[^\x20-\x7e]/g, '?').slice(0, 120);
}
