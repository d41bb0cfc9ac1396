/**
 * Tuples → messages (message-codes.ts has their layout). decode() checks whatever the spec says of shape and type and throws
 * ProtocolViolation; what is true only of some moment (HELLO after HELLO) is the session's affair.
 *
 * A broken URI inside a well-formed request is no violation: the broker or dealer answers it with ERROR wamp.error.invalid_uri.
 */
import { ProtocolViolation } from './errors.ts';
import { CODES } from './message-codes.ts';
import type { Dict, Id, Message, RequestType } from './messages.ts';
import { isDict } from './options.ts';
import {
  dictAt,
  idAt,
  optionalDictAt,
  payloadAt,
  requestOrZero,
  size,
  stringAt,
  type Tuple,
} from './tuple.ts';

const REQUEST_TYPES: ReadonlyMap<number, RequestType> = new Map(
  (
    [
      'PUBLISH',
      'SUBSCRIBE',
      'UNSUBSCRIBE',
      'CALL',
      'CANCEL',
      'REGISTER',
      'UNREGISTER',
      'INVOCATION',
      'INTERRUPT',
      'YIELD',
    ] as const
  ).map((type) => [CODES[type], type]),
);

type Type = Message['type'];

function decodeError(tuple: Tuple): Message {
  size(tuple, 'ERROR', 5, 7);
  const requestType = REQUEST_TYPES.get(tuple[1] as number);
  if (requestType === undefined) {
    throw new ProtocolViolation('ERROR.REQUEST.Type must be the code of a request');
  }
  const request = idAt(tuple, 2, 'ERROR', 'Request');
  const details = dictAt(tuple, 3, 'ERROR', 'Details');
  const error = stringAt(tuple, 4, 'ERROR', 'Error');
  return {
    type: 'ERROR',
    requestType,
    request,
    details,
    error,
    payload: payloadAt(tuple, 5, 'ERROR', details),
  };
}

/** [code, Request, Options, Uri, args?, kwargs?]: PUBLISH and CALL; with no payload SUBSCRIBE and REGISTER. */
function request(tuple: Tuple, type: Type, most: number): { request: Id; options: Dict } {
  size(tuple, type, 4, most);
  return { request: idAt(tuple, 1, type, 'Request'), options: dictAt(tuple, 2, type, 'Options') };
}

function leaving(tuple: Tuple, type: 'ABORT' | 'GOODBYE'): Message {
  size(tuple, type, 3, 5);
  const details = dictAt(tuple, 1, type, 'Details');
  return {
    type,
    details,
    reason: stringAt(tuple, 2, type, 'Reason'),
    payload: payloadAt(tuple, 3, type, details),
  };
}

const DECODERS: Readonly<Record<number, (tuple: Tuple) => Message>> = {
  [CODES.HELLO](t) {
    size(t, 'HELLO', 3, 3);
    const details = dictAt(t, 2, 'HELLO', 'Details');
    if (!isDict(details.roles)) throw new ProtocolViolation('HELLO.Details.roles is missing');
    return { type: 'HELLO', realm: stringAt(t, 1, 'HELLO', 'Realm'), details };
  },
  [CODES.WELCOME](t) {
    size(t, 'WELCOME', 3, 3);
    return {
      type: 'WELCOME',
      session: idAt(t, 1, 'WELCOME', 'Session'),
      details: dictAt(t, 2, 'WELCOME', 'Details'),
    };
  },
  [CODES.ABORT]: (t) => leaving(t, 'ABORT'),
  [CODES.CHALLENGE](t) {
    size(t, 'CHALLENGE', 3, 3);
    return {
      type: 'CHALLENGE',
      method: stringAt(t, 1, 'CHALLENGE', 'AuthMethod'),
      extra: dictAt(t, 2, 'CHALLENGE', 'Extra'),
    };
  },
  [CODES.AUTHENTICATE](t) {
    size(t, 'AUTHENTICATE', 3, 3);
    return {
      type: 'AUTHENTICATE',
      signature: stringAt(t, 1, 'AUTHENTICATE', 'Signature'),
      extra: dictAt(t, 2, 'AUTHENTICATE', 'Extra'),
    };
  },
  [CODES.GOODBYE]: (t) => leaving(t, 'GOODBYE'),
  [CODES.ERROR]: decodeError,
  [CODES.PUBLISH](t) {
    const { request: id, options } = request(t, 'PUBLISH', 6);
    const topic = stringAt(t, 3, 'PUBLISH', 'Topic');
    return { type: 'PUBLISH', request: id, options, topic, payload: payloadAt(t, 4, 'PUBLISH', options) };
  },
  [CODES.PUBLISHED](t) {
    size(t, 'PUBLISHED', 3, 3);
    return {
      type: 'PUBLISHED',
      request: idAt(t, 1, 'PUBLISHED', 'Request'),
      publication: idAt(t, 2, 'PUBLISHED', 'Publication'),
    };
  },
  [CODES.SUBSCRIBE](t) {
    return { type: 'SUBSCRIBE', ...request(t, 'SUBSCRIBE', 4), topic: stringAt(t, 3, 'SUBSCRIBE', 'Topic') };
  },
  [CODES.SUBSCRIBED](t) {
    size(t, 'SUBSCRIBED', 3, 3);
    return {
      type: 'SUBSCRIBED',
      request: idAt(t, 1, 'SUBSCRIBED', 'Request'),
      subscription: idAt(t, 2, 'SUBSCRIBED', 'Subscription'),
    };
  },
  [CODES.UNSUBSCRIBE](t) {
    size(t, 'UNSUBSCRIBE', 3, 4);
    optionalDictAt(t, 3, 'UNSUBSCRIBE');
    return {
      type: 'UNSUBSCRIBE',
      request: idAt(t, 1, 'UNSUBSCRIBE', 'Request'),
      subscription: idAt(t, 2, 'UNSUBSCRIBE', 'Subscription'),
    };
  },
  [CODES.UNSUBSCRIBED](t) {
    size(t, 'UNSUBSCRIBED', 2, 3);
    const details = optionalDictAt(t, 2, 'UNSUBSCRIBED');
    const message = { type: 'UNSUBSCRIBED', request: requestOrZero(t, 1, 'UNSUBSCRIBED') } as const;
    return details === undefined ? message : { ...message, details };
  },
  [CODES.EVENT](t) {
    size(t, 'EVENT', 4, 6);
    const details = dictAt(t, 3, 'EVENT', 'Details');
    return {
      type: 'EVENT',
      subscription: idAt(t, 1, 'EVENT', 'Subscription'),
      publication: idAt(t, 2, 'EVENT', 'Publication'),
      details,
      payload: payloadAt(t, 4, 'EVENT', details),
    };
  },
  [CODES.CALL](t) {
    const { request: id, options } = request(t, 'CALL', 6);
    const procedure = stringAt(t, 3, 'CALL', 'Procedure');
    return { type: 'CALL', request: id, options, procedure, payload: payloadAt(t, 4, 'CALL', options) };
  },
  [CODES.CANCEL](t) {
    size(t, 'CANCEL', 3, 3);
    return {
      type: 'CANCEL',
      request: idAt(t, 1, 'CANCEL', 'Request'),
      options: dictAt(t, 2, 'CANCEL', 'Options'),
    };
  },
  [CODES.RESULT](t) {
    size(t, 'RESULT', 3, 5);
    const details = dictAt(t, 2, 'RESULT', 'Details');
    const payload = payloadAt(t, 3, 'RESULT', details);
    return { type: 'RESULT', request: idAt(t, 1, 'RESULT', 'Request'), details, payload };
  },
  [CODES.REGISTER](t) {
    return {
      type: 'REGISTER',
      ...request(t, 'REGISTER', 4),
      procedure: stringAt(t, 3, 'REGISTER', 'Procedure'),
    };
  },
  [CODES.REGISTERED](t) {
    size(t, 'REGISTERED', 3, 3);
    return {
      type: 'REGISTERED',
      request: idAt(t, 1, 'REGISTERED', 'Request'),
      registration: idAt(t, 2, 'REGISTERED', 'Registration'),
    };
  },
  [CODES.UNREGISTER](t) {
    size(t, 'UNREGISTER', 3, 4);
    optionalDictAt(t, 3, 'UNREGISTER');
    return {
      type: 'UNREGISTER',
      request: idAt(t, 1, 'UNREGISTER', 'Request'),
      registration: idAt(t, 2, 'UNREGISTER', 'Registration'),
    };
  },
  [CODES.UNREGISTERED](t) {
    size(t, 'UNREGISTERED', 2, 3);
    const details = optionalDictAt(t, 2, 'UNREGISTERED');
    const message = { type: 'UNREGISTERED', request: requestOrZero(t, 1, 'UNREGISTERED') } as const;
    return details === undefined ? message : { ...message, details };
  },
  [CODES.INVOCATION](t) {
    size(t, 'INVOCATION', 4, 6);
    const details = dictAt(t, 3, 'INVOCATION', 'Details');
    return {
      type: 'INVOCATION',
      request: idAt(t, 1, 'INVOCATION', 'Request'),
      registration: idAt(t, 2, 'INVOCATION', 'Registration'),
      details,
      payload: payloadAt(t, 4, 'INVOCATION', details),
    };
  },
  [CODES.INTERRUPT](t) {
    size(t, 'INTERRUPT', 3, 3);
    return {
      type: 'INTERRUPT',
      request: idAt(t, 1, 'INTERRUPT', 'Request'),
      options: dictAt(t, 2, 'INTERRUPT', 'Options'),
    };
  },
  [CODES.EVENT_RECEIVED](t) {
    size(t, 'EVENT_RECEIVED', 2, 2);
    return { type: 'EVENT_RECEIVED', publication: idAt(t, 1, 'EVENT_RECEIVED', 'Publication') };
  },
  [CODES.YIELD](t) {
    size(t, 'YIELD', 3, 5);
    const options = dictAt(t, 2, 'YIELD', 'Options');
    const payload = payloadAt(t, 3, 'YIELD', options);
    return { type: 'YIELD', request: idAt(t, 1, 'YIELD', 'Request'), options, payload };
  },
};

/** A tuple from the wire as a message. Throws ProtocolViolation, with a reason to tell the peer. */
export function decode(tuple: unknown): Message {
  if (!Array.isArray(tuple)) throw new ProtocolViolation('a message must be a list');
  const code: unknown = tuple[0];
  const decoder = typeof code === 'number' && Object.hasOwn(DECODERS, code) ? DECODERS[code] : undefined;
  if (decoder === undefined) throw new ProtocolViolation('a message must begin with a known message code');
  return decoder(tuple);
}
