/**
 * The driver: transports in, deliveries out. The one file that sends, and the only one with a clock; the core decides
 * everything else. Runs wherever JavaScript does: what needs Node is in node/.
 *
 * 1. Every connection ends in one core.disconnected(), whatever ended it, and is sent nothing afterwards.
 * 2. What the core answers to one message is sent before the next message is looked at.
 * 3. No connection waits for another: whoever reads too slowly is closed once its buffer is full.
 * 4. One timer, set to the nearest of the core's deadlines and the handshakes'.
 */
import type { Delivery } from './core/delivery.ts';
import { abort, Close, WampError } from './core/errors.ts';
import type { Message } from './core/messages.ts';
import { type RouterStats as CoreStats, RouterCore } from './core/router.ts';
import type { Session, Trust } from './core/session.ts';
import { type Limits, limitsOf, type RouterOptions, realmsOf } from './options.ts';
import { type LinkedEnd, linkedPair } from './transports/linked-pair.ts';
import type { Transport } from './transports/transport.ts';

export interface BareRouter {
  readonly limits: Limits;
  /** Serves a connection until it ends. `trust`: the host vouches for it, so it needs no authentication. */
  accept(transport: Transport, trust?: Trust): void;
  /** A session of this process, vouched for; its end is what peer/link.ts calls a Link. */
  link(trust: Trust): LinkedEnd;
  stats(): RouterStats;
  /** GOODBYE to all; resolves when every connection is closed, within limits.closeMillis. May be repeated. */
  close(): Promise<void>;
}

export interface RouterStats extends CoreStats {
  /** Messages since the start, by type. */
  readonly received: Readonly<Record<string, number>>;
  readonly sent: Readonly<Record<string, number>>;
  /** Ended connections since the start, by cause: `left`, `lost`, `violation`, `slow consumer` … */
  readonly closed: Readonly<Record<string, number>>;
  /** Bytes that slow consumers had not taken when they were closed. */
  readonly droppedBytes: number;
}

interface Connection {
  readonly session: Session;
  readonly transport: Transport;
  /** Why we ended it; null while we have not. */
  cause: string | null;
}

export function createBareRouter(options: RouterOptions): BareRouter {
  return new Driver(options);
}

class Driver implements BareRouter {
  readonly limits: Limits;
  readonly #core: RouterCore;
  readonly #onError: (error: unknown) => void;
  readonly #connections = new Map<Session, Connection>();
  readonly #byAddress = new Map<string, number>();
  /** When each handshake must be over; all have the same time, so the first is the next. */
  readonly #handshakes = new Map<Session, number>();
  readonly #received: Record<string, number> = {};
  readonly #sent: Record<string, number> = {};
  readonly #closed: Record<string, number> = {};
  #droppedBytes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #closing: Promise<void> | null = null;
  #emptied: (() => void) | null = null;

  constructor(options: RouterOptions) {
    this.limits = limitsOf(options);
    this.#onError = options.onError ?? ((error) => console.error('lehr router:', error));
    this.#core = new RouterCore({
      realms: realmsOf(options),
      random: options.random ?? Math.random,
      later: (session, decision) => {
        const decided = (outcome: Awaited<typeof decision> | null) =>
          this.#run(session, () => this.#core.decided(session, outcome, now()));
        decision.then(decided, () => decided(null));
      },
    });
  }

  accept(transport: Transport, trust?: Trust): void {
    const refusal = this.#refusal(transport.info.peer, trust);
    if (refusal !== null) {
      this.#refuse(transport, refusal);
      return;
    }
    const session = this.#core.connect(transport.info, trust);
    const connection: Connection = { session, transport, cause: null };
    this.#connections.set(session, connection);
    count(this.#byAddress, transport.info.peer, 1);
    if (trust === undefined) this.#handshakes.set(session, now() + this.limits.handshakeMillis);
    transport.listen({
      message: (message) => this.#receive(connection, message),
      violation: (reason) => this.#run(session, () => this.#core.violation(session, reason, now())),
      closed: (reason) => this.#leave(connection, reason),
    });
    this.#arm();
  }

  link(trust: Trust): LinkedEnd {
    const { transport, link } = linkedPair();
    this.accept(transport, trust);
    return link;
  }

  stats(): RouterStats {
    return {
      ...this.#core.stats(),
      received: { ...this.#received },
      sent: { ...this.#sent },
      closed: { ...this.#closed },
      droppedBytes: this.#droppedBytes,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#shutdown();
    return this.#closing;
  }

  async #shutdown(): Promise<void> {
    const emptied = new Promise<void>((resolve) => {
      this.#emptied = resolve;
    });
    this.#deliver(this.#core.shutdown(now()));
    for (const connection of this.#connections.values()) this.#end(connection, 'shutdown');
    if (this.#connections.size > 0) await emptied;
    clearTimeout(this.#timer);
  }

  #refusal(peer: string, trust: Trust | undefined): string | null {
    if (this.#closing !== null) return 'the router is shutting down';
    if (trust !== undefined) return null;
    const { sessions, sessionsPerAddress } = this.limits;
    if (this.#connections.size >= sessions) return `the router has its limit of ${sessions} sessions`;
    if ((this.#byAddress.get(peer) ?? 0) < sessionsPerAddress) return null;
    return `this address has its limit of ${sessionsPerAddress} sessions`;
  }

  #refuse(transport: Transport, text: string): void {
    tally(this.#closed, 'refused');
    transport.listen({ message: () => {}, violation: () => {}, closed: () => {} });
    transport.send(abort(WampError.unavailable, text));
    transport.close('refused');
  }

  #receive({ session }: Connection, message: Message): void {
    tally(this.#received, message.type);
    this.#run(session, () => this.#core.receive(session, message, now()));
  }

  /** A fault of ours ends the session that met it, and no other. */
  #run(session: Session, step: () => Delivery[]): void {
    const connection = this.#connections.get(session);
    if (connection === undefined || connection.cause !== null) return;
    let deliveries: Delivery[];
    try {
      deliveries = step();
    } catch (error) {
      this.#onError(error);
      connection.transport.send(abort('wamp.error.internal', 'the router failed; its operator was told'));
      this.#end(connection, 'fault');
      return;
    }
    this.#deliver(deliveries);
    this.#arm();
  }

  #deliver(deliveries: readonly Delivery[]): void {
    const slow: Connection[] = [];
    for (const { to, message, close } of deliveries) {
      const connection = this.#connections.get(to);
      if (connection === undefined || connection.cause !== null) continue;
      const { transport } = connection;
      tally(this.#sent, message.type);
      transport.send(message);
      if (message.type === 'WELCOME') this.#handshakes.delete(to);
      if (close) this.#end(connection, causeOf(message));
      else if (transport.buffered > this.limits.bufferedBytes) slow.push(connection);
    }
    // After the list, for ending a session makes further deliveries, which must not overtake these.
    for (const connection of slow) {
      if (connection.cause !== null) continue;
      this.#droppedBytes += connection.transport.buffered;
      this.#end(connection, 'slow consumer');
    }
  }

  /** Ends a connection from our side. The core forgets it now; the transport has a moment for what it still holds. */
  #end(connection: Connection, cause: string): void {
    if (connection.cause !== null) return;
    connection.cause = cause;
    tally(this.#closed, cause);
    connection.transport.close(cause);
    this.#forget(connection.session);
  }

  /** The transport is closed: the last we hear of a connection. */
  #leave(connection: Connection, reason: string): void {
    const { session, transport, cause } = connection;
    if (!this.#connections.delete(session)) return;
    count(this.#byAddress, transport.info.peer, -1);
    if (cause === null) {
      connection.cause = reason;
      tally(this.#closed, reason);
      this.#forget(session);
    }
    if (this.#connections.size === 0) this.#emptied?.();
  }

  #forget(session: Session): void {
    this.#handshakes.delete(session);
    let deliveries: Delivery[] = [];
    try {
      deliveries = this.#core.disconnected(session, now());
    } catch (error) {
      this.#onError(error);
    }
    this.#deliver(deliveries);
    this.#arm();
  }

  #arm(): void {
    let due = this.#core.nextDeadline() ?? Number.POSITIVE_INFINITY;
    for (const handshake of this.#handshakes.values()) {
      due = Math.min(due, handshake);
      break;
    }
    // A timer that comes too early finds nothing due and is set again: cheaper than setting it anew at every message.
    if (due >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = due;
    this.#timer = setTimeout(() => this.#tick(), Math.min(Math.max(Math.ceil(due - now()), 0), MAX_DELAY));
  }

  #tick(): void {
    this.#timerAt = Number.POSITIVE_INFINITY;
    const at = now();
    try {
      this.#deliver(this.#core.tick(at));
    } catch (error) {
      this.#onError(error);
    }
    for (const [session, due] of this.#handshakes) {
      if (due > at) break;
      const connection = this.#connections.get(session)!;
      const seconds = this.limits.handshakeMillis / 1000;
      connection.transport.send(abort(WampError.timeout, `the handshake took longer than ${seconds} s`));
      this.#end(connection, 'handshake time-out');
    }
    this.#arm();
  }
}

/** setTimeout counts in 31 bits. */
const MAX_DELAY = 2 ** 31 - 1;

/** Milliseconds that never run backwards, whatever happens to the clock on the wall. */
function now(): number {
  return performance.now();
}

function tally(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

function count(counts: Map<string, number>, key: string, change: number): void {
  const sum = (counts.get(key) ?? 0) + change;
  if (sum === 0) counts.delete(key);
  else counts.set(key, sum);
}

/** Why the core ends a session, as the metrics name it. */
function causeOf(message: Message): string {
  if (message.type !== 'GOODBYE' && message.type !== 'ABORT') return 'closed';
  switch (message.reason) {
    case WampError.protocolViolation:
      return 'violation';
    case Close.systemShutdown:
      return 'shutdown';
    case Close.killed:
      return 'killed';
    default:
      return message.type === 'ABORT' ? 'denied' : 'left';
  }
}
