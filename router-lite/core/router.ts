/**
 * The whole core: connections in, deliveries out. It owns no clock, no socket and no timer: `now` is milliseconds of any
 * clock that does not run backwards, and every method returns at once with what is to be sent, in order.
 */
import type { ConnectionInfo, Decision } from './authenticator.ts';
import { sooner } from './deadlines.ts';
import type { Delivery, Turn } from './delivery.ts';
import { abort, Close, goodbye, ProtocolViolation, WampError } from './errors.ts';
import { Handshake } from './handshake.ts';
import type { Message, Uri } from './messages.ts';
import { Realm, type RealmPorts } from './realm.ts';
import type { RealmConfig } from './realm-config.ts';
import { Session, type Trust } from './session.ts';
import type { SlotCounts } from './slot-counts.ts';
import {
  fullestSlots,
  longestQueues,
  type QueueDepth,
  type RouterStats,
  type SlotDepth,
  sizesOf,
} from './stats.ts';

export type { Delivery } from './delivery.ts';
export type { RealmConfig } from './realm-config.ts';
export type { Session, Trust } from './session.ts';
export type { QueueDepth, RouterStats, SlotDepth } from './stats.ts';

export interface RouterOptions {
  readonly realms: Readonly<Record<Uri, RealmConfig>>;
  /** Uniform in [0, 1); the source of all global ids and of the `random` policy. */
  readonly random: () => number;
  /**
   * An authenticator that needs time: await `decision`, then hand its outcome to decided(); a rejection as `null`.
   * Without this hook such authenticators deny.
   */
  readonly later?: (session: Session, decision: Promise<Decision>) => void;
  /**
   * Unix time, in milliseconds, at `now` = 0, for the times the meta API and event history tell. Absent: by the host's clock at
   * the first step.
   */
  readonly epoch?: number;
  /** False: what is sent to this session now would wait in memory; facts it asked for wait in their log instead. Default: never. */
  readonly hasRoom?: (session: Session) => boolean;
  /**
   * The session has begun to lag: call replay() for it, when there is time and room, until lags() is false. It may be one of the
   * router's own (`hear`), which has no socket and always room.
   */
  readonly lagging?: (session: Session) => void;
  /** Something is being written that somebody waits for: await it, then call `resume`. Needed where slots are durable, and where a log of facts takes time. */
  readonly waitFor?: (
    written: Promise<unknown>,
    resume: (failure: string | null, now: number) => Delivery[],
  ) => void;
  /** Told why a slot could not be worked on, which is tried again; its store may be broken. Default: throws it. */
  readonly failed?: (error: unknown) => void;
}

export class RouterCore {
  readonly #realms: ReadonlyMap<Uri, Realm>;
  /** The same: asked for deadlines after every message, where an iterator would cost more than the asking. */
  readonly #all: readonly Realm[];
  readonly #handshake: Handshake;
  readonly #connections = new Set<Session>();

  #epoch: number | undefined;

  constructor(options: RouterOptions) {
    const { realms, random, later, epoch } = options;
    const { failed = rethrow, waitFor = cannotWait, hasRoom = () => true, lagging = () => {} } = options;
    this.#epoch = epoch;
    const ports: RealmPorts = {
      random,
      failed,
      factPorts: { hasRoom, lagging },
      waitFor: (written, resume) =>
        waitFor(written, (failure, now) => {
          const turn = this.#turn(now);
          resume(failure, turn);
          return turn.out;
        }),
    };
    this.#realms = new Map(
      Object.entries(realms).map(([name, config]) => [name, new Realm(name, config, ports)]),
    );
    this.#all = [...this.#realms.values()];
    this.#handshake = new Handshake({ realms: this.#realms, later });
  }

  /** A new connection. A trusted one still says HELLO, and is let in under that name without being asked. */
  connect(connection: ConnectionInfo, trust?: Trust): Session {
    const session = new Session(connection, trust);
    this.#connections.add(session);
    return session;
  }

  #turn(now: number): Turn {
    this.#epoch ??= Date.now() - now;
    return { now, epoch: this.#epoch, out: [] };
  }

  receive(session: Session, message: Message, now: number): Delivery[] {
    const turn = this.#turn(now);
    try {
      this.#receive(session, message, turn);
    } catch (error) {
      if (!(error instanceof ProtocolViolation)) throw error;
      this.#violation(session, error.message, turn);
    }
    return turn.out;
  }

  #receive(session: Session, message: Message, turn: Turn): void {
    const { state } = session;
    if (state.kind === 'closing' || state.kind === 'gone') return;
    if (message.type === 'ABORT') {
      // Never answered (spec: "ABORT"); the peer closes.
      this.#leave(session, turn);
    } else if (state.kind === 'open') {
      this.#realms.get(state.realm)!.receive(session, message, turn);
    } else if (state.kind === 'establishing' && message.type === 'HELLO') {
      this.#handshake.hello(session, message, turn);
    } else if (state.kind === 'challenged' && message.type === 'AUTHENTICATE') {
      this.#handshake.authenticate(session, message, turn);
    } else {
      throw new ProtocolViolation(`${message.type} may not be sent while the session is ${state.kind}`);
    }
  }

  /** What an authenticator decided that took its time; null when it failed. */
  decided(session: Session, decision: Decision | null, now: number): Delivery[] {
    const turn = this.#turn(now);
    this.#handshake.decide(session, decision, turn);
    return turn.out;
  }

  /** The peer sent what no codec can read, or broke another rule of the wire: ABORT and close. */
  violation(session: Session, reason: string, now: number): Delivery[] {
    const turn = this.#turn(now);
    this.#violation(session, reason, turn);
    return turn.out;
  }

  #violation(session: Session, reason: string, turn: Turn): void {
    if (session.state.kind === 'closing' || session.state.kind === 'gone') return;
    turn.out.push({ to: session, message: abort(WampError.protocolViolation, reason), close: true });
    this.#leave(session, turn);
  }

  /** The driver is about to end this session because it reads too slowly: those who watch the realm hear of it. */
  slow(session: Session, droppedMessages: number, now: number): Delivery[] {
    const { state } = session;
    if (state.kind !== 'open') return [];
    const turn = this.#turn(now);
    const { id, authid, authrole } = state.identity;
    const args = () => [{ session: id, authid, authrole, dropped_messages: droppedMessages }];
    this.#realms
      .get(state.realm)!
      .broker.publications.tell('wamp.session._on_slow_consumer', args, turn, session);
    return turn.out;
  }

  /** The transport is closed. Safe to call twice, and after the router's own last word. */
  disconnected(session: Session, now: number): Delivery[] {
    const turn = this.#turn(now);
    this.#leave(session, turn);
    session.state = { kind: 'gone' };
    this.#connections.delete(session);
    return turn.out;
  }

  #leave(session: Session, turn: Turn): void {
    if (session.state.kind === 'open') this.#realms.get(session.state.realm)!.leave(session, turn);
    else if (session.state.kind !== 'gone') session.state = { kind: 'closing' };
  }

  /** Runs what is due: call timeouts, and the end of the grace of calls that nobody serves. */
  tick(now: number): Delivery[] {
    const turn = this.#turn(now);
    for (const realm of this.#all) realm.tick(turn);
    return turn.out;
  }

  /** The session has facts to come that are in their log: hand them on by replay(). */
  lags(session: Session): boolean {
    return this.#realmOf(session)?.lags(session) ?? false;
  }

  /** The next few facts for a session that lags: a step of some 64 KiB, or of a few hundred facts that are not for it. */
  replay(session: Session, now: number): Delivery[] {
    const turn = this.#turn(now);
    this.#realmOf(session)?.replay(session, turn);
    return turn.out;
  }

  #realmOf({ state }: Session): Realm | undefined {
    return state.kind === 'open' ? this.#realms.get(state.realm) : undefined;
  }

  /** When tick() is next needed, in the clock of `now`; null when nothing is due. */
  nextDeadline(): number | null {
    let next: number | null = null;
    for (const realm of this.#all) next = sooner(next, realm.nextDeadline(this.#epoch ?? 0));
    return next;
  }

  /** GOODBYE wamp.close.system_shutdown to all, ABORT with the same reason to those not yet open. */
  shutdown(_now: number): Delivery[] {
    const out: Delivery[] = [];
    const said = goodbye(Close.systemShutdown);
    const refused = abort(Close.systemShutdown, 'the router shuts down');
    for (const to of this.#connections) {
      const { kind } = to.state;
      if (kind === 'closing' || kind === 'gone') continue;
      out.push({ to, message: kind === 'open' ? said : refused, close: true });
      if (kind !== 'open') to.state = { kind: 'closing' };
    }
    for (const realm of this.#all) realm.clear();
    return out;
  }

  realm(name: Uri): Realm | undefined {
    return this.#realms.get(name);
  }

  /** The longest queues there are, longest first, at most so many. */
  queues(most: number): QueueDepth[] {
    return longestQueues(this.#all, most);
  }

  /** The slots with most events that wait, or lie dead, at most so many; and what became of the events of all. */
  slots(most: number): { readonly depths: SlotDepth[]; readonly counts: SlotCounts } {
    return fullestSlots(this.#all, most);
  }

  stats(): RouterStats {
    return { connections: this.#connections.size, ...sizesOf(this.#all) };
  }
}

function cannotWait(): never {
  throw new Error('what is kept on disk needs RouterOptions.waitFor');
}

function rethrow(error: unknown): never {
  throw error;
}
