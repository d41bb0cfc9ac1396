/**
 * The whole core: connections in, deliveries out. It owns no clock, no socket and no timer: `now` is milliseconds of any
 * clock that does not run backwards, and every method returns at once with what is to be sent, in order.
 */
import type { Authenticator, ConnectionInfo, Decision } from './authenticator.ts';
import type { Delivery } from './delivery.ts';
import type { Message, Uri } from './messages.ts';
import type { Rule } from './roles.ts';
import { Session, type Trust } from './session.ts';
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
}

export interface RouterOptions {
  readonly realms: Readonly<Record<Uri, RealmConfig>>;
  /** Uniform in [0, 1); the source of all global ids and of the `random` policy. */
  readonly random: () => number;
  /**
   * An authenticator that needs time: await `decision`, then hand its outcome to decided(). A rejected promise is to be
   * handed over as `null`. Without this hook such authenticators deny.
   */
  readonly later?: (session: Session, decision: Promise<Decision>) => void;
}

/** Sizes of every table of the router: all but `connections` are zero once the last session left. */
export interface RouterStats {
  readonly connections: number;
  readonly sessions: number;
  readonly subscriptions: number;
  readonly registrations: number;
  readonly invocations: number;
  readonly queued: number;
  readonly deadlines: number;
}
