/** May this request be served at all? Whether its URI is one, its role allows it, and what it wants disclosed may be. */
import { type Refusal, WampError } from './errors.ts';
import type { Call, Publish, Uri } from './messages.ts';
import { type Action, isAllowed, ruleFor } from './roles.ts';
import type { Session } from './session.ts';
import { isReserved, isUri, type Pattern, type UriRule } from './uris.ts';

/** Why the call is refused; undefined when it is not. */
export function refuseCall(
  session: Session,
  { procedure, options }: Call,
  uris: UriRule,
): Refusal | undefined {
  const pattern: Pattern = { uri: procedure, match: 'exact' };
  const refused = refuse(session, 'call', pattern, uris);
  if (refused !== undefined || options.disclose_me !== true) return refused;
  return ruleFor(session.open.role, procedure)?.disclose?.caller === false
    ? undisclosed(session, 'callers', procedure)
    : undefined;
}

export function refuseRegister(session: Session, pattern: Pattern, uris: UriRule): Refusal | undefined {
  return isReserved(pattern.uri) ? invalidUri(pattern.uri) : refuse(session, 'register', pattern, uris);
}

export function refusePublish(
  session: Session,
  { topic, options }: Publish,
  uris: UriRule,
): Refusal | undefined {
  if (isReserved(topic)) return invalidUri(topic);
  const refused = refuse(session, 'publish', { uri: topic, match: 'exact' }, uris);
  if (refused !== undefined || options.disclose_me !== true) return refused;
  return ruleFor(session.open.role, topic)?.disclose?.publisher === false
    ? undisclosed(session, 'publishers', topic)
    : undefined;
}

/** The router's own topics may be subscribed to like any other. */
export function refuseSubscribe(session: Session, pattern: Pattern, uris: UriRule): Refusal | undefined {
  return refuse(session, 'subscribe', pattern, uris);
}

function refuse(session: Session, action: Action, pattern: Pattern, uris: UriRule): Refusal | undefined {
  if (!isUri(pattern.uri, uris, pattern.match)) return invalidUri(pattern.uri);
  const { role } = session.open;
  if (isAllowed(role, action, pattern)) return undefined;
  return { error: WampError.notAuthorized, text: `role ${role.name} may not ${action} ${pattern.uri}` };
}

function invalidUri(uri: Uri): Refusal {
  return { error: WampError.invalidUri, text: `not a URI for this request: ${JSON.stringify(uri)}` };
}

function undisclosed(session: Session, whom: string, uri: Uri): Refusal {
  const text = `role ${session.open.role.name} may not disclose its ${whom} on ${uri}; leave out disclose_me`;
  return { error: WampError.discloseMe, text };
}

/** The session holds as many as it may. */
export function overLimit(limit: number, what: string): Refusal {
  return { error: WampError.unavailable, text: `a session may hold ${limit} ${what}; give one up first` };
}
