/**
 * Who may join a realm, and as whom. One object per method (`anonymous`, `ticket` …); the concrete ones live in
 * router-lite/auth. A decision may be given at once or later: a promise is handed to the driver (see RouterOptions.later),
 * which brings its outcome back with RouterCore.decided(), so a dynamic authenticator may make a WAMP call first.
 */
import type { Dict, Id, Uri } from './messages.ts';

/** What is known of the connection; the transport seam's TransportInfo has exactly this shape. */
export interface ConnectionInfo {
  readonly kind: string;
  readonly peer: string;
  readonly serializer: string;
  /** The Cookie header of the HTTP request that opened it. */
  readonly cookie?: string | undefined;
  /** Channel binding data (RFC 5929, RFC 9266) where TLS is spoken and has this type: `tls-unique`, `tls-exporter`. */
  readonly channelBinding?: ((type: string) => Uint8Array | undefined) | undefined;
}

/** A session that said HELLO and is not yet let in. */
export interface Candidate {
  readonly realm: Uri;
  /** The id its session will have; wampcra signs it. */
  readonly session: Id;
  /** HELLO.Details.authid where it was a string. */
  readonly authid: string | undefined;
  /** HELLO.Details as received: `authextra`, `roles`, … */
  readonly details: Dict;
  readonly connection: ConnectionInfo;
}

export interface Accept {
  readonly kind: 'accept';
  readonly authid: string;
  /** Must name a role of the realm, else the session is refused with wamp.error.no_such_role. */
  readonly authrole: string;
  /** Where the identity comes from: `static`, `dynamic` … (WELCOME.Details.authprovider). */
  readonly authprovider?: string;
  readonly authextra?: Dict;
}

export interface Deny {
  readonly kind: 'deny';
  /** wamp.error.authentication_denied for wrong credentials, wamp.error.authentication_failed where nobody could tell. */
  readonly reason: Uri;
  /** Told to the peer: must not reveal which part of the credentials was wrong. */
  readonly message: string;
}

export interface Ask {
  readonly kind: 'challenge';
  readonly extra: Dict;
  /** Called once, with the AUTHENTICATE that answers this challenge; may ask again. */
  verify(answer: { readonly signature: string; readonly extra: Dict }): Decision | Promise<Decision>;
}

export type Decision = Accept | Deny | Ask;

export interface Authenticator {
  /** As in HELLO.Details.authmethods and CHALLENGE.AuthMethod. */
  readonly method: string;
  /** False for whom this method is of no use, though it was offered: then the next one offered is tried. Absent: never. */
  suits?(candidate: Candidate): boolean;
  /** Called once per HELLO that offers this method. Must not throw: a throw denies the candidate. */
  begin(candidate: Candidate): Decision | Promise<Decision>;
}
