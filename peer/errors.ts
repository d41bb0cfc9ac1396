/** Error URIs of the contract, next to those of the WAMP specification that peers meet most. */
export const ERRORS = {
  /** The caller sent what the contract does not allow; the message names the path and what it must be. */
  invalidInput: 'lehr.error.invalid_input',
  /** As many jobs wait as may: cancel one, or try again later. */
  jobsFull: 'lehr.error.jobs_full',
  /** The callee answered what the contract does not allow. */
  invalidAnswer: 'lehr.error.invalid_answer',
  /** The task asks for a kernel this donor does not have: its page is older or newer than the job. */
  kernelUnknown: 'lehr.error.kernel_unknown',
  /** No part of a composition succeeded: see AllFailed. */
  allFailed: 'lehr.error.all_failed',
  /** The kernel at work on the task ended: its tab was closed or it broke down. */
  kernelLost: 'lehr.error.kernel_lost',
  /** Another orchestrator leads by now: what this one writes does not count any more. */
  deposed: 'lehr.error.deposed',
  /** The problem's bytes could not be fetched, or are not what their hash says. */
  problemUnavailable: 'lehr.error.problem_unavailable',
  /** There is no such blob there. */
  blobMissing: 'lehr.error.blob_missing',
  /** Nobody answers for the blob, or not as a blob store does. */
  blobUnavailable: 'lehr.error.blob_unavailable',
  /** The bytes that came are not those of the hash. */
  blobMismatch: 'lehr.error.blob_mismatch',
  /** The server does not store it: no token, or too long; the message says which. */
  blobRefused: 'lehr.error.blob_refused',
  /** More tasks came than this donor has kernels. */
  busy: 'lehr.error.busy',
  /** This donor answered what no kernel gives: nothing it says counts any more. */
  barred: 'lehr.error.barred',
  /** The donor's visitor pressed Stop, or it pauses. */
  stopped: 'lehr.error.stopped',
  /** This peer lost its router before the answer came. Nobody knows whether the call was done. */
  connectionLost: 'lehr.error.connection_lost',
  /** The router's log of facts is another one than was followed: it kept them in memory, and was started again. */
  factsLost: 'lehr.error.facts_lost',
  /** This peer was closed by its owner. */
  closed: 'lehr.error.closed',
  /** WAMP: the caller cancelled. */
  canceled: 'wamp.error.canceled',
  /** WAMP: no answer within the call's time. */
  timeout: 'wamp.error.timeout',
  /** WAMP: an exception the callee did not foresee. */
  runtime: 'wamp.error.runtime_error',
  /** WAMP: the router does not take what a request's options say; the message tells which. */
  invalidArgument: 'wamp.error.invalid_argument',
  /** WAMP: nobody registered the procedure. */
  noSuchProcedure: 'wamp.error.no_such_procedure',
  /** WAMP: there were callees, and none of them takes the call on. */
  noAvailableCallee: 'wamp.error.no_available_callee',
  /** router-lite: as many calls wait for callees to appear as may. */
  queueFull: 'wamp.error.queue_full',
  /** router-lite: fewer would receive the event than the publication demands. */
  noReceiver: 'wamp.error.no_receiver',
  /** WAMP: whoever serves it cannot just now; also a router whose queue for it is full. */
  unavailable: 'wamp.error.unavailable',
} as const;

/** A WAMP ERROR as a value: what a call rejects with, and what a handler throws to answer with that URI. */
export class WampError extends Error {
  override readonly name = 'WampError';
  readonly uri: string;
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;

  /** `args` default to the message, which is what people see at the other end. */
  constructor(
    uri: string,
    message: string,
    payload: { readonly args?: readonly unknown[]; readonly kwargs?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message);
    this.uri = uri;
    this.args = payload.args ?? [message];
    this.kwargs = payload.kwargs ?? {};
  }
}

/** Any thrown value as a WampError; what is none already becomes `uri`, and stays its `cause`. */
export function asWampError(thrown: unknown, uri: string = ERRORS.runtime): WampError {
  if (thrown instanceof WampError) return thrown;
  const error = new WampError(uri, thrown instanceof Error ? thrown.message : String(thrown));
  error.cause = thrown;
  return error;
}

/** True for a WampError with this URI. */
export function isWampError(thrown: unknown, uri: string): thrown is WampError {
  return thrown instanceof WampError && thrown.uri === uri;
}

const UNAVAILABLE: ReadonlySet<string> = new Set([
  ERRORS.unavailable,
  ERRORS.timeout,
  ERRORS.noSuchProcedure,
  ERRORS.noAvailableCallee,
  ERRORS.queueFull,
  ERRORS.connectionLost,
  ERRORS.blobUnavailable,
]);

/** True when nobody served the call, or not in time: nothing is wrong with it, and it may be tried again later. */
export function isUnavailable(thrown: unknown): thrown is WampError {
  return thrown instanceof WampError && UNAVAILABLE.has(thrown.uri);
}
