/**
 * The dealer routes calls. What must hold, and is tested as properties (dealer.property.test.ts):
 *
 *  1. Every CALL ends in exactly one final RESULT or ERROR, unless its caller left.
 *  2. Nothing is sent to a session that left.
 *  3. All tables are empty after the last session left.
 *  4. Calls that wait are served first come, first served, each by the first endpoint that will do; the parts of a progressive
 *     call arrive at one endpoint, in order.
 *  5. An endpoint never has more invocations in hand than its concurrency, whatever the policy.
 *  6. No call waits while an endpoint that will do has a free slot. All endpoints will do, but for sticky calls (one), calls that
 *     were re-routed (those that were not yet unavailable) and calls in a mode (those that announced it).
 *  7. A call with an `rkey` goes where others with this key went, while that endpoint lives.
 *
 * One Invocation has one way in and one end (invocations.ts). What callers send is read in callers.ts, what callees send in
 * callees.ts; who gets a free slot is placement.ts, who waits where nobody serves is waiting-room.ts.
 *
 * An endpoint counts from REGISTER to UNREGISTER: one that a session gives up and registers anew starts with all slots free.
 *
 * A callee that leaves with a call in hand ends it with wamp.error.canceled, whether or not others serve the procedure: the
 * call may have run, so it is not run again silently. (The spec asks for no_available_callee when the last callee leaves; we keep
 * that URI for calls no callee has taken on, so that a caller knows which are safe to repeat.)
 */
import { Callees } from './callees.ts';
import { Callers, type CallersOptions } from './callers.ts';
import type { Turn } from './delivery.ts';
import { type CallTerms, Invocation } from './invocation.ts';
import { Invocations, type InvocationsOptions } from './invocations.ts';
import type { Call, Cancel, ErrorMessage, Id, Yield } from './messages.ts';
import { Registrar, type RegistrarOptions } from './registrar.ts';
import type { Registration } from './registration.ts';
import type { Session } from './session.ts';

export interface DealerOptions
  extends InvocationsOptions,
    CallersOptions,
    Omit<RegistrarOptions, 'joined' | 'withdrawn'> {}

interface DealerSizes {
  readonly registrations: number;
  /** Calls on their way, those that wait included. */
  readonly invocations: number;
  readonly queued: number;
  readonly deadlines: number;
  /** Of these, those that wait for any callee to appear. */
  readonly unserved: number;
  /** Sessions whose progressive calls ended before their last part. */
  readonly late: number;
  /** Answers that came when nobody waited for them any more, since the start. */
  readonly lateAnswers: number;
}

export class Dealer {
  readonly registrar: Registrar;
  readonly #invocations: Invocations;
  readonly #callers: Callers;
  readonly #callees: Callees;

  constructor(options: DealerOptions) {
    const { ids, uris, perSession, tell, slots } = options;
    this.registrar = new Registrar({
      ids,
      uris,
      perSession,
      tell,
      slots,
      joined: (endpoint, turn) => this.#invocations.waitingRoom.joined(endpoint, turn),
      withdrawn: (endpoint, turn) => this.#invocations.waitingRoom.withdrawn(endpoint, turn),
    });
    const { registrations } = this.registrar;
    this.#invocations = new Invocations(options, registrations);
    this.#callers = new Callers(options, this.#invocations, registrations);
    this.#callees = new Callees(this.#invocations);
  }

  call(session: Session, message: Call, turn: Turn): void {
    this.#callers.call(session, message, turn);
  }

  /** True for a CALL that belongs to one under way or just ended, so that it needs no permission of its own. */
  continues(session: Session, request: Id): boolean {
    return this.#callers.continues(session, request);
  }

  cancel(session: Session, message: Cancel, turn: Turn): void {
    this.#callers.cancel(session, message, turn);
  }

  yield(session: Session, message: Yield, turn: Turn): void {
    this.#callees.yield(session, message, turn);
  }

  error(session: Session, message: ErrorMessage, turn: Turn): void {
    this.#callees.error(session, message, turn);
  }

  /** Hands an event to a member of its slot: a call of the router's own, `from`, that no caller waits for. */
  offer(
    from: Session,
    call: Call,
    to: { readonly registration: Registration; readonly terms: CallTerms },
    turn: Turn,
  ): Invocation {
    const invocation = new Invocation(from, call, to.registration, to.terms);
    this.#invocations.begin(invocation, turn);
    return invocation;
  }

  /** To be called once the session is no longer open and its subscriptions ended. */
  leave(session: Session, turn: Turn): void {
    this.#invocations.leave(session, () => this.registrar.leave(session, turn), turn);
  }

  /** Forgets everything, without a word to anybody. */
  clear(): void {
    this.registrar.clear();
    this.#invocations.clear();
  }

  get nextDeadline(): number | null {
    return this.#invocations.nextDeadline;
  }

  tick(turn: Turn): void {
    this.#invocations.tick(turn);
  }

  get sizes(): DealerSizes {
    const { registrations } = this.registrar;
    let queued = 0;
    for (const { waiting } of registrations) queued += waiting;
    const { inHand, ...sizes } = this.#invocations.sizes;
    return {
      registrations: registrations.size,
      invocations: queued + inHand,
      queued,
      lateAnswers: this.#callees.lateAnswers,
      ...sizes,
    };
  }
}
