/**
 * The codes of messages and how their tuples are laid out (spec: "Message Definitions"). Only encode.ts and decode.ts know positions, and
 * payloadIndex() is for serializers, which turn bytes into tuples.
 *
 *   [1, Realm, Details]  [2, Session, Details]  [3, Details, Reason, args?, kwargs?]  [4, Method, Extra]  [5, Signature, Extra]
 *   [6, Details, Reason, args?, kwargs?]  [8, RequestType, Request, Details, Error, args?, kwargs?]
 *   [16, Request, Options, Topic, args?, kwargs?]  [17, Request, Publication]
 *   [32, Request, Options, Topic]  [33, Request, Subscription]  [34, Request, Subscription, Options?]  [35, Request, Details?]
 *   [36, Subscription, Publication, Details, args?, kwargs?]
 *   [48, Request, Options, Procedure, args?, kwargs?]  [49, Request, Options]  [50, Request, Details, args?, kwargs?]
 *   [64, Request, Options, Procedure]  [65, Request, Registration]  [66, Request, Registration, Options?]
 *   [67, Request, Details?]  [68, Request, Registration, Details, args?, kwargs?]  [69, Request, Options]
 *   [70, Request, Options, args?, kwargs?]  [337, Publication]
 */
import type { Message } from './messages.ts';

export const CODES = {
  HELLO: 1,
  WELCOME: 2,
  ABORT: 3,
  CHALLENGE: 4,
  AUTHENTICATE: 5,
  GOODBYE: 6,
  ERROR: 8,
  PUBLISH: 16,
  PUBLISHED: 17,
  SUBSCRIBE: 32,
  SUBSCRIBED: 33,
  UNSUBSCRIBE: 34,
  UNSUBSCRIBED: 35,
  EVENT: 36,
  CALL: 48,
  CANCEL: 49,
  RESULT: 50,
  REGISTER: 64,
  REGISTERED: 65,
  UNREGISTER: 66,
  UNREGISTERED: 67,
  INVOCATION: 68,
  INTERRUPT: 69,
  YIELD: 70,
  EVENT_RECEIVED: 337,
} as const satisfies Record<Message['type'], number>;

const PAYLOAD_INDEX: ReadonlyMap<unknown, number> = new Map([
  [CODES.ERROR, 5],
  [CODES.PUBLISH, 4],
  [CODES.CALL, 4],
  [CODES.YIELD, 3],
]);

/** Where the payload begins in a message with this code that a client sends and others get; Infinity: in none. */
export function payloadIndex(code: unknown): number {
  return PAYLOAD_INDEX.get(code) ?? Infinity;
}
