/** What a call turns into on its way: the INVOCATION's details, and the caller's RESULT or ERROR. */
import { errorReply } from './errors.ts';
import type { Invocation } from './invocation.ts';
import type { Dict, ErrorMessage, Message, Uri, Yield } from './messages.ts';
import { passthru } from './passthru.ts';
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
export function refusal(error: Uri, text: string): Answer {
  return (invocation) =>
    errorReply('CALL', invocation.call.request, { error, text, details: detailsFor(invocation) });
}

/** `_callee`: whom the call is with, for callers that asked by `_disclose_callee` and whose role grants it. */
function detailsFor({ state, disclose }: Invocation, more: Dict = NONE): Dict {
  if (!disclose.callee || state.kind !== 'running') return more;
  return { ...more, _callee: state.endpoint.sessionId };
}

export function invocationDetails(
  { call, caller, registration, disclose }: Invocation,
  callee: Session,
): Dict {
  const details: Record<string, unknown> = passthru(call.options) ?? {};
  if (registration.pattern.match !== 'exact') details.procedure = call.procedure;
  if (disclose.caller) {
    const { id, authid, authrole } = caller.open.identity;
    details.caller = id;
    details.caller_authid = authid;
    details.caller_authrole = authrole;
  }
  if (call.options.receive_progress === true && callee.open.features.progressiveResults) {
    details.receive_progress = true;
  }
  return details;
}
