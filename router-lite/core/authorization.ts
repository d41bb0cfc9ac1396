/** May this request be served at all? Whether its URI is one, its role allows it, and what it wants disclosed may be. */
import { type Refusal, WampError } from './errors.ts';
import type { Call, Publish, RequestLimit, Uri } from './messages.ts';
import type { Endpoint } from './registration.ts';
import { type Action, type Rule, ruleFor, verdict } from './roles.ts';
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
  return grantOf(session, procedure).disclose?.caller === false
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
  return grantOf(session, topic).disclose?.publisher === false
    ? undisclosed(session, 'publishers', topic)
    : undefined;
}

/** The router's own topics may be subscribed to like any other. */
export function refuseSubscribe(session: Session, pattern: Pattern, uris: UriRule): Refusal | undefined {
  return refuse(session, 'subscribe', pattern, uris);
}

/** May this session take the procedure from its callees? One's own always, others' where the role's rule grants `revoke`. */
export function refuseRevoke(session: Session, uri: Uri, from: readonly Endpoint[]): Refusal | undefined {
  const { role, identity } = session.open;
  if (ruleFor(role, uri)?.allow.revoke === true) return undefined;
  if (from.every((each) => each.session.open.identity.authid === identity.authid)) return undefined;
  const text = `role ${role.name} may not take ${uri} from others; leave out force_reregister`;
  return { error: WampError.notAuthorized, text };
}

function refuse(session: Session, action: Action, pattern: Pattern, uris: UriRule): Refusal | undefined {
  if (!isUri(pattern.uri, uris, pattern.match)) return invalidUri(pattern.uri);
  const { role } = session.open;
  const ruled = verdict(role, action, pattern);
  const said = ruled === undefined ? role.authorizer?.verdict(session, { action, pattern }) : undefined;
  if (ruled ?? said?.allow) return undefined;
  if (said?.failed) {
    const text = `${role.authorizer?.procedure} did not decide whether role ${role.name} may ${action} ${pattern.uri}`;
    return { error: WampError.authorizationFailed, text };
  }
  return { error: WampError.notAuthorized, text: `role ${role.name} may not ${action} ${pattern.uri}` };
}

const NOTHING: Pick<Rule, 'disclose' | 'trust'> = {};

/** What else comes with the permission to call or publish: disclosure and trust level. */
export function grantOf(session: Session, uri: Uri): Pick<Rule, 'disclose' | 'trust'> {
  const { role } = session.open;
  const rule = ruleFor(role, uri);
  if (rule !== undefined || role.authorizer === undefined) return rule ?? NOTHING;
  const pattern: Pattern = { uri, match: 'exact' };
  const caller = role.authorizer.verdict(session, { action: 'call', pattern })?.disclose;
  const publisher = role.authorizer.verdict(session, { action: 'publish', pattern })?.disclose;
  return {
    disclose: {
      ...(caller === undefined ? {} : { caller }),
      ...(publisher === undefined ? {} : { publisher }),
    },
  };
}

function invalidUri(uri: Uri): Refusal {
  return { error: WampError.invalidUri, text: `not a URI for this request: ${JSON.stringify(uri)}` };
}

function undisclosed(session: Session, whom: string, uri: Uri): Refusal {
  const text = `role ${session.open.role.name} may not disclose its ${whom} on ${uri}; leave out disclose_me`;
  return { error: WampError.discloseMe, text };
}

/** The session holds as many as it may; `name`: of the limit, where it is an option. */
export function overLimit(limit: number, what: string, name?: RequestLimit): Refusal {
  const text = `a session may hold ${limit} ${what}; give one up first`;
  return { error: WampError.unavailable, text, ...(name && { limit: name }) };
}
