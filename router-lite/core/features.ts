/** The features the router announces in WELCOME (only what tests prove), and what peers announced in HELLO. */
import type { Dict } from './messages.ts';
import { isDict } from './options.ts';

/** WELCOME.Details.roles. features.test.ts proves each name, and that no other is here. */
export const ROUTER_ROLES: Dict = {
  broker: {
    features: {
      event_history: true,
      event_retention: true,
      pattern_based_subscription: true,
      payload_passthru_mode: true,
      publication_trustlevels: true,
      publisher_exclusion: true,
      publisher_identification: true,
      session_meta_api: true,
      subscriber_blackwhite_listing: true,
      subscription_meta_api: true,
      subscription_revocation: true,
    },
  },
  dealer: {
    features: {
      call_canceling: true,
      call_reroute: true,
      call_timeout: true,
      call_trustlevels: true,
      caller_identification: true,
      pattern_based_registration: true,
      payload_passthru_mode: true,
      progressive_call_invocations: true,
      progressive_call_results: true,
      registration_meta_api: true,
      registration_revocation: true,
      session_meta_api: true,
      sharded_registration: true,
      shared_registration: true,
      testament_meta_api: true,
    },
  },
};

/** The peer's features the router acts on: what was not announced is not used. */
export interface PeerFeatures {
  /** As callee: understands INTERRUPT. */
  readonly callCanceling: boolean;
  /** As callee: may answer with progressive YIELDs. */
  readonly progressiveResults: boolean;
  /** As callee: takes a call in several INVOCATIONs, which the spec ties to call canceling. */
  readonly progressiveInvocations: boolean;
  /** As caller: may send a call in several CALLs. */
  readonly progressiveCalls: boolean;
  readonly callTrustLevels: boolean;
  readonly publicationTrustLevels: boolean;
  readonly registrationRevocation: boolean;
  readonly subscriptionRevocation: boolean;
  readonly calleePassthru: boolean;
  readonly callerPassthru: boolean;
  readonly publisherPassthru: boolean;
}

export function peerFeatures(details: Dict): PeerFeatures {
  const roles = isDict(details.roles) ? details.roles : {};
  const has = (role: string, feature: string): boolean => {
    const said = roles[role];
    return isDict(said) && isDict(said.features) && said.features[feature] === true;
  };
  const callCanceling = has('callee', 'call_canceling') || has('callee', 'call_cancelling');
  return {
    callCanceling,
    progressiveResults: has('callee', 'progressive_call_results'),
    progressiveInvocations: callCanceling && has('callee', 'progressive_call_invocations'),
    progressiveCalls: has('caller', 'progressive_call_invocations'),
    callTrustLevels: has('callee', 'call_trustlevels'),
    publicationTrustLevels: has('subscriber', 'publication_trustlevels'),
    registrationRevocation: has('callee', 'registration_revocation'),
    subscriptionRevocation: has('subscriber', 'subscription_revocation'),
    calleePassthru: has('callee', 'payload_passthru_mode'),
    callerPassthru: has('caller', 'payload_passthru_mode'),
    publisherPassthru: has('publisher', 'payload_passthru_mode'),
  };
}
