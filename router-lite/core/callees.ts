/** What callees send: YIELD, and ERROR for an INVOCATION. */
import { errorFrom, refusal, reply, resultFrom } from './answers.ts';
import { stranded, unsupported } from './call-rules.ts';
import type { Turn } from './delivery.ts';
import { ProtocolViolation, WampError } from './errors.ts';
import type { Invocation } from './invocation.ts';
import type { Invocations } from './invocations.ts';
import type { ErrorMessage, Id, Yield } from './messages.ts';
import { isSealed } from './passthru.ts';
import { canRun } from './placement.ts';
import type { Session } from './session.ts';

export class Callees {
  readonly #invocations: Invocations;
  #lateAnswers = 0;

  constructor(invocations: Invocations) {
    this.#invocations = invocations;
  }

  /** Answers that came when nobody waited for them any more, since the start. */
  get lateAnswers(): number {
    return this.#lateAnswers;
  }

  yield(session: Session, message: Yield, turn: Turn): void {
    const invocation = this.#inHand(session, message.request, 'YIELD');
    const sealed = isSealed(message.options);
    if (sealed && !session.open.features.calleePassthru) {
      throw new ProtocolViolation(
        'YIELD.Options.ppt_scheme needs the feature payload_passthru_mode in HELLO',
      );
    }
    const progress = message.options.progress === true;
    if (!progress && invocation?.owed !== true) this.#lateAnswers += 1;
    if (invocation === undefined) return;
    if (sealed && invocation.owed && !invocation.caller.open.features.callerPassthru) {
      const answer = refusal(unsupported('the result is sealed; announce payload_passthru_mode to get it'));
      this.#invocations.settle(invocation, { answer, callee: progress ? 'stop' : 'done' }, turn);
    } else if (!progress) {
      this.#invocations.settle(invocation, { answer: resultFrom(message), callee: 'done' }, turn);
    } else if (invocation.owed && invocation.wantsProgress) {
      invocation.committed = true;
      // The time is that to the first result, and from each to the next (spec: "Progressive Call Results", Timeouts).
      this.#invocations.extend(invocation, turn);
      reply(invocation.caller, resultFrom(message)(invocation), turn);
    }
  }

  error(session: Session, message: ErrorMessage, turn: Turn): void {
    if (message.requestType !== 'INVOCATION') {
      throw new ProtocolViolation('a client sends ERROR for an INVOCATION only');
    }
    const invocation = this.#inHand(session, message.request, 'ERROR');
    // What was told to stop and says that it did is in time.
    if (invocation?.owed !== true && message.error !== WampError.canceled) this.#lateAnswers += 1;
    if (invocation === undefined) return;
    if (message.error === WampError.unavailable && this.#reroute(invocation, turn)) return;
    this.#invocations.settle(invocation, { answer: errorFrom(message), callee: 'done' }, turn);
  }

  /** The invocation a callee answers; undefined when it is over already, as after a cancel. */
  #inHand(session: Session, request: Id, type: 'YIELD' | 'ERROR'): Invocation | undefined {
    if (request > session.lastInvocation) {
      throw new ProtocolViolation(`${type}.INVOCATION.Request ${request} was never sent to this session`);
    }
    return this.#invocations.inHandOf(session, request);
  }

  /**
   * Gives a call whose callee is unavailable to one that was not yet asked (spec: "Call Re-Routing"); false where the callee's
   * answer is the caller's: it waits no more or was canceled, the call is sticky, or parts of it were handed on already.
   */
  #reroute(invocation: Invocation, turn: Turn): boolean {
    const { state } = invocation;
    if (state.kind !== 'running' || state.interrupted || !invocation.owed) return false;
    if (invocation.key !== undefined || invocation.committed) return false;
    invocation.tried ??= new Set();
    invocation.tried.add(state.endpoint);
    if (!canRun(invocation)) {
      this.#invocations.settle(invocation, { answer: refusal(stranded(invocation)), callee: 'done' }, turn);
      return true;
    }
    this.#invocations.passOn(invocation, state, turn);
    return true;
  }
}
