/** Messages → tuples (message-codes.ts has their layout). Absent trailing parts are omitted, and never null. */
import { CODES } from './message-codes.ts';
import type { Message, Payload } from './messages.ts';

/** Appends the payload's parts; an absent args before present kwargs is an empty list, as the positions demand. */
function withPayload(head: unknown[], { args, kwargs, opaque }: Payload): unknown[] {
  if (opaque !== undefined) head.push(opaque);
  else if (kwargs !== undefined) head.push(args ?? [], kwargs);
  else if (args !== undefined) head.push(args);
  return head;
}

/** A message as the tuple that goes to the serializer; payload parts are passed by reference. */
export function encode(message: Message): unknown[] {
  const head = headOf(message);
  return 'payload' in message ? withPayload(head, message.payload) : head;
}

/** All of the tuple that stands before the payload. */
export function headOf(m: Message): unknown[] {
  switch (m.type) {
    case 'HELLO':
      return [1, m.realm, m.details];
    case 'WELCOME':
      return [2, m.session, m.details];
    case 'ABORT':
      return [3, m.details, m.reason];
    case 'CHALLENGE':
      return [4, m.method, m.extra];
    case 'AUTHENTICATE':
      return [5, m.signature, m.extra];
    case 'GOODBYE':
      return [6, m.details, m.reason];
    case 'ERROR':
      return [8, CODES[m.requestType], m.request, m.details, m.error];
    case 'PUBLISH':
      return [16, m.request, m.options, m.topic];
    case 'PUBLISHED':
      return [17, m.request, m.publication];
    case 'SUBSCRIBE':
      return [32, m.request, m.options, m.topic];
    case 'SUBSCRIBED':
      return [33, m.request, m.subscription];
    case 'UNSUBSCRIBE':
      return [34, m.request, m.subscription];
    case 'UNSUBSCRIBED':
      return m.details === undefined ? [35, m.request] : [35, m.request, m.details];
    case 'EVENT':
      return [36, m.subscription, m.publication, m.details];
    case 'EVENT_RECEIVED':
      return [337, m.publication];
    case 'CALL':
      return [48, m.request, m.options, m.procedure];
    case 'CANCEL':
      return [49, m.request, m.options];
    case 'RESULT':
      return [50, m.request, m.details];
    case 'REGISTER':
      return [64, m.request, m.options, m.procedure];
    case 'REGISTERED':
      return [65, m.request, m.registration];
    case 'UNREGISTER':
      return [66, m.request, m.registration];
    case 'UNREGISTERED':
      return m.details === undefined ? [67, m.request] : [67, m.request, m.details];
    case 'INVOCATION':
      return [68, m.request, m.registration, m.details];
    case 'INTERRUPT':
      return [69, m.request, m.options];
    case 'YIELD':
      return [70, m.request, m.options];
  }
}
