/** The session meta API and testaments (spec: "Session Meta API", "Testament"): the router's own procedures about sessions. */
import { isoTime } from './delivery.ts';
import { Close, type Refusal, WampError } from './errors.ts';
import { isId } from './ids.ts';
import type { Call, Dict, Id } from './messages.ts';
import {
  firstArg,
  invalid,
  type MetaOutcome,
  type MetaProcedure,
  type MetaProcedures,
  type MetaScope,
  ok,
} from './meta-scope.ts';
import type { Session } from './session.ts';
import { isUri } from './uris.ts';

/** How a session is described in on_join and wamp.session.get; beyond the spec, since when it is there and what it says it is. */
export function sessionDetails(session: Session): Dict {
  const { joined, agent } = session.open;
  const { id, authid, authrole, authmethod, authprovider } = session.open.identity;
  const { kind, peer, serializer } = session.connection;
  const transport = { type: kind, peer, serializer };
  const more = { _joined: isoTime(joined), ...(agent === '' ? {} : { _agent: agent }) };
  return { session: id, authid, authrole, authmethod, authprovider, transport, ...more };
}

const noSuchSession = (id: unknown): Refusal => ({
  error: WampError.noSuchSession,
  text: `no other session ${String(id)} on this realm`,
});

/** The sessions whose authrole is in the call's first argument, all when there is none. */
function filtered({ sessions }: MetaScope, { payload }: Call): Session[] | Refusal {
  const roles: unknown = payload.args?.[0] ?? undefined;
  const all = [...sessions.values()];
  if (roles === undefined) return all;
  if (!Array.isArray(roles)) return invalid('filter_authroles must be a list of strings');
  return all.filter((session) => roles.includes(session.open.identity.authrole));
}

const isRefusal = (value: object): value is Refusal => 'error' in value;

/** Ends the sessions `select` picks, never the caller's own; answers with what `result` makes of them. */
function killer(
  select: (session: Session, call: Call) => boolean,
  result: (killed: readonly Id[], call: Call) => MetaOutcome,
  quietly = false,
): MetaProcedure {
  return (scope, call, caller) => {
    const reason = call.payload.kwargs?.reason ?? Close.normal;
    const message = call.payload.kwargs?.message;
    if (typeof reason !== 'string' || !isUri(reason, 'loose')) {
      return { error: WampError.invalidUri, text: 'reason must be a URI' };
    }
    const chosen = [...scope.sessions.values()].filter(
      (session) => session !== caller && select(session, call),
    );
    const ids = chosen.map(({ id }) => id);
    const goodbye = { reason, message: typeof message === 'string' ? message : undefined, quietly };
    for (const session of chosen) scope.kill(session, goodbye);
    return result(ids, call);
  };
}

export const SESSION_PROCEDURES: MetaProcedures = [
  [
    'wamp.session.count',
    (scope, call) => {
      const found = filtered(scope, call);
      return isRefusal(found) ? found : ok(found.length);
    },
  ],
  [
    'wamp.session.list',
    (scope, call) => {
      const found = filtered(scope, call);
      return isRefusal(found) ? found : ok(found.map(({ id }) => id));
    },
  ],
  [
    'wamp.session.get',
    ({ sessions }, call) => {
      const id = firstArg(call);
      if (!isId(id)) return invalid('the first argument must be a session id');
      const session = sessions.get(id);
      return session === undefined ? noSuchSession(id) : ok(sessionDetails(session));
    },
  ],
  [
    'wamp.session.kill',
    killer(
      (session, call) => session.id === firstArg(call),
      (killed, call) => (killed.length === 0 ? noSuchSession(firstArg(call)) : ok()),
    ),
  ],
  [
    'wamp.session.kill_by_authid',
    killer(
      (session, call) => session.open.identity.authid === firstArg(call),
      (killed) => ok(killed),
    ),
  ],
  [
    'wamp.session.kill_by_authrole',
    killer(
      (session, call) => session.open.identity.authrole === firstArg(call),
      (killed) => ok(killed.length),
    ),
  ],
  [
    'wamp.session.kill_all',
    killer(
      () => true,
      (killed) => ok(killed.length),
      // The spec has it so; those who are left need no news of everybody.
      true,
    ),
  ],
  ['wamp.session.add_testament', ({ testaments }, call, caller) => testaments.add(caller, call) ?? ok()],
  ['wamp.session.flush_testaments', ({ testaments }, call, caller) => testaments.flush(caller, call) ?? ok()],
];
