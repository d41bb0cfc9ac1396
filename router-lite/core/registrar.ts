/** Who serves what: REGISTER and UNREGISTER, revocation, and the meta events about them. The dealer hears who came and went. */
import { overLimit, refuseRegister, refuseRevoke } from './authorization.ts';
import { isoTime, type Turn, unixTime } from './delivery.ts';
import { errorReply, type Refusal, WampError } from './errors.ts';
import type { GlobalIds } from './ids.ts';
import type { Dict, Id, Register, Unregister, Uri } from './messages.ts';
import { policyOption } from './policies.ts';
import { Endpoint, type Registration } from './registration.ts';
import { Registrations } from './registrations.ts';
import type { Session, SessionLimits } from './session.ts';
import { matchOption, type Pattern, type UriRule } from './uris.ts';

export interface RegistrarOptions {
  readonly ids: GlobalIds;
  readonly uris: UriRule;
  readonly perSession: SessionLimits;
  /** Publishes a meta event; `about` is not told. */
  readonly tell: (topic: Uri, args: () => unknown[], turn: Turn, about: Session) => void;
  readonly slots: SlotDesk;
  /** An endpoint takes calls from now on. */
  readonly joined: (endpoint: Endpoint, turn: Turn) => void;
  /** An endpoint takes no more calls; what it has in hand goes on. */
  readonly withdrawn: (endpoint: Endpoint, turn: Turn) => void;
}

/** What registering has to do with slots (slots.ts). */
export interface SlotDesk {
  /** Why this session may not serve the slot it names, or the one that has this procedure; undefined when it may. */
  refuse(session: Session, pattern: Pattern, wanted: Wanted): Refusal | undefined;
  /** The session is about to serve this registration: true where that is a slot's. */
  serve(registration: Registration, wanted: Wanted): boolean;
}

export interface Wanted {
  readonly options: Dict;
  /** Others serve the procedure already. */
  readonly isServed: boolean;
}

export class Registrar {
  readonly #options: RegistrarOptions;
  readonly registrations: Registrations;
  readonly #bySession = new Map<Session, Map<Id, Endpoint>>();

  constructor(options: RegistrarOptions) {
    this.#options = options;
    this.registrations = new Registrations(options.ids);
  }

  register(session: Session, { request, options, procedure }: Register, turn: Turn): void {
    const pattern: Pattern = { uri: procedure, match: matchOption(options) };
    const policy = policyOption(options);
    const force = options.force_reregister === true;
    const isServed = !force && (this.registrations.get(pattern)?.endpoints.length ?? 0) > 0;
    const wanted = { options, isServed };
    const refused =
      this.#refuse(session, pattern, policy, force) ?? this.#options.slots.refuse(session, pattern, wanted);
    if (refused !== undefined) {
      turn.out.push({ to: session, message: errorReply('REGISTER', request, refused) });
      return;
    }
    if (force) {
      for (const endpoint of this.registrations.get(pattern)?.endpoints.slice() ?? []) {
        this.#revoke(endpoint, 'another callee took the procedure over', turn);
      }
    }
    const registration = this.registrations.get(pattern) ?? this.registrations.create(pattern, policy);
    const isFirst = registration.endpoints.length === 0;
    registration.policy = policy;
    const isSlot = this.#options.slots.serve(registration, wanted);
    // A slot's member that names no concurrency takes one event at a time, and so in order.
    const endpoint = new Endpoint(session, registration, isSlot ? { concurrency: 1, ...options } : options);
    registration.add(endpoint);
    this.#endpoints(session).set(registration.id, endpoint);
    turn.out.push({ to: session, message: { type: 'REGISTERED', request, registration: registration.id } });
    if (isFirst) {
      registration.created = unixTime(turn);
      const args = (): unknown[] => [session.id, described(registration)];
      this.#options.tell('wamp.registration.on_create', args, turn, session);
    }
    this.#tell('on_register', endpoint, turn);
    this.#options.joined(endpoint, turn);
  }

  #refuse(session: Session, pattern: Pattern, policy: string, force: boolean): Refusal | undefined {
    const mine = this.#bySession.get(session);
    const limit = this.#options.perSession.registrations;
    const refused =
      refuseRegister(session, pattern, this.#options.uris) ??
      ((mine?.size ?? 0) < limit ? undefined : overLimit(limit, 'registrations', 'registrations'));
    const existing = this.registrations.get(pattern);
    // Without endpoints it only holds calls that wait: whoever comes may define it anew.
    if (refused !== undefined || existing === undefined || existing.endpoints.length === 0) return refused;
    const { uri } = pattern;
    if (force) return refuseRevoke(session, uri, existing.endpoints);
    if (existing.policy === 'single' || mine?.has(existing.id)) {
      return { error: WampError.procedureAlreadyExists, text: `${uri} is registered already` };
    }
    if (existing.policy === policy) return undefined;
    const text = `${uri} is registered with invoke=${existing.policy}; register with the same`;
    return { error: WampError.procedureExistsInvocationPolicyConflict, text };
  }

  unregister(session: Session, { request, registration: id }: Unregister, turn: Turn): void {
    const endpoint = this.#bySession.get(session)?.get(id);
    if (endpoint === undefined) {
      const refused = { error: WampError.noSuchRegistration, text: `this session has no registration ${id}` };
      turn.out.push({ to: session, message: errorReply('UNREGISTER', request, refused) });
      return;
    }
    turn.out.push({ to: session, message: { type: 'UNREGISTERED', request } });
    this.#withdraw(endpoint, turn);
  }

  /** Takes a registration away from a callee (spec: "Registration Revocation"); false when it has none of it. */
  revoke(session: Session, id: Id, reason: string | undefined, turn: Turn): boolean {
    const endpoint = this.#bySession.get(session)?.get(id);
    if (endpoint === undefined) return false;
    this.#revoke(endpoint, reason, turn);
    return true;
  }

  #revoke(endpoint: Endpoint, reason: string | undefined, turn: Turn): void {
    const { session, registration, features } = endpoint;
    if (features.registrationRevocation) {
      const details = { registration: registration.id, ...(reason === undefined ? {} : { reason }) };
      turn.out.push({ to: session, message: { type: 'UNREGISTERED', request: 0, details } });
    }
    this.#withdraw(endpoint, turn);
  }

  /** To be called once the session is no longer open and its subscriptions ended. */
  leave(session: Session, turn: Turn): void {
    const mine = [...(this.#bySession.get(session)?.values() ?? [])];
    this.#bySession.delete(session);
    // All of them first: what waited for one must not go to it by another.
    for (const endpoint of mine) endpoint.registration.remove(endpoint);
    for (const endpoint of mine) this.#withdrawn(endpoint, turn);
  }

  #withdraw(endpoint: Endpoint, turn: Turn): void {
    const { session, registration } = endpoint;
    registration.remove(endpoint);
    const mine = this.#bySession.get(session);
    mine?.delete(registration.id);
    if (mine?.size === 0) this.#bySession.delete(session);
    this.#withdrawn(endpoint, turn);
  }

  #withdrawn(endpoint: Endpoint, turn: Turn): void {
    const { registration } = endpoint;
    this.#tell('on_unregister', endpoint, turn);
    if (registration.endpoints.length === 0) this.#tell('on_delete', endpoint, turn);
    this.#options.withdrawn(endpoint, turn);
  }

  #tell(what: string, { session, sessionId, registration }: Endpoint, turn: Turn): void {
    this.#options.tell(`wamp.registration.${what}`, () => [sessionId, registration.id], turn, session);
  }

  clear(): void {
    this.registrations.clear();
    this.#bySession.clear();
  }

  #endpoints(session: Session): Map<Id, Endpoint> {
    let mine = this.#bySession.get(session);
    if (mine === undefined) {
      mine = new Map();
      this.#bySession.set(session, mine);
    }
    return mine;
  }
}

/** How a registration is described in on_create and wamp.registration.get. */
export function described({ id, created, pattern, policy }: Registration): Dict {
  return { id, created: isoTime(created), uri: pattern.uri, match: pattern.match, invoke: policy };
}
