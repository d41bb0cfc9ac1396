/** What callers send: CALL, its further parts where it is progressive, and CANCEL. */
import { type OwnOutcome, refusal, reply } from './answers.ts';
import { grantOf, refuseCall } from './authorization.ts';
import {
  busy,
  checkAnnounced,
  noSuchProcedure,
  refuseEndless,
  refuseMode,
  unsupported,
} from './call-rules.ts';
import type { Turn } from './delivery.ts';
import { errorReply, ProtocolViolation, WampError } from './errors.ts';
import { canInterrupt, interrupt } from './interrupt.ts';
import { Invocation } from './invocation.ts';
import type { Invocations } from './invocations.ts';
import type { Call, Cancel, Id, Uri } from './messages.ts';
import type { Registration } from './registration.ts';
import type { Registrations } from './registrations.ts';
import type { Session } from './session.ts';
import { isReserved, type UriRule } from './uris.ts';

export interface CallersOptions {
  readonly uris: UriRule;
  /** Procedures of the router's own whose names do not begin with `wamp.`. */
  readonly isOwn: (procedure: Uri) => boolean;
  /** The router's own procedures; undefined when it has none of this name. */
  readonly own: (session: Session, call: Call, turn: Turn) => OwnOutcome | undefined;
}

export class Callers {
  readonly #options: CallersOptions;
  readonly #invocations: Invocations;
  readonly #registrations: Registrations;

  constructor(options: CallersOptions, invocations: Invocations, registrations: Registrations) {
    this.#options = options;
    this.#invocations = invocations;
    this.#registrations = registrations;
  }

  call(session: Session, message: Call, turn: Turn): void {
    const { request, options } = message;
    const known = this.#invocations.calledBy(session, request);
    if (known !== undefined) {
      this.#follow(known, message, turn);
      return;
    }
    if (this.#invocations.late.take(session, message)) return;
    checkAnnounced(session, options);
    const found = this.#route(session, message, turn);
    if ('payload' in found) {
      reply(session, { type: 'RESULT', request, details: {}, payload: found.payload }, turn);
    } else if ('error' in found) {
      this.#invocations.late.expect(session, message);
      reply(session, errorReply('CALL', request, found), turn);
    } else if (!('later' in found)) {
      this.#begin(session, message, found, turn);
    }
  }

  /** True for a CALL that belongs to one under way or just ended, so that it needs no permission of its own. */
  continues(session: Session, request: Id): boolean {
    return (
      this.#invocations.calledBy(session, request) !== undefined ||
      this.#invocations.late.has(session, request)
    );
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
    const refusedMore = this.#invocations.refuse(session);
    return (
      refusedMore ?? this.#registrations.serving(procedure) ?? this.#invocations.waitingRoom.roomFor(call)
    );
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
    this.#invocations.begin(invocation, turn);
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
      this.#invocations.send(invocation, message, turn);
      return;
    }
    const refused = this.#invocations.placement.isFull(registration)
      ? busy(registration)
      : this.#invocations.refuse(caller);
    if (refused !== undefined) {
      this.#invocations.settle(invocation, { answer: refusal(refused), callee: 'done' }, turn);
      return;
    }
    this.#invocations.hold(invocation, message);
  }

  cancel(session: Session, { request, options }: Cancel, turn: Turn): void {
    const invocation = this.#invocations.calledBy(session, request);
    // The answer and the CANCEL crossed: nothing is left to cancel.
    if (invocation === undefined) return;
    const mode = options.mode ?? 'killnowait';
    const { state } = invocation;
    if (mode === 'kill' && state.kind === 'running' && canInterrupt(state.endpoint.session)) {
      if (state.interrupted) return;
      invocation.state = { ...state, interrupted: true };
      interrupt(state, 'kill', WampError.canceled, turn);
      return;
    }
    const answer = refusal({ error: WampError.canceled, text: 'the caller canceled the call' });
    // A callee that waits for the next part of a call would wait for ever.
    const leave = mode === 'skip' && !invocation.streaming;
    this.#invocations.settle(invocation, { answer, callee: leave ? 'leave' : 'stop' }, turn);
  }
}
