/**
 * The driver: transports in, deliveries out. The one file that sends, and the only one with a clock; the core decides
 * everything else. Runs wherever JavaScript does: what needs Node is in node/.
 *
 * 1. Every connection ends in one core.disconnected(), whatever ended it, and is sent nothing afterwards.
 * 2. What the core answers to one message is sent before the next message is looked at.
 * 3. No connection waits for another: who reads too slowly misses events, oldest first, and is closed when even that
 *    does not keep its buffer in bounds (transports/outbox.ts).
 * 4. One timer, set to the nearest of the core's deadlines and the handshakes'.
 */
import { Admission } from './admission.ts';
import { asking } from './asking.ts';
import { BackOff } from './auth/back-off.ts';
import type { Delivery } from './core/delivery.ts';
import { abort, Close, WampError } from './core/errors.ts';
import type { Message } from './core/messages.ts';
import { type RouterStats as CoreStats, RouterCore } from './core/router.ts';
import type { Session, Trust } from './core/session.ts';
import { type Counts, causeOf, noneMet, tally, tallyEnd, tallyError } from './counts.ts';
import { type Limits, limitsOf, type RouterOptions, realmsOf } from './options.ts';
import { type LinkedEnd, linkedPair } from './transports/linked-pair.ts';
import type { Transport } from './transports/transport.ts';

export interface BareRouter {
  readonly limits: Limits;
  /** Serves a connection until it ends. `trust`: the host vouches for it, so it needs no authentication. */
  accept(transport: Transport, trust?: Trust): void;
  /** Why a connection from this address would be refused now, in words for its user; null when it would not. */
  refusal(address: string): string | null;
  /** A session of this process, vouched for; its end is what peer/link.ts calls a Link. */
  link(trust: Trust): LinkedEnd;
  stats(): RouterStats;
  /** GOODBYE to all; resolves when every connection is closed, within limits.closeMillis. May be repeated. */
  close(): Promise<void>;
}

export type RouterStats = CoreStats & Counts;

interface Connection {
  readonly session: Session;
  readonly transport: Transport;
  /** Why we ended it; null while we have not. */
  cause: string | null;
  /** Of transport.dropped, what is counted. */
  dropped: number;
  /** When those who watch were last told that it misses messages. */
  toldAt: number;
}

export function createBareRouter(options: RouterOptions): BareRouter {
  return new Driver(options);
}

class Driver implements BareRouter {
  readonly limits: Limits;
  readonly #core: RouterCore;
  readonly #onError: (error: unknown) => void;
  readonly #connections = new Map<Session, Connection>();
  readonly #admission: Admission;
  /** Whom to close for reading too slowly, once all is sent. */
  readonly #slow: Connection[] = [];
  /** Of whom to tell that they miss messages, once all is sent. */
  readonly #missing: Connection[] = [];
  #depth = 0;
  /** When each handshake must be over; all have the same time, so the first is the next. */
  readonly #handshakes = new Map<Session, number>();
  readonly #received: Record<string, number> = {};
  readonly #sent: Record<string, number> = {};
  readonly #closed: Record<string, number> = {};
  #droppedBytes = 0;
  #droppedMessages = 0;
  #slowEpisodes = 0;
  readonly #errors: Record<string, number> = {};
  readonly #limits = noneMet();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #closing: Promise<void> | null = null;
  #emptied: (() => void) | null = null;

  constructor(options: RouterOptions) {
    this.limits = limitsOf(options);
    this.#admission = new Admission(this.limits);
    this.#onError = options.onError ?? ((error) => console.error('lehr router:', error));
    this.#core = new RouterCore({
      realms: realmsOf(options, {
        ask: asking((trust) => this.link(trust), this.#onError),
        backOff: new BackOff({ now }),
      }),
      random: options.random ?? Math.random,
      epoch: performance.timeOrigin,
      later: (session, decision) => {
        const decided = (outcome: Awaited<typeof decision> | null) =>
          this.#run(session, () => this.#core.decided(session, outcome, now()));
        decision.then(decided, () => decided(null));
      },
    });
  }

  accept(transport: Transport, trust?: Trust): void {
    const { peer } = transport.info;
    const refusal = trust && !this.#closing ? null : this.refusal(peer);
    if (refusal !== null) {
      this.#refuse(transport, refusal);
      return;
    }
    const session = this.#core.connect(transport.info, trust);
    const connection: Connection = {
      session,
      transport,
      cause: null,
      dropped: 0,
      toldAt: Number.NEGATIVE_INFINITY,
    };
    this.#connections.set(session, connection);
    this.#admission.enter(peer);
    if (trust === undefined) this.#handshakes.set(session, now() + this.limits.handshakeMillis);
    transport.listen({
      message: (message) => this.#receive(connection, message),
      violation: (reason) => this.#run(session, () => this.#core.violation(session, reason, now())),
      closed: (reason) => this.#leave(connection, reason),
    });
    this.#arm();
  }

  refusal(address: string): string | null {
    if (this.#closing) return 'the router is shutting down';
    const refusal = this.#admission.refusal(address);
    if (refusal !== null) this.#limits[refusal.limit]++;
    return refusal?.text ?? null;
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
      droppedMessages: this.#droppedMessages,
      slowEpisodes: this.#slowEpisodes,
      errors: { ...this.#errors },
      limits: { ...this.#limits },
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

  #refuse(transport: Transport, text: string): void {
    tally(this.#closed, 'refused');
    transport.listen({ message: () => {}, violation: () => {}, closed: () => {} });
    transport.send(abort(WampError.unavailable, text));
    transport.close('refused');
  }

  #receive(connection: Connection, message: Message): void {
    const { session } = connection;
    tally(this.#received, message.type);
    this.#run(session, () => this.#core.receive(session, message, now()));
    // An ABORT is not answered (spec: "ABORT"), and not every peer that sent one closes the connection.
    if (message.type === 'ABORT') this.#end(connection, 'left');
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
    this.#depth++;
    for (const delivery of deliveries) this.#send(delivery);
    // Ending a session makes further deliveries (meta events): they must not overtake these, and a thousand slow
    // consumers that hear of each other's end must not end our stack.
    if (this.#depth === 1) {
      this.#tellMissing();
      this.#endSlow();
      // Who learned of an end may miss messages for it.
      if (this.#missing.length > 0) this.#tellMissing();
    }
    this.#depth--;
  }

  #send({ to, message, close }: Delivery): void {
    const connection = this.#connections.get(to);
    if (connection === undefined || connection.cause !== null) return;
    const { transport } = connection;
    tally(this.#sent, message.type);
    if (message.type === 'ERROR') tallyError(this.#errors, this.#limits, message);
    transport.send(message);
    if (message.type === 'WELCOME') this.#handshakes.delete(to);
    if (close) {
      this.#end(connection, causeOf(message));
    } else if (transport.isHopeless ?? transport.buffered > this.limits.bufferedBytes) {
      connection.cause = 'slow consumer';
      this.#slow.push(connection);
    }
    this.#countDropped(connection);
  }

  #countDropped(connection: Connection): void {
    const { dropped = 0 } = connection.transport;
    if (dropped === connection.dropped) return;
    this.#droppedMessages += dropped - connection.dropped;
    connection.dropped = dropped;
    const at = now();
    if (at - connection.toldAt < SLOW_NEWS_MILLIS) return;
    connection.toldAt = at;
    this.#slowEpisodes++;
    if (connection.cause === null) this.#missing.push(connection);
  }

  /** What others send meanwhile may make these miss messages too: each is told of once in a while, so this ends. */
  #tellMissing(): void {
    for (let next = this.#missing.pop(); next !== undefined; next = this.#missing.pop()) {
      this.#deliver(this.#core.slow(next.session, next.transport.dropped ?? 0, now()));
    }
  }

  #endSlow(): void {
    for (let next = this.#slow.pop(); next !== undefined; next = this.#slow.pop()) {
      this.#droppedBytes += next.transport.buffered;
      this.#deliver(this.#core.slow(next.session, next.transport.dropped ?? 0, now()));
      // For the case that it reads after all: it learns why.
      next.transport.send(SLOW);
      this.#part(next, 'slow consumer');
    }
  }

  /** Ends a connection from our side, once. */
  #end(connection: Connection, cause: string): void {
    if (connection.cause !== null) return;
    connection.cause = cause;
    this.#part(connection, cause);
  }

  /** The core forgets the session now; the transport has a moment for what it still holds. */
  #part(connection: Connection, cause: string): void {
    const { transport, session } = connection;
    tallyEnd(this.#closed, this.#limits, cause);
    transport.close(cause);
    this.#countDropped(connection);
    this.#forget(session);
  }

  /** The transport is closed: the last we hear of a connection. */
  #leave(connection: Connection, reason: string): void {
    const { session, transport, cause } = connection;
    if (!this.#connections.delete(session)) return;
    this.#admission.leave(transport.info.peer);
    if (cause === null) {
      connection.cause = reason;
      tallyEnd(this.#closed, this.#limits, reason);
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

const SLOW: Message = {
  type: 'GOODBYE',
  details: { message: 'slow consumer: you read more slowly than you are sent to' },
  reason: Close.killed,
  payload: {},
};

/** Who misses messages time and again is in the news only so often. */
const SLOW_NEWS_MILLIS = 10_000;

/** setTimeout counts in 31 bits. */
const MAX_DELAY = 2 ** 31 - 1;

/** Milliseconds that never run backwards, whatever happens to the clock on the wall. */
function now(): number {
  return performance.now();
}
