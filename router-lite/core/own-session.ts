/** A session of the router itself, without a connection: what would be sent to it, it hears at once. */
import { peerFeatures } from './features.ts';
import type { Message, Uri } from './messages.ts';
import { type Rule, role } from './roles.ts';
import { Session } from './session.ts';

export function ownSession(realm: Uri, rules: readonly Rule[], hear: (message: Message) => void): Session {
  const session = new Session({ kind: 'router', peer: 'local', serializer: 'none' }, undefined, hear);
  session.state = {
    kind: 'open',
    realm,
    identity: {
      id: 0,
      authid: 'router',
      authrole: 'router',
      authmethod: 'internal',
      authprovider: 'static',
    },
    role: role('router', rules),
    features: peerFeatures({}),
    joined: 0,
    agent: '',
  };
  return session;
}
