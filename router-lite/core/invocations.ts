/**
 * The calls of a realm on their way, and what is kept of them. A slot of an endpoint has one way in, #invoke(), and one way out,
 * settle(): for yield, error, cancel, timeout, callee gone and caller gone alike it answers the caller, clears the deadline, frees
 * the slot and serves who waits for it. A slot is in use until its callee is done: a callee that answered, left, or was told by
 * INTERRUPT killnowait to stop (the spec lets it not answer then) is done; one whose caller merely gave up (skip, or a callee without
 * call_canceling) is still at work, so its slot stays taken until it answers.
 */
import { type Answer, invocationDetails, refusal, reply } from './answers.ts';
import { CallDeadlines } from './call-deadlines.ts';
import type { Turn } from './delivery.ts';
import { type Refusal, WampError } from './errors.ts';
import { canStop, interrupt } from './interrupt.ts';
import { type Invocation, OVER, type Running } from './invocation.ts';
import { LateParts } from './late-parts.ts';
import type { Call, Id, Message, Uri } from './messages.ts';
import { Parts } from './part.ts';
import { Placement } from './placement.ts';
import type { Endpoint } from './registration.ts';
import type { Registrations } from './registrations.ts';
import type { Session, SessionLimits } from './session.ts';
import { WaitingRoom } from './waiting-room.ts';
import { weightOf } from './weight.ts';

export interface InvocationsOptions {
  readonly random: () => number;
  /** Calls that may wait per registration. */
  readonly queueLimit: number;
  /** Milliseconds calls that wait survive without any endpoint. */
  readonly graceMillis: number;
  /** Calls that may wait for any callee to appear (CALL.Options._queue). */
  readonly unservedCalls: number;
  readonly perSession: SessionLimits;
}

/** How an invocation ends; `answer` makes the caller's final message, absent when the caller is gone. */
export interface Ending {
  readonly answer?: Answer;
  /** done: nothing more is to come of the callee. stop: interrupt it where it can be. leave: let it work. */
  readonly callee: 'done' | 'stop' | 'leave';
  /** INTERRUPT.Options.reason, by default wamp.error.canceled. */
  readonly reason?: Uri;
}

export class Invocations {
  readonly #options: InvocationsOptions;
  readonly #parts = new Parts();
  readonly #deadlines: CallDeadlines;
  readonly placement: Placement;
  readonly waitingRoom: WaitingRoom;
  /** Parts of calls that are over. */
  readonly late: LateParts;

  constructor(options: InvocationsOptions, registrations: Registrations) {
    this.#options = options;
    this.#deadlines = new CallDeadlines(options.graceMillis);
    this.late = new LateParts(options.perSession.calls);
    this.placement = new Placement({
      random: options.random,
      queueLimit: options.queueLimit,
      invoke: (invocation, endpoint, turn) => this.#invoke(invocation, endpoint, turn),
      refuse: (invocation, refused, turn) =>
        this.settle(invocation, { answer: refusal(refused), callee: 'done' }, turn),
    });
    this.waitingRoom = new WaitingRoom({
      most: options.unservedCalls,
      registrations,
      placement: this.placement,
      deadlines: this.#deadlines,
    });
  }

  /** A call the session is owed an answer of. */
  calledBy(session: Session, request: Id): Invocation | undefined {
    return this.#parts.get(session)?.calls.get(request);
  }

  /** A call the session has in hand as callee. */
  inHandOf(session: Session, request: Id): Invocation | undefined {
    return this.#parts.get(session)?.work.get(request);
  }

  /** Where the session has as many calls under way as it may. */
  refuse(session: Session): Refusal | undefined {
    return this.#parts.get(session)?.refuse(this.#options.perSession);
  }

  // --- the one way in

  begin(invocation: Invocation, turn: Turn): void {
    this.#parts.of(invocation.caller).begin(invocation);
    this.waitingRoom.enter(invocation);
    this.#deadlines.start(invocation, turn);
    this.placement.place(invocation, true, turn);
  }

  /** Its time begins anew. */
  extend(invocation: Invocation, turn: Turn): void {
    this.#deadlines.start(invocation, turn);
  }

  /** The slot is taken already. */
  #invoke(invocation: Invocation, endpoint: Endpoint, turn: Turn): void {
    const { session } = endpoint;
    this.waitingRoom.leave(invocation);
    session.lastInvocation += 1;
    const request = session.lastInvocation;
    invocation.state = { kind: 'running', endpoint, request, interrupted: false };
    this.#parts.of(session).work.set(request, invocation);
    this.send(invocation, invocation.call, turn);
    for (const part of this.#takeHeld(invocation)) {
      invocation.committed = true;
      this.send(invocation, part, turn);
    }
  }

  /** INVOCATION to whoever has the call in hand, of its first part or of another. */
  send(invocation: Invocation, part: Call, turn: Turn): void {
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

  /** Keeps a part of a call that waits. */
  hold(invocation: Invocation, part: Call): void {
    invocation.registration.held += 1;
    invocation.held.push(part);
    this.#parts.of(invocation.caller).weigh(invocation, weightOf(part.payload, part.options));
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

  // --- the one way out

  settle(invocation: Invocation, ending: Ending, turn: Turn): void {
    const { caller, call, registration, state } = invocation;
    if (invocation.owed) {
      if (ending.answer !== undefined) reply(caller, ending.answer(invocation), turn);
      invocation.owed = false;
      this.#deadlines.clear(invocation);
      this.#parts.get(caller)?.end(invocation);
      if (invocation.streaming) this.late.expect(caller, call);
    }
    if (state.kind === 'waiting') {
      this.waitingRoom.leave(invocation);
      this.placement.remove(invocation);
      this.#takeHeld(invocation);
      invocation.state = OVER;
      this.waitingRoom.sweep(registration);
    } else if (state.kind === 'running') {
      if (ending.callee === 'leave' || (ending.callee === 'stop' && !canStop(state))) {
        this.#abandon(invocation);
        return;
      }
      if (ending.callee === 'stop') {
        interrupt(state, 'killnowait', ending.reason ?? WampError.canceled, turn);
      }
      invocation.state = OVER;
      if (invocation.abandoned) this.#parts.get(caller)?.abandon(-1);
      this.#free(invocation, state);
      this.placement.serve(state.endpoint, turn);
    }
  }

  #free({ registration }: Invocation, { endpoint, request }: Running): void {
    this.#parts.get(endpoint.session)?.work.delete(request);
    registration.release(endpoint);
  }

  /** Its callee has it no more, and no answer for it: to another that will do, as soon as one has room. */
  passOn(invocation: Invocation, from: Running, turn: Turn): void {
    this.#free(invocation, from);
    invocation.state = { kind: 'waiting', lane: undefined };
    this.placement.place(invocation, false, turn);
    this.placement.serve(from.endpoint, turn);
  }

  /** Its caller has its answer, and its callee is still at work. */
  #abandon(invocation: Invocation): void {
    if (invocation.abandoned) return;
    invocation.abandoned = true;
    invocation.forgetPayload();
    this.#parts.get(invocation.caller)?.abandon(1);
  }

  /** A session's end. `withdraw`: takes its endpoints away. */
  leave(session: Session, withdraw: () => void, turn: Turn): void {
    const { calls, work } = this.#parts.get(session) ?? Parts.none;
    // Its own calls that wait first, then its endpoints: no slot freed below may go to either.
    for (const invocation of calls.values()) {
      if (invocation.state.kind === 'waiting') this.settle(invocation, { callee: 'done' }, turn);
    }
    withdraw();
    for (const invocation of calls.values()) this.settle(invocation, { callee: 'stop' }, turn);
    const text = 'the callee left before it answered; the call may have run';
    const left = refusal({ error: WampError.canceled, text });
    for (const invocation of work.values()) {
      this.settle(invocation, { answer: left, callee: 'done' }, turn);
    }
    this.#parts.delete(session);
    this.late.leave(session);
  }

  // --- time

  get nextDeadline(): number | null {
    return this.#deadlines.next;
  }

  tick(turn: Turn): void {
    const { deserted, late } = this.#deadlines.takeDue(turn.now);
    for (const registration of deserted) this.waitingRoom.giveUp(registration, turn);
    for (const invocation of late) {
      const text = `no answer within ${invocation.call.options.timeout} ms`;
      const timedOut = refusal({ error: WampError.timeout, text });
      const ending: Ending = { answer: timedOut, callee: 'stop', reason: WampError.timeout };
      if (invocation.owed) this.settle(invocation, ending, turn);
    }
  }

  /** Forgets everything, without a word to anybody. */
  clear(): void {
    this.#deadlines.clearAll();
    this.waitingRoom.clear();
    this.#parts.clear();
    this.late.clear();
  }

  get sizes(): { inHand: number; unserved: number; deadlines: number; late: number } {
    let inHand = 0;
    for (const { work } of this.#parts.values()) inHand += work.size;
    const { unserved } = this.waitingRoom;
    return { inHand, unserved, deadlines: this.#deadlines.size, late: this.late.size };
  }
}
