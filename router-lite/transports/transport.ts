/**
 * The seam between the router and the wires. A transport is the router's end of one connection; it carries whole
 * messages, in order, in both directions. linkedPair(), MessagePort, WebSocket and RawSocket all pass transport.suite.ts.
 */
import type { Message } from '../core/messages.ts';

/** What the router and its meta API may tell about a connection. */
export interface TransportInfo {
  /** `linked`, `websocket`, `rawsocket`, `messageport`. */
  readonly kind: string;
  /** Remote address, or `local`. */
  readonly peer: string;
  /** `wamp.2.json`, `wamp.2.msgpack` …, or `none` where objects are handed over. */
  readonly serializer: string;
  /** The Cookie header of the HTTP request that opened it. Never told to other peers. */
  readonly cookie?: string | undefined;
  /** Name → value of the cookies that the HTTP response set (login-cookies.ts). */
  readonly issued?: Readonly<Record<string, string>> | undefined;
  /** Channel binding data (RFC 5929, RFC 9266) where TLS is spoken and has this type: `tls-unique`, `tls-exporter`. */
  readonly channelBinding?: ((type: string) => Uint8Array | undefined) | undefined;
}

export interface TransportListener {
  message(message: Message): void;
  /** The peer sent what no codec can read. The router answers ABORT wamp.error.protocol_violation and closes. */
  violation(reason: string): void;
  /** `isBehind` of its transport is over: the peer caught up, or others were held back for it long enough. */
  relieved?(caughtUp: boolean): void;
  /** `isFull` of its transport is over. */
  drained?(): void;
  /** Once, and nothing after it; also after the router's own close(). */
  closed(reason: string): void;
}

export interface Transport {
  readonly info: TransportInfo;
  /** Bytes accepted by send() and not yet handed to the network; 0 where there is no buffer. */
  readonly buffered: number;
  /** Messages it gave up since its start because the peer reads too slowly (see outbox.ts); absent: never. */
  readonly dropped?: number;
  /** True: dropping does not help; close it. */
  readonly isHopeless?: boolean;
  /** True: what is sent now waits in memory; `drained` tells when it does not. Absent: never. */
  readonly isFull?: boolean;
  /** True: the peer reads, but too much waits for it: hold back whoever feeds it, until `relieved`. Absent: never. */
  readonly isBehind?: boolean;
  /** Attach once, before anything is delivered; messages that came earlier are delivered then, in order. */
  listen(listener: TransportListener): void;
  /** Never throws; a message for a closed transport is dropped. */
  send(message: Message): void;
  /** Reads nothing from the peer until resume(); absent: what it sends cannot be held back. */
  pause?(): void;
  resume?(): void;
  /** Sends what was accepted, then closes. */
  close(reason: string): void;
}
