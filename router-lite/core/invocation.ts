/**
 * One CALL on its way: waiting in its registration's queue, in the hands of a callee, or over. Dealer.#settle() is the only
 * place that ends one; nothing else may change its state to `over`.
 */
import type { Call, Id } from './messages.ts';
import type { Endpoint, Registration } from './registration.ts';
import type { Session } from './session.ts';

export type InvocationState =
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'running';
      readonly endpoint: Endpoint;
      /** INVOCATION.Request. */
      readonly request: Id;
      /** The callee was told to stop and will answer: CANCEL in mode kill. */
      readonly interrupted: boolean;
    }
  | { readonly kind: 'over' };

export class Invocation {
  readonly caller: Session;
  readonly call: Call;
  readonly registration: Registration;
  /** What the caller's role says of showing the caller to the callee and the callee to the caller. */
  readonly disclose: { readonly caller: boolean; readonly callee: boolean };
  state: InvocationState = { kind: 'waiting' };
  /** The caller still waits for its final RESULT or ERROR. */
  owed = true;

  constructor(
    caller: Session,
    call: Call,
    registration: Registration,
    disclose: { readonly caller: boolean; readonly callee: boolean },
  ) {
    this.caller = caller;
    this.call = call;
    this.registration = registration;
    this.disclose = disclose;
  }

  get wantsProgress(): boolean {
    return this.call.options.receive_progress === true;
  }
}
