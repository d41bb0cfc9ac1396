import type { Peer } from '../index.ts';

/** A service that remembers, in several instances: every basket stays with the instance that knows it. */
export async function serveBaskets(peer: Peer): Promise<void> {
  const baskets = new Map<string, string[]>();
  const add = ([id, item]: readonly unknown[]) => {
    const basket = [...(baskets.get(String(id)) ?? []), String(item)];
    baskets.set(String(id), basket);
    return basket;
  };
  await peer.registerUri('basket.add', add, { invoke: 'roundrobin' });
}

export function addTo(peer: Peer, basket: string, item: string): Promise<unknown> {
  return peer.callUri('basket.add', [basket, item], { rkey: basket });
}
