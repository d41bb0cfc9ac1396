/**
 * From HELLO to WELCOME or ABORT (spec: "Session Establishment", "Authentication"). Each step takes the session's state and
 * answers with the next decision; a decision that takes time comes back through decide().
 */
import type { Authenticator, Candidate, Decision } from './authenticator.ts';
import { type Turn, unixTime } from './delivery.ts';
import { abort, WampError } from './errors.ts';
import { peerFeatures, ROUTER_ROLES } from './features.ts';
import type { Authenticate, Hello, Uri } from './messages.ts';
import type { Realm } from './realm.ts';
import type { Identity, Pending, Session } from './session.ts';
import { isUri } from './uris.ts';

export interface HandshakeOptions {
  readonly realms: ReadonlyMap<Uri, Realm>;
  readonly later: ((session: Session, decision: Promise<Decision>) => void) | undefined;
}

/** A peer's word of itself is kept as long as it is there: not all it likes to say. */
const AGENT_LENGTH = 200;

const FAILED: Decision = {
  kind: 'deny',
  reason: WampError.authenticationFailed,
  message: 'authentication failed',
};

export class Handshake {
  readonly #options: HandshakeOptions;

  constructor(options: HandshakeOptions) {
    this.#options = options;
  }

  hello(session: Session, { realm: name, details }: Hello, turn: Turn): void {
    const realm = this.#options.realms.get(name);
    if (!isUri(name, 'loose')) {
      refuse(session, WampError.invalidUri, 'the realm is not a URI', turn);
      return;
    }
    const { trust } = session;
    if (realm === undefined || (trust?.realm !== undefined && trust.realm !== name)) {
      refuse(session, WampError.noSuchRealm, `no realm ${name} here`, turn);
      return;
    }
    const id = realm.freshSessionId();
    if (trust !== undefined) {
      session.state = { kind: 'deciding', realm: name, id, method: 'trusted', details };
      this.decide(session, { kind: 'accept', authid: trust.authid, authrole: trust.authrole }, turn);
      return;
    }
    const candidate: Candidate = {
      realm: name,
      session: id,
      authid: typeof details.authid === 'string' ? details.authid : undefined,
      details,
      connection: session.connection,
    };
    const authenticator = chosen(realm.authenticators, candidate);
    if (authenticator === undefined) {
      const offered = [...realm.authenticators.keys()].join(', ');
      refuse(session, WampError.noMatchingAuthMethod, `realm ${name} takes: ${offered}`, turn);
      return;
    }
    session.state = { kind: 'deciding', realm: name, id, method: authenticator.method, details };
    this.#consider(session, () => authenticator.begin(candidate), turn);
  }

  /** Call only in state challenged. */
  authenticate(session: Session, { signature, extra }: Authenticate, turn: Turn): void {
    if (session.state.kind !== 'challenged') throw new Error('AUTHENTICATE without a challenge');
    const { challenge, ...pending } = session.state;
    session.state = { ...pending, kind: 'deciding' };
    this.#consider(session, () => challenge.verify({ signature, extra }), turn);
  }

  /** Asks the authenticator; one that throws denies (fail secure). */
  #consider(session: Session, ask: () => Decision | Promise<Decision>, turn: Turn): void {
    let decision: Decision | Promise<Decision>;
    try {
      decision = ask();
    } catch {
      decision = FAILED;
    }
    if ('kind' in decision) {
      this.decide(session, decision, turn);
      return;
    }
    if (this.#options.later === undefined) {
      decision.catch(() => undefined);
      this.decide(session, FAILED, turn);
      return;
    }
    this.#options.later(session, decision);
  }

  /** What the authenticator said; null when it failed. A decision about a session that left meanwhile is void. */
  decide(session: Session, decision: Decision | null, turn: Turn): void {
    if (session.state.kind !== 'deciding') return;
    const made = decision ?? FAILED;
    if (made.kind === 'deny') {
      refuse(session, made.reason, made.message, turn);
      return;
    }
    const pending: Pending = session.state;
    if (made.kind === 'challenge') {
      session.state = { ...pending, kind: 'challenged', challenge: made };
      turn.out.push({
        to: session,
        message: { type: 'CHALLENGE', method: pending.method, extra: made.extra },
      });
      return;
    }
    const { authid, authrole, authprovider = 'static', authextra } = made;
    const identity: Identity = {
      id: pending.id,
      authid,
      authrole,
      authmethod: pending.method,
      authprovider,
      ...(authextra === undefined ? {} : { authextra }),
    };
    this.#welcome(session, pending, identity, turn);
  }

  #welcome(session: Session, { realm: name, details }: Pending, offered: Identity, turn: Turn): void {
    const realm = this.#options.realms.get(name)!;
    const role = realm.role(offered.authrole);
    if (role === undefined) {
      refuse(session, WampError.noSuchRole, `realm ${name} has no role ${offered.authrole}`, turn);
      return;
    }
    // While a decision took its time, another session may have drawn the same id.
    const id = realm.sessions.has(offered.id) ? realm.freshSessionId() : offered.id;
    const identity = { ...offered, id };
    const features = peerFeatures(details);
    const agent = typeof details.agent === 'string' ? details.agent.slice(0, AGENT_LENGTH) : '';
    session.state = { kind: 'open', realm: name, identity, role, features, joined: unixTime(turn), agent };
    const { id: _, ...shown } = identity;
    const welcome = { realm: name, ...shown, roles: ROUTER_ROLES };
    turn.out.push({ to: session, message: { type: 'WELCOME', session: id, details: welcome } });
    realm.join(session, turn);
  }
}

/**
 * The first method the client offers that the realm has and that suits it, or where none does the first the realm has; clients
 * that offer none are anonymous.
 */
function chosen(known: ReadonlyMap<string, Authenticator>, candidate: Candidate): Authenticator | undefined {
  const { authmethods } = candidate.details;
  const offered: readonly unknown[] =
    Array.isArray(authmethods) && authmethods.length > 0 ? authmethods : ['anonymous'];
  const both = offered.flatMap((method) => known.get(method as string) ?? []);
  return both.find(({ suits }) => suits?.(candidate) !== false) ?? both[0];
}

function refuse(session: Session, reason: Uri, text: string, turn: Turn): void {
  session.state = { kind: 'closing' };
  turn.out.push({ to: session, message: abort(reason, text), close: true });
}
