/** Error URIs of the WAMP spec that the router uses, and the one place that builds ERROR, ABORT and GOODBYE messages. */
import type { Abort, Dict, ErrorMessage, Goodbye, Id, RequestLimit, RequestType, Uri } from './messages.ts';

export const WampError = {
  authenticationDenied: 'wamp.error.authentication_denied',
  authenticationFailed: 'wamp.error.authentication_failed',
  authorizationFailed: 'wamp.error.authorization_failed',
  canceled: 'wamp.error.canceled',
  discloseMe: 'wamp.error.option_disallowed.disclose_me',
  featureNotSupported: 'wamp.error.feature_not_supported',
  invalidArgument: 'wamp.error.invalid_argument',
  invalidUri: 'wamp.error.invalid_uri',
  noAvailableCallee: 'wamp.error.no_available_callee',
  noMatchingAuthMethod: 'wamp.error.no_matching_auth_method',
  /** Ours: fewer would receive the event than PUBLISH.Options._confirm demands. */
  noReceiver: 'wamp.error.no_receiver',
  noSuchProcedure: 'wamp.error.no_such_procedure',
  noSuchRealm: 'wamp.error.no_such_realm',
  noSuchRegistration: 'wamp.error.no_such_registration',
  noSuchRole: 'wamp.error.no_such_role',
  noSuchSession: 'wamp.error.no_such_session',
  noSuchSubscription: 'wamp.error.no_such_subscription',
  notAuthorized: 'wamp.error.not_authorized',
  optionNotAllowed: 'wamp.error.option_not_allowed',
  payloadSizeExceeded: 'wamp.error.payload_size_exceeded',
  procedureAlreadyExists: 'wamp.error.procedure_already_exists',
  procedureExistsInvocationPolicyConflict: 'wamp.error.procedure_exists_with_different_invocation_policy',
  /** Ours: as many calls wait for a callee to appear as may (CALL.Options._queue). */
  queueFull: 'wamp.error.queue_full',
  protocolViolation: 'wamp.error.protocol_violation',
  timeout: 'wamp.error.timeout',
  unavailable: 'wamp.error.unavailable',
} as const;

export const Close = {
  normal: 'wamp.close.normal',
  killed: 'wamp.close.killed',
  /** From a client: its cookie is to let nobody in any more. */
  logout: 'wamp.close.logout',
  goodbyeAndOut: 'wamp.close.goodbye_and_out',
  systemShutdown: 'wamp.close.system_shutdown',
} as const;

/** The peer broke the protocol: it gets ABORT wamp.error.protocol_violation with this reason, and nobody else notices. */
export class ProtocolViolation extends Error {
  override readonly name = 'ProtocolViolation';
}

/** A request the router refuses: `text` says why, and what to do, as the ERROR's first argument. */
export interface Refusal {
  readonly error: Uri;
  readonly text: string;
  readonly details?: Dict;
  readonly limit?: RequestLimit;
}

export function errorReply(requestType: RequestType, request: Id, refusal: Refusal): ErrorMessage {
  return {
    type: 'ERROR',
    requestType,
    request,
    details: refusal.details ?? {},
    error: refusal.error,
    payload: { args: [refusal.text] },
    ...(refusal.limit === undefined ? {} : { limit: refusal.limit }),
  };
}

export function abort(reason: Uri, message: string): Abort {
  return { type: 'ABORT', details: { message }, reason, payload: {} };
}

export function goodbye(reason: Uri, message?: string): Goodbye {
  return { type: 'GOODBYE', details: message === undefined ? {} : { message }, reason, payload: {} };
}
