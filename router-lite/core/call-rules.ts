/** What callers may ask for, and why a call is refused: the sentences of the dealer. */
import { ProtocolViolation, type Refusal, WampError } from './errors.ts';
import type { Invocation } from './invocation.ts';
import type { Dict, Uri } from './messages.ts';
import { isSealed } from './passthru.ts';
import type { Registration } from './registration.ts';
import type { Session } from './session.ts';

/** Throws ProtocolViolation for a mode the caller uses without having announced it. */
export function checkAnnounced(session: Session, options: Dict): void {
  const { features } = session.open;
  if (options.progress === true && !features.progressiveCalls) {
    throw new ProtocolViolation(
      'CALL.Options.progress needs the feature progressive_call_invocations in HELLO',
    );
  }
  if (isSealed(options) && !features.callerPassthru) {
    throw new ProtocolViolation('CALL.Options.ppt_scheme needs the feature payload_passthru_mode in HELLO');
  }
}

/** `runmode` and `rkey` (spec: "Sharded Registration"): `partition` is the one mode the spec defines. */
export function refuseMode({ runmode, rkey }: Dict): Refusal | undefined {
  if (runmode === undefined || runmode === null) return undefined;
  if (runmode !== 'partition') {
    return { error: WampError.optionNotAllowed, text: 'the one runmode there is here is "partition"' };
  }
  if (rkey !== undefined && rkey !== null) return undefined;
  return { error: WampError.invalidArgument, text: 'runmode "partition" needs CALL.Options.rkey' };
}

export function noSuchProcedure(procedure: Uri): Refusal {
  return { error: WampError.noSuchProcedure, text: `no callee serves ${procedure}` };
}

/** A call that may wait for a callee to appear, now or when those there are leave, must say how long. */
export function refuseEndless({ _queue, timeout }: Dict): Refusal | undefined {
  if (_queue !== true || (typeof timeout === 'number' && timeout > 0)) return undefined;
  const text = 'a call with _queue needs CALL.Options.timeout: how many milliseconds it may wait';
  return { error: WampError.invalidArgument, text };
}

/** As many wait for a callee to appear as may: of this procedure, or in the realm. */
export function crowded(procedure: Uri, waiting: number): Refusal {
  const text = `nobody serves ${procedure}, and ${waiting} calls wait for callees to appear; call again later`;
  return { error: WampError.queueFull, text, limit: 'unservedCalls' };
}

export function unsupported(text: string): Refusal {
  return { error: WampError.featureNotSupported, text };
}

export function busy({ pattern, waiting }: Registration): Refusal {
  const text = `${pattern.uri} is busy: ${waiting} calls wait already; call again later`;
  return { error: WampError.unavailable, text, limit: 'queueLimit' };
}

/** The last callee left, and none came in time. */
export function deserted({ pattern }: Registration, graceMillis: number): Refusal {
  const text = `the last callee of ${pattern.uri} left and none came within ${graceMillis} ms`;
  return { error: WampError.noAvailableCallee, text };
}

/** No endpoint is left that will do for this call. */
export function stranded({ tried, terms, call }: Invocation): Refusal {
  if (terms.eligible !== undefined && tried === undefined) {
    return { error: WampError.noAvailableCallee, text: `no eligible callee serves ${call.procedure}` };
  }
  if (tried === undefined && terms.event !== undefined)
    return unsupported(`no member of ${call.procedure} may have this event and announced what it needs`);
  if (tried === undefined)
    return unsupported(`no callee of ${call.procedure} announced what this call needs`);
  return { error: WampError.noAvailableCallee, text: `every callee of ${call.procedure} is unavailable` };
}
