/** What subscribers of `<prefix>.error.<procedure>` are told of an event that a slot with `on_error: publish` gave up. */
import type { Dict, Uri } from './messages.ts';
import { backtraceOf, type Entry, type Failure } from './slot-event.ts';

/** `time` in Unix milliseconds; `sender` null where the publisher is not disclosed. */
export function reportOf(procedure: Uri, { event, attempts }: Entry, failure: Failure, time: number): Dict {
  const { topic, publication, payload, details } = event;
  const { publisher, publisher_authid: authid, publisher_authrole: authrole } = details;
  return {
    slot: procedure,
    topic,
    publication,
    // A sealed payload is not for whoever reads reports: it stays sealed.
    data: payload.opaque ?? { args: payload.args ?? [], kwargs: payload.kwargs ?? {} },
    sender: publisher === undefined ? null : { session: publisher, authid, authrole },
    time,
    attempts,
    code: failure.code,
    error: { args: failure.payload.args ?? [], kwargs: failure.payload.kwargs ?? {} },
    backtrace: backtraceOf(failure),
  };
}
