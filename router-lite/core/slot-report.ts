/** What subscribers of `<prefix>.error.<procedure>` are told of an event that a slot with `on_error: publish` gave up. */
import type { Dict, Uri } from './messages.ts';
import { backtraceOf, type Entry, type Failure, type SlotEvent } from './slot-event.ts';

/**
 * `time` in Unix milliseconds; `sender` null where the publisher is not disclosed. An event for some authids or roles only is told of as
 * one that failed, by its publication: what it says, who sent it, and what its member said of it, is not for whoever reads reports.
 */
export function reportOf(procedure: Uri, { event, attempts }: Entry, failure: Failure, time: number): Dict {
  const { topic, publication, lists } = event;
  const about = { slot: procedure, topic, publication, time, attempts, code: failure.code };
  const content = lists === undefined ? contentOf(event, failure) : WITHHELD;
  return { ...about, ...content };
}

const WITHHELD: Dict = { data: null, sender: null, error: null, backtrace: null };

function contentOf({ payload, details }: SlotEvent, failure: Failure): Dict {
  const { publisher, publisher_authid: authid, publisher_authrole: authrole } = details;
  return {
    // A sealed payload is not for whoever reads reports: it stays sealed.
    data: payload.opaque ?? { args: payload.args ?? [], kwargs: payload.kwargs ?? {} },
    sender: publisher === undefined ? null : { session: publisher, authid, authrole },
    error: { args: failure.payload.args ?? [], kwargs: failure.payload.kwargs ?? {} },
    backtrace: backtraceOf(failure),
  };
}
