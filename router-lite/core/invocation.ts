/**
 * One CALL on its way: waiting for a callee, in the hands of one, or over. Invocations.settle() is the only place that ends one;
 * nothing else may change its state to `over`.
 */
import type { Audience } from './audience.ts';
import type { CallQueue } from './call-queue.ts';
import type { Timed } from './deadlines.ts';
import type { Call, Dict, Id } from './messages.ts';
import { isSealed } from './passthru.ts';
import type { Endpoint, Registration } from './registration.ts';
import type { Session } from './session.ts';
import { weightOf } from './weight.ts';

export interface Running {
  readonly kind: 'running';
  readonly endpoint: Endpoint;
  /** INVOCATION.Request. */
  readonly request: Id;
  /** The callee was told to stop and will answer: CANCEL in mode kill. */
  readonly interrupted: boolean;
}

export type InvocationState =
  | {
      readonly kind: 'waiting';
      /** Where it stands; undefined only while it is being placed. */
      readonly lane: CallQueue<Invocation> | undefined;
    }
  | Running
  | { readonly kind: 'over' };

/** What the caller's role says of the call. */
export interface CallTerms {
  /** Show the caller to the callee; undefined: to callees that asked for it. */
  readonly caller: boolean | undefined;
  /** Show the callee to the caller. */
  readonly callee: boolean;
  /** Callees that may take it, by session; undefined: all. */
  readonly eligible: ReadonlySet<Id> | undefined;
  /** Its trust level. */
  readonly trust: number | undefined;
  /** Of an event that a slot hands out: what else INVOCATION.Details tell, and who may have it. */
  readonly event?: { readonly details: Dict; readonly audience: Audience | undefined };
}

const PLACED: InvocationState = { kind: 'waiting', lane: undefined };
/** Nothing more is to come of it. */
export const OVER: InvocationState = { kind: 'over' };

export class Invocation implements Timed {
  deadline: Timed['deadline'];
  readonly caller: Session;
  /** The CALL, of a progressive call the first: its options hold for all of it. */
  call: Call;
  /** What it takes of its caller's callBytes: the CALL, and the parts held. */
  weight: number;
  registration: Registration;
  readonly terms: CallTerms;
  /** Its place among all calls of its registration. */
  order: number;
  /** Of a sticky call: what decides its endpoint. */
  readonly key: string | undefined;
  /** Needs a callee that knows payload passthru mode. */
  readonly sealed: boolean;
  /** Needs a callee that takes several INVOCATIONs. */
  readonly progressive: boolean;
  state: InvocationState = PLACED;
  /** The caller still waits for its final RESULT or ERROR. */
  owed = true;
  /** It waits for any callee to appear, and nobody has served its procedure since it came (CALL.Options._queue). */
  unserved = false;
  /** Nobody waits for it, but its callee is still at work. */
  abandoned = false;
  /** More CALLs of this call are to come. */
  streaming: boolean;
  /** Those that came while it waits. */
  held: Call[] = [];
  /** Something of it can be undone no more: a later part was handed on, or a part of the result. */
  committed = false;
  /** Endpoints that were unavailable for it. */
  tried: Set<Endpoint> | undefined;

  constructor(caller: Session, call: Call, registration: Registration, terms: CallTerms) {
    const { options } = call;
    this.caller = caller;
    this.call = call;
    this.weight = weightOf(call.payload, options);
    this.registration = registration;
    this.terms = terms;
    this.order = registration.nextOrder();
    this.key = keyOf(options.rkey);
    this.sealed = isSealed(options);
    this.progressive = options.progress === true;
    this.streaming = this.progressive;
  }

  /** Waits on for another registration that serves its procedure. */
  moveTo(registration: Registration): void {
    this.registration = registration;
    this.order = registration.nextOrder();
  }

  /** Nobody is to get it any more, though its callee is still at work: a caller must not fill our memory with such. */
  forgetPayload(): void {
    this.call = { ...this.call, payload: {} };
  }

  get wantsProgress(): boolean {
    return this.call.options.receive_progress === true;
  }

  /** Not every endpoint of its registration will do. */
  get isPicky(): boolean {
    const { eligible, event } = this.terms;
    const isLimited = eligible !== undefined || event?.audience !== undefined;
    return this.sealed || this.progressive || this.tried !== undefined || isLimited;
  }

  mayRunOn(endpoint: Endpoint): boolean {
    return (
      this.tried?.has(endpoint) !== true &&
      this.terms.eligible?.has(endpoint.sessionId) !== false &&
      (!this.sealed || endpoint.features.calleePassthru) &&
      (!this.progressive || endpoint.features.progressiveInvocations) &&
      this.terms.event?.audience?.(endpoint.session) !== false
    );
  }
}

/** Text and number are different keys. */
function keyOf(rkey: unknown): string | undefined {
  return typeof rkey === 'string' || typeof rkey === 'number' ? `${typeof rkey} ${rkey}` : undefined;
}
