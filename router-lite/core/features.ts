/** What the router announces in WELCOME (only what tests prove), and what peers announced in HELLO. */
import type { Dict } from './messages.ts';
import { isDict } from './options.ts';

/** WELCOME.Details.roles. features.test.ts proves each name, and that no other is here. */
export const ROUTER_ROLES: Dict = {
  broker: {
    features: {
      pattern_based_subscription: true,
      publisher_exclusion: true,
      publisher_identification: true,
      session_meta_api: true,
      subscriber_blackwhite_listing: true,
    },
  },
  dealer: {
    features: {
      call_canceling: true,
      call_timeout: true,
      caller_identification: true,
      pattern_based_registration: true,
      progressive_call_results: true,
      session_meta_api: true,
      shared_registration: true,
    },
  },
};

/** The peer's features the router acts on: what was not announced is not used. */
export interface PeerFeatures {
  /** As callee: understands INTERRUPT. */
  readonly callCanceling: boolean;
  /** As callee: may answer with progressive YIELDs. */
  readonly progressiveResults: boolean;
}

export function peerFeatures(details: Dict): PeerFeatures {
  const roles = isDict(details.roles) ? details.roles : {};
  const callee = isDict(roles.callee) && isDict(roles.callee.features) ? roles.callee.features : {};
  return {
    callCanceling: callee.call_canceling === true,
    progressiveResults: callee.progressive_call_results === true,
  };
}
