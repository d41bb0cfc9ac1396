/**
 * The registration meta API (spec: "Registration Meta API"). A registration is there while it has a callee; one that only holds
 * calls that wait is not. Beyond the spec: `get` tells of the load, and `remove_callee` revokes.
 */
import { type Refusal, WampError } from './errors.ts';
import type { Call, Dict, Id } from './messages.ts';
import {
  byMatch,
  firstArg,
  invalid,
  type MetaOutcome,
  type MetaProcedure,
  type MetaProcedures,
  ok,
  taking,
} from './meta-scope.ts';
import { isDict } from './options.ts';
import { described } from './registrar.ts';
import type { Registration } from './registration.ts';
import { isReserved, matchOption } from './uris.ts';

/** Runs on the registration the first argument names. */
function about(answer: (registration: Registration) => MetaOutcome): MetaProcedure {
  return ({ dealer }, call) => {
    const id = firstArg(call);
    const registration = dealer.registrar.registrations.byId(id as Id);
    return registration === undefined || registration.endpoints.length === 0
      ? noSuch(id)
      : answer(registration);
  };
}

function noSuch(id: unknown): Refusal {
  return { error: WampError.noSuchRegistration, text: `no registration ${String(id)} on this realm` };
}

/** `concurrency` null: without a limit. */
function load({ endpoints, waiting }: Registration): Dict {
  return {
    _queue: waiting,
    _in_flight: endpoints.reduce((sum, { running }) => sum + running, 0),
    _callees: endpoints.map(({ sessionId, running, concurrency, pinned }) => ({
      session: sessionId,
      in_flight: running,
      queue: pinned.size,
      concurrency: concurrency === Infinity ? null : concurrency,
    })),
  };
}

/** [uri, {match?}] of `lookup`. */
export function patternArg({
  payload,
}: Call): { uri: string; match: ReturnType<typeof matchOption> } | Refusal {
  const [uri, options] = payload.args ?? [];
  if (typeof uri !== 'string') return invalid('the first argument must be a URI');
  return { uri, match: isDict(options) ? matchOption(options) : 'exact' };
}

export const REGISTRATION_PROCEDURES: MetaProcedures = [
  [
    'wamp.registration.list',
    ({ dealer }) =>
      byMatch([...dealer.registrar.registrations].filter(({ endpoints }) => endpoints.length > 0)),
  ],
  [
    'wamp.registration.lookup',
    ({ dealer }, call) => {
      const pattern = patternArg(call);
      if ('error' in pattern) return pattern;
      const found = dealer.registrar.registrations.get(pattern);
      return ok(found === undefined || found.endpoints.length === 0 ? null : found.id);
    },
  ],
  [
    'wamp.registration.match',
    ({ dealer }, call) => {
      const procedure = firstArg(call);
      if (typeof procedure !== 'string') return invalid('the first argument must be a URI');
      const found = isReserved(procedure) ? undefined : dealer.registrar.registrations.serving(procedure);
      return ok(found?.id ?? null);
    },
  ],
  ['wamp.registration.get', about((found) => ok({ ...described(found), ...load(found) }))],
  [
    'wamp.registration.list_callees',
    about(({ endpoints }) => ok(endpoints.map(({ sessionId }) => sessionId))),
  ],
  ['wamp.registration.count_callees', about(({ endpoints }) => ok(endpoints.length))],
  [
    'wamp.registration.remove_callee',
    ({ dealer, sessions, turn }, call) => {
      const id = firstArg(call);
      const whom = taking(call, sessions);
      if ('error' in whom) return whom;
      return dealer.registrar.revoke(whom.session, id as Id, whom.reason, turn) ? ok() : noSuch(id);
    },
  ],
];
