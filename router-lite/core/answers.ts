/** What a call turns into on its way: the INVOCATION's details, and the caller's RESULT or ERROR. */
import type { Turn } from './delivery.ts';
import { errorReply, type Refusal } from './errors.ts';
import type { Invocation } from './invocation.ts';
import type { Dict, ErrorMessage, Message, Payload, Yield } from './messages.ts';
import { passthru } from './passthru.ts';
import type { Endpoint } from './registration.ts';
import type { Session } from './session.ts';

const NONE: Dict = {};

export type Answer = (invocation: Invocation) => Message;

/** RESULT for a YIELD; progressive where the YIELD is. */
export function resultFrom({ options, payload }: Yield): Answer {
  return (invocation) => {
    let details = detailsFor(invocation, passthru(options));
    if (options.progress === true) details = { ...details, progress: true };
    return { type: 'RESULT', request: invocation.call.request, details, payload };
  };
}

/** The callee's ERROR as the caller's. */
export function errorFrom({ details, error, payload }: ErrorMessage): Answer {
  return (invocation) => ({
    type: 'ERROR',
    requestType: 'CALL',
    request: invocation.call.request,
    details: detailsFor(invocation, passthru(details)),
    error,
    payload,
  });
}

/** The router's own ERROR. */
export function refusal(refused: Refusal): Answer {
  return (invocation) =>
    errorReply('CALL', invocation.call.request, { ...refused, details: detailsFor(invocation) });
}

/** `_callee`: whom the call is with, for callers that asked by `_disclose_callee` and whose role grants it. */
function detailsFor({ state, terms }: Invocation, more: Dict = NONE): Dict {
  if (!terms.callee || state.kind !== 'running') return more;
  return { ...more, _callee: state.endpoint.sessionId };
}

/** Of a progressive call all parts have the same, but for `progress` (spec: "Freezing of Options"). */
export function invocationDetails(
  { call, caller, registration, terms }: Invocation,
  { features, wantsCaller }: Endpoint,
  progress: boolean,
): Dict {
  const { event } = terms;
  // What its slot tells of it holds how it is opened too.
  const details: Record<string, unknown> =
    event === undefined ? (passthru(call.options) ?? {}) : { ...event.details };
  if (registration.pattern.match !== 'exact') details.procedure = call.procedure;
  if (terms.caller ?? wantsCaller) {
    const { id, authid, authrole } = caller.open.identity;
    details.caller = id;
    details.caller_authid = authid;
    details.caller_authrole = authrole;
  }
  if (terms.trust !== undefined && features.callTrustLevels) details.trustlevel = terms.trust;
  if (call.options.receive_progress === true && features.progressiveResults) details.receive_progress = true;
  if (progress) details.progress = true;
  return details;
}

/** Of one of the router's own procedures: it answers in a turn that comes, and whoever answers looks after its caller. */
export const LATER = { later: true } as const;

/** What one of the router's own procedures comes to. */
export type OwnOutcome = { readonly payload: Payload } | typeof LATER | Refusal;

/** The router's own sessions hear theirs at once. */
export function reply(to: Session, message: Message, turn: Turn): void {
  if (to.hear === undefined) turn.out.push({ to, message });
  else to.hear(message);
}
