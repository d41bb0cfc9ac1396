/** A realm: its sessions, their broker and dealer, and the meta API about them. Nothing passes from one realm to another. */
import type { Authenticator } from './authenticator.ts';
import { refuseCall } from './authorization.ts';
import { Broker } from './broker.ts';
import { Dealer } from './dealer.ts';
import type { Turn } from './delivery.ts';
import { errorReply, ProtocolViolation } from './errors.ts';
import { freshId, globalIds } from './ids.ts';
import type { Call, Id, Message, Uri } from './messages.ts';
import { META_PROCEDURES, type MetaScope, sessionDetails } from './meta.ts';
import { type Role, type Rule, role } from './roles.ts';
import type { Session, SessionLimits } from './session.ts';
import type { UriRule } from './uris.ts';

export interface RealmConfig {
  /** Role name → rules. A session whose role is not here is refused. */
  readonly roles: Readonly<Record<string, readonly Rule[]>>;
  /** The client's order of HELLO.Details.authmethods decides among them; a client that names none gets `anonymous`. */
  readonly authenticators: readonly Authenticator[];
  /** Default loose. */
  readonly uris?: UriRule;
  /** Calls that may wait per registration, default 10,000; the next gets wamp.error.unavailable. */
  readonly queueLimit?: number;
  /** How long calls that wait survive without any callee, default 5,000 ms; then wamp.error.no_available_callee. */
  readonly graceMillis?: number;
  /** What one session may hold at once; what goes beyond is refused with wamp.error.unavailable. Default 10,000 of each. */
  readonly perSession?: Partial<SessionLimits>;
}

export class Realm {
  readonly name: Uri;
  readonly authenticators: ReadonlyMap<string, Authenticator>;
  readonly dealer: Dealer;
  readonly broker: Broker;
  readonly #roles: ReadonlyMap<string, Role>;
  readonly #uris: UriRule;
  readonly #sessions = new Map<Id, Session>();
  readonly #ids: () => Id;

  constructor(name: Uri, config: RealmConfig, random: () => number) {
    this.name = name;
    this.#ids = globalIds(random);
    this.#uris = config.uris ?? 'loose';
    this.#roles = new Map(Object.entries(config.roles).map(([name, rules]) => [name, role(name, rules)]));
    this.authenticators = new Map(config.authenticators.map((each) => [each.method, each]));
    const perSession: SessionLimits = {
      calls: 10_000,
      registrations: 10_000,
      subscriptions: 10_000,
      ...config.perSession,
    };
    this.broker = new Broker({ ids: this.#ids, uris: this.#uris, perSession });
    this.dealer = new Dealer({
      ids: this.#ids,
      random,
      uris: this.#uris,
      queueLimit: config.queueLimit ?? 10_000,
      graceMillis: config.graceMillis ?? 5_000,
      perSession,
    });
  }

  get sessions(): ReadonlyMap<Id, Session> {
    return this.#sessions;
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
    this.broker.publishMeta('wamp.session.on_join', { args: [sessionDetails(session)] }, turn);
    this.#sessions.set(session.id, session);
  }

  /** Ends the session's part in the realm; from here on nothing is sent to it. */
  leave(session: Session, turn: Turn): void {
    const { id, authid, authrole } = session.open.identity;
    this.#sessions.delete(id);
    session.state = { kind: 'closing' };
    this.broker.leave(session);
    this.dealer.leave(session, turn);
    this.broker.publishMeta('wamp.session.on_leave', { args: [id, authid, authrole] }, turn);
  }

  /** Throws ProtocolViolation for what no client may send in an open session. */
  receive(session: Session, message: Message, turn: Turn): void {
    switch (message.type) {
      case 'CALL':
        if (META_PROCEDURES.has(message.procedure)) this.#callMeta(session, message, turn);
        else this.dealer.call(session, message, turn);
        break;
      case 'YIELD':
        this.dealer.yield(session, message, turn);
        break;
      case 'PUBLISH':
        this.broker.publish(session, message, turn);
        break;
      case 'ERROR':
        this.dealer.error(session, message, turn);
        break;
      case 'SUBSCRIBE':
        this.broker.subscribe(session, message, turn);
        break;
      case 'UNSUBSCRIBE':
        this.broker.unsubscribe(session, message, turn);
        break;
      case 'REGISTER':
        this.dealer.register(session, message, turn);
        break;
      case 'UNREGISTER':
        this.dealer.unregister(session, message, turn);
        break;
      case 'CANCEL':
        this.dealer.cancel(session, message, turn);
        break;
      default:
        throw new ProtocolViolation(`a client may not send ${message.type} in an open session`);
    }
  }

  #callMeta(session: Session, call: Call, turn: Turn): void {
    const outcome =
      refuseCall(session, call, this.#uris) ??
      META_PROCEDURES.get(call.procedure)!(this.#scope(turn), call, session);
    const message: Message =
      'error' in outcome
        ? errorReply('CALL', call.request, outcome)
        : { type: 'RESULT', request: call.request, details: {}, payload: outcome.payload };
    turn.out.push({ to: session, message });
  }

  #scope(turn: Turn): MetaScope {
    return {
      sessions: this.#sessions,
      kill: (session, reason, text) => {
        const message: Message = {
          type: 'GOODBYE',
          details: text === undefined ? {} : { message: text },
          reason,
          payload: {},
        };
        turn.out.push({ to: session, message, close: true });
        this.leave(session, turn);
      },
    };
  }

  /** Forgets all sessions at once, without a word to any. */
  clear(): void {
    for (const session of this.#sessions.values()) {
      session.state = { kind: 'closing' };
      this.broker.leave(session);
    }
    this.dealer.clear();
    this.#sessions.clear();
  }
}
