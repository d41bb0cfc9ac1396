import { declareService, type Peer } from '../index.ts';

/** A service that is watched: what it promises, how soon it answers a ping, and whether its till still opens. */
export async function openShop(peer: Peer, till: () => unknown): Promise<() => Promise<void>> {
  await peer.registerUri('lehr.shop.price', () => 10, { concurrency: 8 });
  await peer.subscribeUri('lehr.shop.orders', () => {});
  return declareService(peer, {
    name: 'shop',
    procedures: ['lehr.shop.price'],
    topics: ['lehr.shop.orders'],
    pingWithin: 500,
    probe: till,
  });
}
