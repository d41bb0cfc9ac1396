/** A realm: its sessions, their broker and dealer, and the meta API about them. Nothing passes from one realm to another. */
import type { Authenticator } from './authenticator.ts';
import { Broker } from './broker.ts';
import { sooner } from './deadlines.ts';
import { Dealer } from './dealer.ts';
import type { Turn, WaitFor } from './delivery.ts';
import { abort, goodbye, WampError } from './errors.ts';
import type { FactPorts } from './facts.ts';
import { Gatekeeper } from './gatekeeper.ts';
import { History, memoryLog } from './history.ts';
import { freshId, globalIds } from './ids.ts';
import type { Call, Id, Message, Uri } from './messages.ts';
import { META_PROCEDURES } from './meta.ts';
import type { MetaOutcome, MetaScope } from './meta-scope.ts';
import { sessionDetails } from './meta-sessions.ts';
import { slotProcedure } from './meta-slots.ts';
import { OwnCalls } from './own-calls.ts';
import { needsOf } from './questions.ts';
import { type RealmConfig, rolesOf, sessionLimitsOf, streamOf, streamsOf } from './realm-config.ts';
import type { Role } from './roles.ts';
import { Routing } from './routing.ts';
import type { Session } from './session.ts';
import { SLOT_LIMITS } from './slot-limits.ts';
import type { Streams } from './slot-place.ts';
import { Slots } from './slots.ts';
import { Testaments } from './testaments.ts';
import type { UriRule } from './uris.ts';
import { MIB } from './weight.ts';

/** What is not the realm's own. */
export interface RealmPorts {
  readonly random: () => number;
  readonly factPorts: FactPorts;
  readonly waitFor: WaitFor;
  readonly failed: (error: unknown) => void;
}

export class Realm {
  readonly name: Uri;
  readonly authenticators: ReadonlyMap<string, Authenticator>;
  readonly dealer: Dealer;
  readonly broker: Broker;
  readonly slots: Slots;
  readonly #roles: ReadonlyMap<string, Role>;
  readonly #uris: UriRule;
  readonly #slotPrefix: Uri;
  readonly #sessions = new Map<Id, Session>();
  readonly #ids: () => Id;
  readonly #testaments: Testaments;
  readonly #gatekeeper: Gatekeeper;
  readonly #own: OwnCalls;
  readonly #routing: Routing;

  constructor(name: Uri, config: RealmConfig, ports: RealmPorts) {
    const { random, factPorts, waitFor, failed } = ports;
    this.name = name;
    this.#ids = globalIds(random);
    this.#uris = config.uris ?? 'loose';
    this.#roles = rolesOf(config);
    this.authenticators = new Map(config.authenticators.map((each) => [each.method, each]));
    this.#testaments = new Testaments(this.#uris);
    const shared = { ids: this.#ids, uris: this.#uris, perSession: sessionLimitsOf(config) };
    const streams = streamsOf(config);
    const slotStreams: Streams = {
      // Facts in memory are no place to wait in for what is to survive.
      current: config.openFactLog === undefined ? [] : streams,
      former: (prefix) => streamOf({ prefix }, config),
    };
    this.#slotPrefix = config.slotPrefix ?? 'wamp';
    this.slots = new Slots({
      realm: name,
      uris: this.#uris,
      random,
      graceMillis: config.graceMillis ?? 5_000,
      limits: { ...SLOT_LIMITS, ...config.slotLimits },
      prefix: this.#slotPrefix,
      store: config.slotStore,
      streams: slotStreams,
      lagging: factPorts.lagging,
      failed,
      offer: (from, call, to, turn) => this.dealer.offer(from, call, to, turn),
      publish: (topic, args, turn) => this.broker.publications.tell(topic, args, turn),
    });
    this.broker = new Broker({
      ...shared,
      slots: this.slots,
      waitFor: (written, resume) =>
        waitFor(written, (failure, turn) => {
          resume(failure, turn);
          this.#drain(turn);
        }),
      retainedTopics: config.retainedTopics ?? 1_000,
      retainedBytes: config.retainedBytes ?? 64 * MIB,
      history: new History(config.history ?? [], config.openEventLog ?? memoryLog),
      streams,
      factPorts,
      failed,
    });
    this.dealer = new Dealer({
      ...shared,
      slots: this.slots,
      random,
      queueLimit: config.queueLimit ?? 10_000,
      graceMillis: config.graceMillis ?? 5_000,
      isOwn: (procedure) => slotProcedure(this.#slotPrefix, procedure) !== undefined,
      unservedCalls: config.unservedCalls ?? 1_000,
      tell: (topic, args, turn, about) => this.broker.publications.tell(topic, args, turn, about),
      own: (session, call, turn) => this.#callMeta(session, call, turn),
    });
    this.#own = new OwnCalls(name, this.dealer);
    this.#routing = new Routing({
      broker: this.broker,
      dealer: this.dealer,
      left: (session, turn) => this.#part(session, turn, false),
    });
    const { slots } = this;
    const { subscriptions } = this.broker;
    const named = { slots, subscriptions, streams: slotStreams, slotPrefix: this.#slotPrefix };
    this.#gatekeeper = new Gatekeeper({
      uris: this.#uris,
      own: this.#own,
      needs: (message) => needsOf(message, named),
      continues: (session, request) => this.dealer.continues(session, request),
      route: (session, message, turn) => this.#routing.route(session, message, turn),
      violated: (session, { message }, turn) => {
        turn.out.push({ to: session, message: abort(WampError.protocolViolation, message), close: true });
        this.#part(session, turn, false);
      },
    });
  }

  get sessions(): ReadonlyMap<Id, Session> {
    return this.#sessions;
  }

  /** How often sessions have something kept for them here: testaments, and requests at the gate. */
  get kept(): number {
    return this.#testaments.size + this.#gatekeeper.size;
  }

  role(name: string): Role | undefined {
    return this.#roles.get(name);
  }

  /** An id for a session that is about to join. */
  freshSessionId(): Id {
    return freshId(this.#ids, this.#sessions);
  }

  /** The session is open and was sent its WELCOME. */
  join(session: Session, turn: Turn): void {
    this.#sessions.set(session.id, session);
    this.broker.publications.tell('wamp.session.on_join', () => [sessionDetails(session)], turn, session);
  }

  /** Ends the session's part in the realm; from here on nothing is sent to it. */
  leave(session: Session, turn: Turn): void {
    this.#part(session, turn, false);
    this.#drain(turn);
  }

  /** What the step brought for the router's own calls, and for slots; the one may bring something for the other. */
  #drain(turn: Turn): void {
    do this.#own.drain(turn);
    while (this.slots.delivery.drain(turn));
  }

  #part(session: Session, turn: Turn, quietly: boolean): void {
    const { id, authid, authrole } = session.open.identity;
    this.#sessions.delete(id);
    this.#gatekeeper.forget(session);
    // Its subscriptions first: nothing said of its end reaches it.
    this.broker.leave(session, turn);
    const testaments = this.#testaments.take(session);
    if (!quietly)
      for (const testament of testaments) this.broker.publications.bequeath(session, testament, turn);
    session.state = { kind: 'closing' };
    this.#own.cancel(session, turn);
    this.dealer.leave(session, turn);
    if (!quietly) this.broker.publications.tell('wamp.session.on_leave', () => [id, authid, authrole], turn);
  }

  /** Throws ProtocolViolation for what no client may send in an open session. */
  receive(session: Session, message: Message, turn: Turn): void {
    if (session.open.role.authorizer === undefined) this.#routing.route(session, message, turn);
    else this.#gatekeeper.admit(session, message, session.open.role.authorizer, turn);
    this.#drain(turn);
  }

  /** The session has facts to come, or is the router's own, for slots that look for theirs: replay() takes a step. */
  lags(session: Session): boolean {
    const { delivery } = this.slots;
    return delivery.isOwn(session) ? delivery.isSearching : this.broker.facts.lags(session);
  }

  replay(session: Session, turn: Turn): void {
    const { delivery } = this.slots;
    if (delivery.isOwn(session)) delivery.search();
    else this.broker.facts.replay(session, turn);
    this.#drain(turn);
  }

  /** What is due: call timeouts, the end of the grace of calls that nobody serves, and events whose next attempt has come. */
  tick(turn: Turn): void {
    this.dealer.tick(turn);
    this.slots.delivery.tick(turn);
    this.broker.facts.tick(turn);
    this.#drain(turn);
  }

  /** When tick() is next needed; null when nothing is due. `epoch`: Unix time at `now` = 0. */
  nextDeadline(epoch: number): number | null {
    const { due } = this.broker.facts;
    const facts = due === null ? null : due - epoch;
    return sooner(sooner(this.dealer.nextDeadline, this.slots.delivery.nextDeadline), facts);
  }

  #callMeta(session: Session, call: Call, turn: Turn): MetaOutcome | undefined {
    const scope: MetaScope = {
      sessions: this.#sessions,
      broker: this.broker,
      dealer: this.dealer,
      testaments: this.#testaments,
      slots: this.slots,
      uris: this.#uris,
      turn,
      kill: (whom, { reason, message, quietly }) => {
        turn.out.push({ to: whom, message: goodbye(reason, message), close: true });
        this.#part(whom, turn, quietly);
      },
    };
    const procedure = META_PROCEDURES.get(call.procedure) ?? slotProcedure(this.#slotPrefix, call.procedure);
    return procedure?.(scope, call, session);
  }

  /** Forgets all sessions at once, without a word to any. */
  clear(): void {
    for (const session of this.#sessions.values()) {
      this.broker.forget(session);
      this.#testaments.take(session);
      session.state = { kind: 'closing' };
    }
    this.broker.facts.clear();
    this.#gatekeeper.clear();
    this.#own.clear();
    this.slots.clear();
    this.dealer.clear();
    this.#sessions.clear();
  }
}
