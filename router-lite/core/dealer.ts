/**
 * The dealer routes calls. What must hold, and is tested as properties (dealer.property.test.ts):
 *
 *  1. Every CALL ends in exactly one final RESULT or ERROR, unless its caller left.
 *  2. Nothing is sent to a session that left.
 *  3. All tables are empty after the last session left.
 *  4. What a session sends through one registration arrives in the order sent; calls that wait are served first come, first served.
 *  5. An endpoint never has more invocations in hand than its concurrency, whatever the policy.
 *  6. No call waits while an endpoint of its registration has a free slot.
 *
 * One Invocation has one end, #settle(): for yield, error, cancel, timeout, callee gone and caller gone alike it answers the
 * caller, clears the deadline, frees the slot and pumps the queue. A slot is in use until its callee is done: a callee that
 * answered, left, or was told by INTERRUPT killnowait to stop (the spec lets it not answer then) is done; one whose caller
 * merely gave up (skip, or a callee without call_canceling) is still at work, so its slot stays taken until it answers.
 *
 * An endpoint counts from REGISTER to UNREGISTER: one that a session gives up and registers anew starts with all slots free.
 *
 * A callee that leaves with a call in hand ends it with wamp.error.canceled, whether or not others serve the procedure: the
 * call may have run, so it is not run again silently. (The spec asks for no_available_callee when the last callee leaves; we keep
 * that URI for calls no callee has seen, so that a caller knows which are safe to repeat.)
 */
import { type Answer, errorFrom, invocationDetails, refusal, resultFrom } from './answers.ts';
import { overLimit, refuseCall, refuseRegister } from './authorization.ts';
import { Deadlines } from './deadlines.ts';
import type { Turn } from './delivery.ts';
import { errorReply, ProtocolViolation, type Refusal, WampError } from './errors.ts';
import type { GlobalIds } from './ids.ts';
import { Invocation } from './invocation.ts';
import type {
  Call,
  Cancel,
  ErrorMessage,
  Id,
  Message,
  Register,
  Unregister,
  Uri,
  Yield,
} from './messages.ts';
import { policyOption } from './policies.ts';
import { Endpoint, Registration } from './registration.ts';
import { Registrations } from './registrations.ts';
import { ruleFor } from './roles.ts';
import type { Session, SessionLimits } from './session.ts';
import { isReserved, matchOption, type Pattern, type UriRule } from './uris.ts';

export interface DealerOptions {
  readonly ids: GlobalIds;
  readonly random: () => number;
  readonly uris: UriRule;
  /** Calls that may wait per registration. */
  readonly queueLimit: number;
  /** Milliseconds calls that wait survive without any endpoint. */
  readonly graceMillis: number;
  readonly perSession: SessionLimits;
}

/** What the dealer knows of one session, from its first call or registration until it leaves. */
interface Part {
  readonly endpoints: Map<Id, Endpoint>;
  /** By CALL.Request: the calls it is owed an answer of. */
  readonly calls: Map<Id, Invocation>;
  /** By INVOCATION.Request: the calls it has in hand as callee. */
  readonly work: Map<Id, Invocation>;
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
  readonly #registrations: Registrations;
  readonly #parts = new Map<Session, Part>();
  readonly #deadlines = new Deadlines<Invocation | Registration>();

  constructor(options: DealerOptions) {
    this.#options = options;
    this.#registrations = new Registrations(options.ids);
  }

  // --- callers

  call(session: Session, message: Call, turn: Turn): void {
    if (this.#parts.get(session)?.calls.has(message.request)) {
      throw new ProtocolViolation(`CALL.Request ${message.request} belongs to a call that has not ended`);
    }
    const found = this.#route(session, message);
    if (!(found instanceof Registration)) {
      turn.out.push({ to: session, message: errorReply('CALL', message.request, found) });
      return;
    }
    const { disclose } = ruleFor(session.open.role, message.procedure) ?? {};
    const invocation = new Invocation(session, message, found, {
      caller: disclose?.caller ?? message.options.disclose_me === true,
      callee: disclose?.callee === true && message.options._disclose_callee === true,
    });
    this.#part(session).calls.set(message.request, invocation);
    const { timeout } = message.options;
    if (typeof timeout === 'number' && timeout > 0) this.#deadlines.set(invocation, turn.now + timeout);
    // Always through the queue: first come, first served has one path.
    found.queue.push(invocation);
    this.#pump(found, turn);
  }

  /** The registration that serves this call, or why none does. */
  #route(session: Session, call: Call): Registration | Refusal {
    const refused = refuseCall(session, call, this.#options.uris);
    if (refused !== undefined) return refused;
    const limit = this.#options.perSession.calls;
    if ((this.#parts.get(session)?.calls.size ?? 0) >= limit) return overLimit(limit, 'open calls');
    const { procedure } = call;
    // What is the router's own is served by no client, however wide its pattern.
    const found = isReserved(procedure) ? undefined : this.#registrations.serving(procedure);
    if (found === undefined) {
      return { error: WampError.noSuchProcedure, text: `no callee serves ${procedure}` };
    }
    if (!found.hasFreeSlot && found.queue.size >= this.#options.queueLimit) {
      const text = `${procedure} is busy: ${found.queue.size} calls wait already; call again later`;
      return { error: WampError.unavailable, text };
    }
    return found;
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
    const answer = refusal(WampError.canceled, 'the caller canceled the call');
    this.#settle(invocation, { answer, callee: mode === 'skip' ? 'leave' : 'stop' }, turn);
  }

  // --- callees

  register(session: Session, { request, options, procedure }: Register, turn: Turn): void {
    const pattern: Pattern = { uri: procedure, match: matchOption(options) };
    const policy = policyOption(options);
    const existing = this.#registrations.get(pattern);
    const refused = this.#refuseRegister(session, pattern, policy, existing);
    if (refused !== undefined) {
      turn.out.push({ to: session, message: errorReply('REGISTER', request, refused) });
      return;
    }
    const registration = existing ?? this.#registrations.create(pattern, policy);
    registration.policy = policy;
    const { concurrency } = options;
    const endpoint = new Endpoint(
      session,
      registration,
      typeof concurrency === 'number' ? concurrency : Infinity,
    );
    registration.add(endpoint);
    this.#part(session).endpoints.set(registration.id, endpoint);
    this.#deadlines.clear(registration);
    turn.out.push({ to: session, message: { type: 'REGISTERED', request, registration: registration.id } });
    this.#pump(registration, turn);
  }

  #refuseRegister(
    session: Session,
    pattern: Pattern,
    policy: string,
    existing: Registration | undefined,
  ): Refusal | undefined {
    const part = this.#parts.get(session);
    const limit = this.#options.perSession.registrations;
    const refused =
      refuseRegister(session, pattern, this.#options.uris) ??
      ((part?.endpoints.size ?? 0) < limit ? undefined : overLimit(limit, 'registrations'));
    // Without endpoints it only holds calls that wait: whoever comes may define it anew.
    if (refused !== undefined || existing === undefined || existing.endpoints.length === 0) return refused;
    const { uri } = pattern;
    if (existing.policy === 'single' || part?.endpoints.has(existing.id)) {
      return { error: WampError.procedureAlreadyExists, text: `${uri} is registered already` };
    }
    if (existing.policy === policy) return undefined;
    const text = `${uri} is registered with invoke=${existing.policy}; register with the same`;
    return { error: WampError.procedureExistsInvocationPolicyConflict, text };
  }

  unregister(session: Session, { request, registration: id }: Unregister, turn: Turn): void {
    const endpoint = this.#parts.get(session)?.endpoints.get(id);
    if (endpoint === undefined) {
      const refused = { error: WampError.noSuchRegistration, text: `this session has no registration ${id}` };
      turn.out.push({ to: session, message: errorReply('UNREGISTER', request, refused) });
      return;
    }
    turn.out.push({ to: session, message: { type: 'UNREGISTERED', request } });
    this.#withdraw(endpoint, turn);
  }

  yield(session: Session, message: Yield, turn: Turn): void {
    const invocation = this.#inHand(session, message.request, 'YIELD');
    if (invocation === undefined) return;
    if (message.options.progress !== true) {
      this.#settle(invocation, { answer: resultFrom(message), callee: 'done' }, turn);
    } else if (invocation.owed && invocation.wantsProgress) {
      turn.out.push({ to: invocation.caller, message: resultFrom(message)(invocation) });
    }
  }

  error(session: Session, message: ErrorMessage, turn: Turn): void {
    if (message.requestType !== 'INVOCATION') {
      throw new ProtocolViolation('a client sends ERROR for an INVOCATION only');
    }
    const invocation = this.#inHand(session, message.request, 'ERROR');
    if (invocation === undefined) return;
    this.#settle(invocation, { answer: errorFrom(message), callee: 'done' }, turn);
  }

  /** The invocation a callee answers; undefined when it is over already, as after a cancel. */
  #inHand(session: Session, request: Id, type: 'YIELD' | 'ERROR'): Invocation | undefined {
    if (request > session.lastInvocation) {
      throw new ProtocolViolation(`${type}.INVOCATION.Request ${request} was never sent to this session`);
    }
    return this.#parts.get(session)?.work.get(request);
  }

  // --- sessions and time

  /** To be called once the session is no longer open. */
  leave(session: Session, turn: Turn): void {
    const part = this.#parts.get(session);
    if (part === undefined) return;
    // Endpoints first, then its own calls that wait: no slot freed below may go to either.
    for (const endpoint of part.endpoints.values()) this.#withdraw(endpoint, turn);
    for (const invocation of part.calls.values()) {
      if (invocation.state.kind === 'waiting') this.#settle(invocation, { callee: 'done' }, turn);
    }
    for (const invocation of part.calls.values()) this.#settle(invocation, { callee: 'stop' }, turn);
    const answer = refusal(WampError.canceled, 'the callee left before it answered; the call may have run');
    for (const invocation of part.work.values()) this.#settle(invocation, { answer, callee: 'done' }, turn);
    this.#parts.delete(session);
  }

  /** Forgets everything, without a word to anybody. */
  clear(): void {
    for (const registration of this.#registrations) this.#deadlines.clear(registration);
    for (const { calls } of this.#parts.values()) {
      for (const invocation of calls.values()) this.#deadlines.clear(invocation);
    }
    this.#registrations.clear();
    this.#parts.clear();
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
    for (const invocation of waiting) this.#timeOut(invocation, turn);
    for (const invocation of late) if (invocation.owed) this.#timeOut(invocation, turn);
  }

  #timeOut(invocation: Invocation, turn: Turn): void {
    const answer = refusal(WampError.timeout, `no answer within ${invocation.call.options.timeout} ms`);
    this.#settle(invocation, { answer, callee: 'stop', reason: WampError.timeout }, turn);
  }

  get sizes(): { registrations: number; invocations: number; queued: number; deadlines: number } {
    let queued = 0;
    for (const { queue } of this.#registrations) queued += queue.size;
    let invocations = queued;
    for (const { work } of this.#parts.values()) invocations += work.size;
    return { registrations: this.#registrations.size, invocations, queued, deadlines: this.#deadlines.size };
  }

  // --- the one way in and the one way out of a slot

  #pump(registration: Registration, turn: Turn): void {
    while (registration.queue.size > 0) {
      const endpoint = registration.take(this.#options.random);
      if (endpoint === undefined) return;
      this.#invoke(registration.queue.shift()!, endpoint, turn);
    }
  }

  #invoke(invocation: Invocation, endpoint: Endpoint, turn: Turn): void {
    const { session } = endpoint;
    session.lastInvocation += 1;
    const request = session.lastInvocation;
    invocation.state = { kind: 'running', endpoint, request, interrupted: false };
    this.#part(session).work.set(request, invocation);
    const message: Message = {
      type: 'INVOCATION',
      request,
      registration: invocation.registration.id,
      details: invocationDetails(invocation, session),
      payload: invocation.call.payload,
    };
    turn.out.push({ to: session, message });
  }

  #settle(invocation: Invocation, ending: Ending, turn: Turn): void {
    const { caller, call, registration, state } = invocation;
    if (invocation.owed) {
      if (ending.answer !== undefined) turn.out.push({ to: caller, message: ending.answer(invocation) });
      invocation.owed = false;
      this.#deadlines.clear(invocation);
      this.#parts.get(caller)?.calls.delete(call.request);
    }
    if (state.kind === 'waiting') {
      registration.queue.delete(invocation);
      invocation.state = { kind: 'over' };
      this.#sweep(registration);
    } else if (state.kind === 'running') {
      const { endpoint, request } = state;
      if (ending.callee === 'leave') return;
      if (ending.callee === 'stop') {
        if (state.interrupted || !canInterrupt(endpoint.session)) return;
        this.#interrupt(endpoint.session, request, 'killnowait', ending.reason ?? WampError.canceled, turn);
      }
      invocation.state = { kind: 'over' };
      this.#parts.get(endpoint.session)?.work.delete(request);
      registration.release(endpoint);
      this.#pump(registration, turn);
    }
  }

  #interrupt(to: Session, request: Id, mode: 'kill' | 'killnowait', reason: string, turn: Turn): void {
    turn.out.push({ to, message: { type: 'INTERRUPT', request, options: { mode, reason } } });
  }

  /** Takes an endpoint out of service; what it has in hand goes on. */
  #withdraw(endpoint: Endpoint, turn: Turn): void {
    const { session, registration } = endpoint;
    registration.remove(endpoint);
    this.#parts.get(session)?.endpoints.delete(registration.id);
    if (registration.endpoints.length > 0) return;
    if (registration.queue.size > 0) {
      this.#deadlines.set(registration, turn.now + this.#options.graceMillis);
    } else {
      this.#sweep(registration);
    }
  }

  /** The grace is over: nobody came to serve the calls that wait. */
  #giveUp(registration: Registration, turn: Turn): void {
    const answer = refusal(
      WampError.noAvailableCallee,
      `the last callee of ${registration.pattern.uri} left and none came within ${this.#options.graceMillis} ms`,
    );
    for (let next = registration.queue.shift(); next !== undefined; next = registration.queue.shift()) {
      this.#settle(next, { answer, callee: 'done' }, turn);
    }
    this.#sweep(registration);
  }

  #sweep(registration: Registration): void {
    if (this.#registrations.sweep(registration)) this.#deadlines.clear(registration);
  }

  #part(session: Session): Part {
    let part = this.#parts.get(session);
    if (part === undefined) {
      part = { endpoints: new Map(), calls: new Map(), work: new Map() };
      this.#parts.set(session, part);
    }
    return part;
  }
}

function canInterrupt(session: Session): boolean {
  return session.isOpen && session.open.features.callCanceling;
}
