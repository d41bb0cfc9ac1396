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
 * One Invocation has one end, #settle(): for yield, error, cancel, timeout, callee gone and caller gone alike it answers the
 * caller, clears the deadline, frees the slot and serves who waits for it. A slot is in use until its callee is done: a callee
 * that answered, left, or was told by INTERRUPT killnowait to stop (the spec lets it not answer then) is done; one whose caller
 * merely gave up (skip, or a callee without call_canceling) is still at work, so its slot stays taken until it answers.
 *
 * An endpoint counts from REGISTER to UNREGISTER: one that a session gives up and registers anew starts with all slots free.
 *
 * A callee that leaves with a call in hand ends it with wamp.error.canceled, whether or not others serve the procedure: the
 * call may have run, so it is not run again silently. (The spec asks for no_available_callee when the last callee leaves; we keep
 * that URI for calls no callee has taken on, so that a caller knows which are safe to repeat.)
 */
import {
  type Answer,
  errorFrom,
  invocationDetails,
  type OwnOutcome,
  refusal,
  resultFrom,
} from './answers.ts';
import { grantOf, refuseCall } from './authorization.ts';
import {
  busy,
  checkAnnounced,
  noSuchProcedure,
  refuseEndless,
  refuseMode,
  stranded,
  unsupported,
} from './call-rules.ts';
import { Deadlines } from './deadlines.ts';
import type { Turn } from './delivery.ts';
import { errorReply, ProtocolViolation, WampError } from './errors.ts';
import type { GlobalIds } from './ids.ts';
import { type CallTerms, Invocation, type Running } from './invocation.ts';
import { LateParts } from './late-parts.ts';
import type { Call, Cancel, ErrorMessage, Id, Message, Uri, Yield } from './messages.ts';
import { Part } from './part.ts';
import { isSealed } from './passthru.ts';
import { canRun, Placement } from './placement.ts';
import { Registrar, type RegistrarOptions } from './registrar.ts';
import type { Endpoint, Registration } from './registration.ts';
import type { Session, SessionLimits } from './session.ts';
import { isReserved, type UriRule } from './uris.ts';
import { WaitingRoom, waitingIn } from './waiting-room.ts';
import { weightOf } from './weight.ts';

export interface DealerOptions {
  readonly ids: GlobalIds;
  readonly random: () => number;
  readonly uris: UriRule;
  /** Calls that may wait per registration. */
  readonly queueLimit: number;
  /** Milliseconds calls that wait survive without any endpoint. */
  readonly graceMillis: number;
  /** Calls that may wait for any callee to appear (CALL.Options._queue). */
  readonly unservedCalls: number;
  readonly perSession: SessionLimits;
  readonly tell: RegistrarOptions['tell'];
  readonly slots: RegistrarOptions['slots'];
  /** Procedures of the router's own whose names do not begin with `wamp.`. */
  readonly isOwn: (procedure: Uri) => boolean;
  /** The router's own procedures; undefined when it has none of this name. */
  readonly own: (session: Session, call: Call, turn: Turn) => OwnOutcome | undefined;
}

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

/** How an invocation ends; `answer` makes the caller's final message, absent when the caller is gone. */
interface Ending {
  readonly answer?: Answer;
  /** done: nothing more is to come of the callee. stop: interrupt it where it can be. leave: let it work. */
  readonly callee: 'done' | 'stop' | 'leave';
  /** INTERRUPT.Options.reason, by default wamp.error.canceled. */
  readonly reason?: Uri;
}

export class Dealer {
  readonly #options: DealerOptions;
  readonly registrar: Registrar;
  readonly #placement: Placement;
  readonly #late: LateParts;
  readonly #parts = new Map<Session, Part>();
  readonly #deadlines = new Deadlines<Invocation | Registration>();
  readonly #waitingRoom: WaitingRoom;
  #lateAnswers = 0;

  constructor(options: DealerOptions) {
    this.#options = options;
    const { ids, uris, perSession, tell, slots } = options;
    this.registrar = new Registrar({
      ids,
      uris,
      perSession,
      tell,
      slots,
      joined: (endpoint, turn) => {
        this.#deadlines.clear(endpoint.registration);
        this.#waitingRoom.served(endpoint.registration);
        this.#placement.joined(endpoint, turn);
        this.#waitingRoom.gather(endpoint.registration, turn);
      },
      withdrawn: (endpoint, turn) => {
        this.#placement.withdrawn(endpoint, turn);
        this.#checkServed(endpoint.registration, turn);
      },
    });
    this.#late = new LateParts(perSession.calls);
    this.#placement = new Placement({
      random: options.random,
      queueLimit: options.queueLimit,
      invoke: (invocation, endpoint, turn) => this.#invoke(invocation, endpoint, turn),
      refuse: (invocation, refused, turn) =>
        this.#settle(invocation, { answer: refusal(refused), callee: 'done' }, turn),
    });
    this.#waitingRoom = new WaitingRoom({
      most: options.unservedCalls,
      registrations: this.registrar.registrations,
      placement: this.#placement,
      sweep: (registration) => this.#sweep(registration),
    });
  }

  // --- callers

  call(session: Session, message: Call, turn: Turn): void {
    const { request, options } = message;
    const known = this.#parts.get(session)?.calls.get(request);
    if (known !== undefined) {
      this.#follow(known, message, turn);
      return;
    }
    if (this.#late.take(session, message)) return;
    checkAnnounced(session, options);
    const found = this.#route(session, message, turn);
    if ('payload' in found) {
      this.#answer(session, { type: 'RESULT', request, details: {}, payload: found.payload }, turn);
    } else if ('error' in found) {
      this.#late.expect(session, message);
      this.#answer(session, errorReply('CALL', request, found), turn);
    } else if (!('later' in found)) {
      this.#begin(session, message, found, turn);
    }
  }

  /** True for a CALL that belongs to one under way or just ended, so that it needs no permission of its own. */
  continues(session: Session, request: Id): boolean {
    return this.#parts.get(session)?.calls.has(request) === true || this.#late.has(session, request);
  }

  /** The registration that serves this call, what the router itself answers, or why neither does. */
  #route(session: Session, call: Call, turn: Turn): Registration | OwnOutcome {
    const { options } = call;
    const refused =
      refuseCall(session, call, this.#options.uris) ?? refuseMode(options) ?? refuseEndless(options);
    if (refused !== undefined) return refused;
    const { procedure } = call;
    // What is the router's own is served by no client, however wide its pattern.
    if (isReserved(procedure) || this.#options.isOwn(procedure)) {
      if (call.options.progress === true) return unsupported('the router takes no progressive calls itself');
      return this.#options.own(session, call, turn) ?? noSuchProcedure(procedure);
    }
    const refusedMore = this.#parts.get(session)?.refuse(this.#options.perSession);
    return refusedMore ?? this.registrar.registrations.serving(procedure) ?? this.#waitingRoom.roomFor(call);
  }

  #begin(session: Session, message: Call, registration: Registration, turn: Turn): void {
    const { disclose, trust } = grantOf(session, message.procedure);
    const { options } = message;
    const seesCallees = disclose?.callee === true;
    const invocation = new Invocation(session, message, registration, {
      caller: disclose?.caller ?? (options.disclose_me === true ? true : undefined),
      callee: seesCallees && options._disclose_callee === true,
      eligible: seesCallees && options._eligible ? new Set(options._eligible as Id[]) : undefined,
      trust,
    });
    this.#place(invocation, turn);
  }

  /** Hands an event to a member of its slot: a call of the router's own, `from`, that no caller waits for. */
  offer(
    from: Session,
    call: Call,
    to: { readonly registration: Registration; readonly terms: CallTerms },
    turn: Turn,
  ): Invocation {
    const invocation = new Invocation(from, call, to.registration, to.terms);
    this.#place(invocation, turn);
    return invocation;
  }

  #place(invocation: Invocation, turn: Turn): void {
    this.#part(invocation.caller).begin(invocation);
    this.#waitingRoom.enter(invocation);
    this.#setDeadline(invocation, turn);
    this.#placement.place(invocation, true, turn);
  }

  #setDeadline(invocation: Invocation, turn: Turn): void {
    const { timeout } = invocation.call.options;
    if (typeof timeout === 'number' && timeout > 0) this.#deadlines.set(invocation, turn.now + timeout);
  }

  /** The next part of a progressive call: to whoever has the call, or kept until somebody has. */
  #follow(invocation: Invocation, message: Call, turn: Turn): void {
    const { state, registration, call, caller } = invocation;
    if (!invocation.streaming) {
      throw new ProtocolViolation(`CALL.Request ${message.request} belongs to a call that has not ended`);
    }
    if (message.procedure !== call.procedure) {
      throw new ProtocolViolation(`CALL.Procedure of a progressive call must stay ${call.procedure}`);
    }
    invocation.streaming = message.options.progress === true;
    if (state.kind === 'running') {
      invocation.committed = true;
      this.#sendInvocation(invocation, message, turn);
      return;
    }
    const refused = this.#placement.isFull(registration)
      ? busy(registration)
      : this.#part(caller).refuse(this.#options.perSession);
    if (refused !== undefined) {
      this.#settle(invocation, { answer: refusal(refused), callee: 'done' }, turn);
      return;
    }
    registration.held += 1;
    invocation.held.push(message);
    this.#part(caller).weigh(invocation, weightOf(message.payload, message.options));
  }

  cancel(session: Session, { request, options }: Cancel, turn: Turn): void {
    const invocation = this.#parts.get(session)?.calls.get(request);
    // The answer and the CANCEL crossed: nothing is left to cancel.
    if (invocation === undefined) return;
    const mode = options.mode ?? 'killnowait';
    const { state } = invocation;
    if (mode === 'kill' && state.kind === 'running' && canInterrupt(state.endpoint.session)) {
      if (state.interrupted) return;
      invocation.state = { ...state, interrupted: true };
      this.#interrupt(state.endpoint.session, state.request, 'kill', WampError.canceled, turn);
      return;
    }
    const answer = refusal({ error: WampError.canceled, text: 'the caller canceled the call' });
    // A callee that waits for the next part of a call would wait for ever.
    const leave = mode === 'skip' && !invocation.streaming;
    this.#settle(invocation, { answer, callee: leave ? 'leave' : 'stop' }, turn);
  }

  // --- callees

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
      this.#settle(invocation, { answer, callee: progress ? 'stop' : 'done' }, turn);
    } else if (!progress) {
      this.#settle(invocation, { answer: resultFrom(message), callee: 'done' }, turn);
    } else if (invocation.owed && invocation.wantsProgress) {
      invocation.committed = true;
      // The time is that to the first result, and from each to the next (spec: "Progressive Call Results", Timeouts).
      this.#setDeadline(invocation, turn);
      this.#answer(invocation.caller, resultFrom(message)(invocation), turn);
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
    this.#settle(invocation, { answer: errorFrom(message), callee: 'done' }, turn);
  }

  /** The invocation a callee answers; undefined when it is over already, as after a cancel. */
  #inHand(session: Session, request: Id, type: 'YIELD' | 'ERROR'): Invocation | undefined {
    if (request > session.lastInvocation) {
      throw new ProtocolViolation(`${type}.INVOCATION.Request ${request} was never sent to this session`);
    }
    return this.#parts.get(session)?.work.get(request);
  }

  /**
   * Gives a call whose callee is unavailable to one that was not yet asked (spec: "Call Re-Routing"); false where the callee's
   * answer is the caller's: it waits no more or was canceled, the call is sticky, or parts of it were handed on already.
   */
  #reroute(invocation: Invocation, turn: Turn): boolean {
    const { state, registration } = invocation;
    if (state.kind !== 'running' || state.interrupted || !invocation.owed) return false;
    if (invocation.key !== undefined || invocation.committed) return false;
    const { endpoint, request } = state;
    invocation.tried ??= new Set();
    invocation.tried.add(endpoint);
    if (!canRun(invocation)) {
      this.#settle(invocation, { answer: refusal(stranded(invocation)), callee: 'done' }, turn);
      return true;
    }
    this.#parts.get(endpoint.session)?.work.delete(request);
    registration.release(endpoint);
    invocation.state = { kind: 'waiting', lane: undefined };
    this.#placement.place(invocation, false, turn);
    this.#placement.serve(endpoint, turn);
    return true;
  }

  // --- sessions and time

  /** To be called once the session is no longer open and its subscriptions ended. */
  leave(session: Session, turn: Turn): void {
    const { calls, work } = this.#parts.get(session) ?? NOTHING;
    // Its own calls that wait first, then its endpoints: no slot freed below may go to either.
    for (const invocation of [...calls.values()]) {
      if (invocation.state.kind === 'waiting') this.#settle(invocation, { callee: 'done' }, turn);
    }
    this.registrar.leave(session, turn);
    for (const invocation of [...calls.values()]) this.#settle(invocation, { callee: 'stop' }, turn);
    const text = 'the callee left before it answered; the call may have run';
    const answer = refusal({ error: WampError.canceled, text });
    for (const invocation of [...work.values()]) this.#settle(invocation, { answer, callee: 'done' }, turn);
    this.#parts.delete(session);
    this.#late.leave(session);
  }

  /** Forgets everything, without a word to anybody. */
  clear(): void {
    for (const registration of this.registrar.registrations) this.#deadlines.clear(registration);
    for (const { calls } of this.#parts.values()) {
      for (const invocation of calls.values()) this.#deadlines.clear(invocation);
    }
    this.registrar.clear();
    this.#waitingRoom.clear();
    this.#parts.clear();
    this.#late.clear();
  }

  get nextDeadline(): number | null {
    return this.#deadlines.next;
  }

  tick(turn: Turn): void {
    const late: Invocation[] = [];
    for (
      let due = this.#deadlines.takeDue(turn.now);
      due !== undefined;
      due = this.#deadlines.takeDue(turn.now)
    ) {
      if (due instanceof Invocation) late.push(due);
      else this.#giveUp(due, turn);
    }
    // Those that wait first: no slot freed here may go to a call that is late itself.
    const waiting = late.filter(({ state }) => state.kind === 'waiting');
    for (const invocation of waiting) if (invocation.owed) this.#timeOut(invocation, turn);
    for (const invocation of late) if (invocation.owed) this.#timeOut(invocation, turn);
  }

  #timeOut(invocation: Invocation, turn: Turn): void {
    const text = `no answer within ${invocation.call.options.timeout} ms`;
    const answer = refusal({ error: WampError.timeout, text });
    this.#settle(invocation, { answer, callee: 'stop', reason: WampError.timeout }, turn);
  }

  get sizes(): DealerSizes {
    const { registrations } = this.registrar;
    let queued = 0;
    for (const { waiting } of registrations) queued += waiting;
    let invocations = queued;
    for (const { work } of this.#parts.values()) invocations += work.size;
    return {
      registrations: registrations.size,
      invocations,
      queued,
      unserved: this.#waitingRoom.unserved,
      deadlines: this.#deadlines.size,
      late: this.#late.size,
      lateAnswers: this.#lateAnswers,
    };
  }

  // --- the one way in and the one way out of a slot

  /** The slot is taken already. */
  #invoke(invocation: Invocation, endpoint: Endpoint, turn: Turn): void {
    const { session } = endpoint;
    this.#waitingRoom.leave(invocation);
    session.lastInvocation += 1;
    const request = session.lastInvocation;
    invocation.state = { kind: 'running', endpoint, request, interrupted: false };
    this.#part(session).work.set(request, invocation);
    this.#sendInvocation(invocation, invocation.call, turn);
    for (const part of this.#takeHeld(invocation)) {
      invocation.committed = true;
      this.#sendInvocation(invocation, part, turn);
    }
  }

  #sendInvocation(invocation: Invocation, part: Call, turn: Turn): void {
    if (invocation.state.kind !== 'running') throw new Error('an invocation is sent to who has it in hand');
    const { endpoint, request } = invocation.state;
    const message: Message = {
      type: 'INVOCATION',
      request,
      registration: invocation.registration.id,
      details: invocationDetails(invocation, endpoint, part.options.progress === true),
      payload: part.payload,
    };
    turn.out.push({ to: endpoint.session, message });
  }

  #takeHeld(invocation: Invocation): readonly Call[] {
    const { held } = invocation;
    if (held.length === 0) return held;
    invocation.held = [];
    invocation.registration.held -= held.length;
    const part = invocation.owed ? this.#parts.get(invocation.caller) : undefined;
    for (const { payload, options } of held) part?.weigh(invocation, -weightOf(payload, options));
    return held;
  }

  #settle(invocation: Invocation, ending: Ending, turn: Turn): void {
    const { caller, call, registration, state } = invocation;
    if (invocation.owed) {
      if (ending.answer !== undefined) this.#answer(caller, ending.answer(invocation), turn);
      invocation.owed = false;
      this.#deadlines.clear(invocation);
      this.#parts.get(caller)?.end(invocation);
      if (invocation.streaming) this.#late.expect(caller, call);
    }
    if (state.kind === 'waiting') {
      this.#waitingRoom.leave(invocation);
      this.#placement.remove(invocation);
      this.#takeHeld(invocation);
      invocation.state = { kind: 'over' };
      this.#sweep(registration);
    } else if (state.kind === 'running') {
      const { endpoint, request } = state;
      if (ending.callee === 'leave' || (ending.callee === 'stop' && !canStop(state))) {
        this.#abandon(invocation);
        return;
      }
      if (ending.callee === 'stop') {
        this.#interrupt(endpoint.session, request, 'killnowait', ending.reason ?? WampError.canceled, turn);
      }
      invocation.state = { kind: 'over' };
      if (invocation.abandoned) this.#parts.get(caller)?.abandon(-1);
      this.#parts.get(endpoint.session)?.work.delete(request);
      registration.release(endpoint);
      this.#placement.serve(endpoint, turn);
    }
  }

  /** Its caller has its answer, and its callee is still at work. */
  #abandon(invocation: Invocation): void {
    if (invocation.abandoned) return;
    invocation.abandoned = true;
    invocation.forgetPayload();
    this.#parts.get(invocation.caller)?.abandon(1);
  }

  #answer(to: Session, message: Message, turn: Turn): void {
    if (to.hear === undefined) turn.out.push({ to, message });
    else to.hear(message);
  }

  #interrupt(to: Session, request: Id, mode: 'kill' | 'killnowait', reason: string, turn: Turn): void {
    turn.out.push({ to, message: { type: 'INTERRUPT', request, options: { mode, reason } } });
  }

  /** Without endpoints, calls that wait have their grace, and a registration nobody waits for is none. */
  #checkServed(registration: Registration, turn: Turn): void {
    if (registration.endpoints.length > 0) return;
    this.#waitingRoom.unserve(registration, turn);
    if (registration.waiting === 0) this.#sweep(registration);
    else this.#deadlines.set(registration, turn.now + this.#options.graceMillis);
  }

  /** The grace is over: nobody came to serve the calls that wait. Those with `_queue` have more time, their own. */
  #giveUp(registration: Registration, turn: Turn): void {
    const { uri } = registration.pattern;
    const text = `the last callee of ${uri} left and none came within ${this.#options.graceMillis} ms`;
    const answer = refusal({ error: WampError.noAvailableCallee, text });
    const waiting = waitingIn(registration).filter(({ call }) => call.options._queue !== true);
    for (const each of waiting) this.#settle(each, { answer, callee: 'done' }, turn);
    this.#sweep(registration);
  }

  #sweep(registration: Registration): void {
    if (!this.registrar.registrations.sweep(registration)) return;
    this.#deadlines.clear(registration);
    this.#waitingRoom.forget(registration);
  }

  #part(session: Session): Part {
    let part = this.#parts.get(session);
    if (part === undefined) {
      part = new Part();
      this.#parts.set(session, part);
    }
    return part;
  }
}

const NOTHING = new Part();

/** Was it not told to stop already, and would it understand? */
function canStop({ interrupted, endpoint }: Running): boolean {
  return !interrupted && canInterrupt(endpoint.session);
}

function canInterrupt({ isOpen, state }: Session): boolean {
  return isOpen && state.kind === 'open' && state.features.callCanceling;
}
