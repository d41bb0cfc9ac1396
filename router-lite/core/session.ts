/**
 * One connection as the router sees it. Its state is a tagged union; each state holds its own data and nothing outlives it.
 *
 *   establishing ──HELLO──► deciding ◄──AUTHENTICATE── challenged        (deciding: an authenticator thinks)
 *        └────────────────────┴──accept──► open ──► closing ──► gone
 *
 * closing: the router said its last word (ABORT or GOODBYE, with Delivery.close); whatever still comes in is ignored.
 * gone: the transport is closed. Nothing is ever delivered to a session that is closing or gone.
 */
import type { Ask, ConnectionInfo } from './authenticator.ts';
import type { PeerFeatures } from './features.ts';
import type { Dict, Id, Message, Uri } from './messages.ts';
import type { Role } from './roles.ts';

/** Connections of the router's own process that need no authenticator: the driver vouches for them. */
export interface Trust {
  /** Only this realm; any when absent. */
  readonly realm?: Uri;
  readonly authid: string;
  readonly authrole: string;
}

/** Who a session is, once it is in. */
export interface Identity {
  readonly id: Id;
  readonly authid: string;
  readonly authrole: string;
  readonly authmethod: string;
  readonly authprovider: string;
  readonly authextra?: Dict;
}

/** How much of the router's memory one session may fill. */
export interface SessionLimits {
  /** Calls without their final answer. */
  readonly calls: number;
  /** What these calls weigh, in bytes. */
  readonly callBytes: number;
  readonly registrations: number;
  readonly subscriptions: number;
}

/** A HELLO under way: what the next decision needs. */
export interface Pending {
  readonly realm: Uri;
  readonly id: Id;
  readonly method: string;
  readonly details: Dict;
}

export interface Open {
  readonly kind: 'open';
  readonly realm: Uri;
  readonly identity: Identity;
  readonly role: Role;
  readonly features: PeerFeatures;
  /** Unix milliseconds of its WELCOME. */
  readonly joined: number;
  /** What the peer says it is: HELLO.Details.agent, cut to 200 characters; empty when it said nothing. */
  readonly agent: string;
}

export type SessionState =
  | { readonly kind: 'establishing' }
  | ({ readonly kind: 'deciding' } & Pending)
  | ({ readonly kind: 'challenged'; readonly challenge: Ask } & Pending)
  | Open
  | { readonly kind: 'closing' }
  | { readonly kind: 'gone' };

export class Session {
  state: SessionState = { kind: 'establishing' };
  readonly connection: ConnectionInfo;
  readonly trust: Trust | undefined;
  /** Of a session of the router's own, which has no transport: where its answers go. */
  readonly hear: ((message: Message) => void) | undefined;
  /** Session scope, router to client: the last INVOCATION request id used. */
  lastInvocation: Id = 0;

  constructor(connection: ConnectionInfo, trust?: Trust, hear?: (message: Message) => void) {
    this.connection = connection;
    this.trust = trust;
    this.hear = hear;
  }

  /** For what only an open session does. Throws otherwise: then the router is wrong, not the peer. */
  get open(): Open {
    if (this.state.kind !== 'open') throw new Error(`session is ${this.state.kind}, not open`);
    return this.state;
  }

  get isOpen(): boolean {
    return this.state.kind === 'open';
  }

  get id(): Id {
    return this.open.identity.id;
  }
}
