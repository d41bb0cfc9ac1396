/**
 * WAMP messages as objects (spec: "Messages", basic and advanced profile). Only decode.ts and encode.ts know the tuples' positions.
 * Ids are integers in 1..2^53; URIs are strings; `payload` travels through the core untouched.
 */

export type Id = number;
export type Uri = string;
export type Dict = Readonly<Record<string, unknown>>;

/** Application payload. Absent parts are absent, never null: a receiver must see exactly what was sent. */
export interface Payload {
  readonly args?: readonly unknown[];
  readonly kwargs?: Dict;
  /** Instead of both: an end-to-end encrypted payload, opaque to the router (payload passthru with `enc_algo`). */
  readonly opaque?: string | Uint8Array;
  /** Bytes, where it is kept as it came. */
  readonly size?: number;
}

export interface Hello {
  readonly type: 'HELLO';
  readonly realm: Uri;
  readonly details: Dict;
}
export interface Welcome {
  readonly type: 'WELCOME';
  readonly session: Id;
  readonly details: Dict;
}
export interface Abort {
  readonly type: 'ABORT';
  readonly details: Dict;
  readonly reason: Uri;
  readonly payload: Payload;
}
export interface Challenge {
  readonly type: 'CHALLENGE';
  readonly method: string;
  readonly extra: Dict;
}
export interface Authenticate {
  readonly type: 'AUTHENTICATE';
  readonly signature: string;
  readonly extra: Dict;
}
export interface Goodbye {
  readonly type: 'GOODBYE';
  readonly details: Dict;
  readonly reason: Uri;
  readonly payload: Payload;
}
export interface ErrorMessage {
  readonly type: 'ERROR';
  readonly requestType: RequestType;
  readonly request: Id;
  readonly details: Dict;
  readonly error: Uri;
  readonly payload: Payload;
  /** The limit of the router's own that the request met, for those who count; never on a wire. */
  readonly limit?: RequestLimit;
}
/**
 * What bounds requests: `queueLimit` a registration's waiting calls, `unservedCalls` those of a realm that wait for any callee, `slotEvents` a slot's events, `unstored` the facts that wait for
 * the disk, the others what one session holds.
 */
export type RequestLimit =
  | 'calls'
  | 'callBytes'
  | 'queueLimit'
  | 'unservedCalls'
  | 'registrations'
  | 'slotEvents'
  | 'subscriptions'
  | 'unstored';
export interface Publish {
  readonly type: 'PUBLISH';
  readonly request: Id;
  readonly options: Dict;
  readonly topic: Uri;
  readonly payload: Payload;
}
export interface Published {
  readonly type: 'PUBLISHED';
  readonly request: Id;
  readonly publication: Id;
}
export interface Subscribe {
  readonly type: 'SUBSCRIBE';
  readonly request: Id;
  readonly options: Dict;
  readonly topic: Uri;
}
export interface Subscribed {
  readonly type: 'SUBSCRIBED';
  readonly request: Id;
  readonly subscription: Id;
}
export interface Unsubscribe {
  readonly type: 'UNSUBSCRIBE';
  readonly request: Id;
  readonly subscription: Id;
}
export interface Unsubscribed {
  readonly type: 'UNSUBSCRIBED';
  readonly request: Id;
  readonly details?: Dict;
}
export interface Event {
  readonly type: 'EVENT';
  readonly subscription: Id;
  readonly publication: Id;
  readonly details: Dict;
  readonly payload: Payload;
  /** Its receiver follows a stream of facts: it is not to be given up while it waits; never on a wire. */
  readonly kept?: boolean;
}
/** Provisional in the spec (acknowledged event delivery): the codec knows it, the router does not ask for it. */
export interface EventReceived {
  readonly type: 'EVENT_RECEIVED';
  readonly publication: Id;
}
export interface Call {
  readonly type: 'CALL';
  readonly request: Id;
  readonly options: Dict;
  readonly procedure: Uri;
  readonly payload: Payload;
}
export interface Cancel {
  readonly type: 'CANCEL';
  readonly request: Id;
  readonly options: Dict;
}
export interface Result {
  readonly type: 'RESULT';
  readonly request: Id;
  readonly details: Dict;
  readonly payload: Payload;
}
export interface Register {
  readonly type: 'REGISTER';
  readonly request: Id;
  readonly options: Dict;
  readonly procedure: Uri;
}
export interface Registered {
  readonly type: 'REGISTERED';
  readonly request: Id;
  readonly registration: Id;
}
export interface Unregister {
  readonly type: 'UNREGISTER';
  readonly request: Id;
  readonly registration: Id;
}
export interface Unregistered {
  readonly type: 'UNREGISTERED';
  readonly request: Id;
  readonly details?: Dict;
}
export interface InvocationMessage {
  readonly type: 'INVOCATION';
  readonly request: Id;
  readonly registration: Id;
  readonly details: Dict;
  readonly payload: Payload;
}
export interface Interrupt {
  readonly type: 'INTERRUPT';
  readonly request: Id;
  readonly options: Dict;
}
export interface Yield {
  readonly type: 'YIELD';
  readonly request: Id;
  readonly options: Dict;
  readonly payload: Payload;
}

export type RequestType =
  | 'PUBLISH'
  | 'SUBSCRIBE'
  | 'UNSUBSCRIBE'
  | 'CALL'
  | 'CANCEL'
  | 'REGISTER'
  | 'UNREGISTER'
  | 'INVOCATION'
  | 'INTERRUPT'
  | 'YIELD';

export type Message =
  | Hello
  | Welcome
  | Abort
  | Challenge
  | Authenticate
  | Goodbye
  | ErrorMessage
  | Publish
  | Published
  | Subscribe
  | Subscribed
  | Unsubscribe
  | Unsubscribed
  | Event
  | EventReceived
  | Call
  | Cancel
  | Result
  | Register
  | Registered
  | Unregister
  | Unregistered
  | InvocationMessage
  | Interrupt
  | Yield;
