/** Telling a callee to stop (spec: "Call Canceling"): whom it can be told, and how. */
import type { Turn } from './delivery.ts';
import type { Running } from './invocation.ts';
import type { Uri } from './messages.ts';
import type { Session } from './session.ts';

/** Was it not told to stop already, and would it understand? */
export function canStop({ interrupted, endpoint: { session } }: Running): boolean {
  return !interrupted && canInterrupt(session);
}

export function canInterrupt({ isOpen, state }: Session): boolean {
  return isOpen && state.kind === 'open' && state.features.callCanceling;
}

/** `kill`: it will answer. `killnowait`: it need not, and nobody waits for it. */
export function interrupt(
  { endpoint, request }: Running,
  mode: 'kill' | 'killnowait',
  reason: Uri,
  turn: Turn,
): void {
  const options = { mode, reason };
  turn.out.push({ to: endpoint.session, message: { type: 'INTERRUPT', request, options } });
}
