/** What a handler is told of the INVOCATION that it answers. */
import type { Entering } from './autobahn-transport.ts';
import type { InvocationContext, SlotEvent } from './client.ts';
import type { Dict } from './wamp-tuple.ts';

export function contextOf({ details, signal, progress }: Entering): InvocationContext {
  return {
    caller: typeof details.caller === 'number' ? details.caller : null,
    callerRole: typeof details.caller_authrole === 'string' ? details.caller_authrole : null,
    signal,
    progress,
    event: eventIn(details),
  };
}

function eventIn({ topic, publication, attempt, _seq: seq }: Dict): SlotEvent | null {
  if (typeof topic !== 'string' || typeof publication !== 'number' || typeof attempt !== 'number')
    return null;
  return { topic, publication, attempt, seq: typeof seq === 'number' ? seq : null };
}
