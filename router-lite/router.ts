/**
 * The driver: transports in, deliveries out. The one file that sends, and the one whose clock the core goes by; the core decides
 * everything else. Runs wherever JavaScript does: what needs Node is in node/. What it keeps books of has files of its own
 * (admission, alarm, handshakes, holds, login-cookies, slow-consumers, tally); what is here is the life of a connection, whose
 * steps call each other.
 *
 * 1. Every connection ends in one core.disconnected(), whatever ended it, and is sent nothing afterwards.
 * 2. What the core answers to one message is sent before the next message is looked at.
 * 3. No connection waits for another, but for those that feed one that is behind and still reads, and for them not for long
 *    (holds.ts). Beyond that who reads too slowly misses events, oldest first, and is closed when even that does not keep
 *    its buffer in bounds (transports/outbox.ts).
 * 4. One timer, set to the nearest of the core's deadlines and the handshakes'.
 */
import { Admission } from './admission.ts';
import { Alarm } from './alarm.ts';
import { asking } from './asking.ts';
import { BackOff } from './auth/back-off.ts';
import type { BareRouter, RouterStats } from './bare-router.ts';
import { type Connection, connectionOf } from './connection.ts';
import type { Delivery } from './core/delivery.ts';
import { abort, Close, WampError } from './core/errors.ts';
import type { Message } from './core/messages.ts';
import { type QueueDepth, RouterCore } from './core/router.ts';
import type { Session, Trust } from './core/session.ts';
import { causeOf } from './counts.ts';
import { Handshakes } from './handshakes.ts';
import { feederOf, Holds } from './holds.ts';
import { type IssuedCookie, LoginCookies } from './login-cookies.ts';
import { type Limits, limitsOf, type RouterOptions, realmsOf } from './options.ts';
import { Replays } from './replays.ts';
import { SlowConsumers } from './slow-consumers.ts';
import { Tally } from './tally.ts';
import { type LinkedEnd, linkedPair } from './transports/linked-pair.ts';
import type { Transport } from './transports/transport.ts';

export function createBareRouter(options: RouterOptions): BareRouter {
  return new Driver(options);
}

class Driver implements BareRouter {
  readonly limits: Limits;
  readonly #core: RouterCore;
  readonly #onError: (error: unknown) => void;
  readonly #connections = new Map<Session, Connection>();
  readonly #admission: Admission;
  readonly #handshakes: Handshakes<Connection>;
  readonly #slow: SlowConsumers;
  readonly #holds = new Holds<Connection>(now);
  readonly #tally = new Tally();
  readonly #cookies = new LoginCookies(now);
  readonly #alarm = new Alarm(now, () => this.#tick());
  readonly #replays = new Replays<Session>({
    now,
    lags: (session) => this.#core.lags(session),
    hasRoom: (session) => this.#hasRoom(session),
    step: (session) => this.#guard(() => this.#core.replay(session, now())),
  });
  #depth = 0;
  #closing: Promise<void> | null = null;
  #emptied: (() => void) | null = null;

  constructor(options: RouterOptions) {
    this.limits = limitsOf(options);
    this.#admission = new Admission(this.limits);
    this.#handshakes = new Handshakes(this.limits.handshakeMillis);
    this.#slow = new SlowConsumers(this.#tally, this.limits.bufferedBytes, now);
    this.#onError = options.onError ?? ((error) => console.error('lehr router:', error));
    this.#core = new RouterCore({
      realms: realmsOf(options, {
        ask: asking((trust) => this.link(trust), this.#onError),
        backOff: new BackOff({ now }),
        jar: (realm, name, issue) => this.#cookies.open(realm, name, issue),
      }),
      random: options.random ?? Math.random,
      failed: this.#onError,
      epoch: performance.timeOrigin,
      hasRoom: (session) => this.#hasRoom(session),
      lagging: (session) => this.#replays.add(session),
      waitFor: (written, resume) => this.#after(written, (failure) => resume(failure, now())),
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
    const connection = connectionOf(session, transport);
    this.#connections.set(session, connection);
    this.#admission.enter(peer);
    if (trust === undefined) this.#handshakes.begin(connection, now());
    transport.listen({
      message: (message) => this.#receive(connection, message),
      violation: (reason) => this.#run(session, () => this.#core.violation(session, reason, now())),
      relieved: (caughtUp) => this.#relieve(connection, caughtUp),
      drained: () => this.#replays.roomFor(session),
      closed: (reason) => this.#leave(connection, reason),
    });
    this.#arm();
  }

  refusal(address: string): string | null {
    if (this.#closing) return 'the router is shutting down';
    const refusal = this.#admission.refusal(address);
    if (refusal !== null) this.#tally.limit(refusal.limit);
    return refusal?.text ?? null;
  }

  issueCookies(header: string | undefined): IssuedCookie[] {
    return this.#cookies.issue(header);
  }

  link(trust: Trust): LinkedEnd {
    const { transport, link } = linkedPair();
    this.accept(transport, trust);
    return link;
  }

  stats(): RouterStats {
    return { ...this.#core.stats(), ...this.#tally.counts(), ...this.#holds.stats() };
  }

  slots(most: number): ReturnType<BareRouter['slots']> {
    return this.#core.slots(most);
  }

  queues(most: number): QueueDepth[] {
    return this.#core.queues(most);
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
    this.#alarm.stop();
    this.#replays.stop();
  }

  #refuse(transport: Transport, text: string): void {
    this.#tally.closed('refused');
    transport.listen({ message: () => {}, violation: () => {}, closed: () => {} });
    transport.send(abort(WampError.unavailable, text));
    transport.close('refused');
  }

  #receive(connection: Connection, message: Message): void {
    const { session } = connection;
    this.#tally.received(message);
    this.#replays.heard();
    if (message.type === 'GOODBYE' && message.reason === Close.logout)
      this.#cookies.revoke(connection.transport.info);
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
    this.#deliver(deliveries, connection);
    this.#arm();
  }

  /** `feeder`: whose message it comes of; absent: nobody's. */
  #deliver(deliveries: readonly Delivery[], feeder?: Connection): void {
    this.#depth++;
    for (const delivery of deliveries) this.#send(delivery, feeder);
    if (this.#depth === 1) {
      this.#tellMissing();
      this.#endSlow();
      // Who learned of an end may miss messages for it.
      this.#tellMissing();
    }
    this.#depth--;
  }

  /** A step that is nobody's: what fails in it is told (false), and ends no session. */
  #guard(step: () => Delivery[]): boolean {
    let done = true;
    try {
      this.#deliver(step());
    } catch (error) {
      done = false;
      this.#onError(error);
    }
    this.#arm();
    return done;
  }

  /** A step once something is on disk, or cannot be, for whatever reason. */
  #after(written: Promise<unknown>, step: (failure: string | null) => Delivery[]): void {
    written.then(
      () => this.#guard(() => step(null)),
      (error: unknown) => {
        this.#onError(error);
        this.#guard(() => step(error instanceof Error ? error.message : String(error)));
      },
    );
  }

  #hasRoom(session: Session): boolean {
    if (session.hear !== undefined) return true;
    const connection = this.#connections.get(session);
    return connection !== undefined && connection.transport.isFull !== true;
  }

  #send({ to, message, close, from }: Delivery, feeder: Connection | undefined): void {
    const connection = this.#connections.get(to);
    if (connection === undefined || connection.cause !== null) return;
    const { transport } = connection;
    this.#tally.sent(message);
    transport.send(message);
    if (message.type === 'WELCOME') this.#handshakes.end(connection);
    if (message.type === 'WELCOME' || message.type === 'GOODBYE') this.#cookies.told(transport.info, message);
    if (close) this.#end(connection, causeOf(message));
    else if (transport.isBehind === true) {
      const source = feederOf(message, connection, from ? this.#connections.get(from) : feeder);
      if (source?.cause === null) this.#holds.hold(source, connection);
    }
    this.#slow.check(connection);
    this.#slow.countDropped(connection);
  }

  #relieve(connection: Connection, caughtUp: boolean): void {
    if (!caughtUp) this.#tally.limit('holdMillis');
    this.#holds.relieve(connection);
  }

  #tellMissing(): void {
    for (let next = this.#slow.nextMissing(); next !== undefined; next = this.#slow.nextMissing()) {
      this.#deliver(this.#core.slow(next.session, next.transport.dropped ?? 0, now()));
    }
  }

  #endSlow(): void {
    for (let next = this.#slow.nextHopeless(); next !== undefined; next = this.#slow.nextHopeless()) {
      this.#tally.abandoned(next.transport.buffered);
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
    const { transport } = connection;
    this.#tally.closed(cause);
    transport.close(cause);
    this.#slow.countDropped(connection);
    this.#forget(connection);
  }

  /** The transport is closed: the last we hear of a connection. */
  #leave(connection: Connection, reason: string): void {
    const { session, transport, cause } = connection;
    if (!this.#connections.delete(session)) return;
    this.#admission.leave(transport.info.peer);
    if (cause === null) {
      connection.cause = reason;
      this.#tally.closed(reason);
      this.#forget(connection);
    }
    if (this.#connections.size === 0) this.#emptied?.();
  }

  #forget(connection: Connection): void {
    this.#handshakes.end(connection);
    this.#replays.forget(connection.session);
    this.#holds.forget(connection);
    let deliveries: Delivery[] = [];
    try {
      deliveries = this.#core.disconnected(connection.session, now());
    } catch (error) {
      this.#onError(error);
    }
    this.#deliver(deliveries);
    this.#arm();
  }

  #arm(): void {
    this.#alarm.set(Math.min(this.#core.nextDeadline() ?? Number.POSITIVE_INFINITY, this.#handshakes.next));
  }

  #tick(): void {
    const at = now();
    this.#guard(() => this.#core.tick(at));
    for (const connection of this.#handshakes.takeLate(at)) {
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

/** Milliseconds that never run backwards, whatever happens to the clock on the wall. */
function now(): number {
  return performance.now();
}
