/** For tests: a peer that does some of it another way. */
import type { Peer } from '../../peer/client.ts';

export function peerWith(peer: Peer, others: Partial<Peer>): Peer {
  return new Proxy(peer, {
    get(target, name: keyof Peer) {
      const value: unknown = others[name] ?? target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
