import type { Peer } from '../index.ts';

/** A sale is booked once, however often it is told: after a lost connection or a restart of either side it may be told again. */
export function book(peer: Peer, sale: string, item: string, price: number): Promise<number> {
  return peer.publishRaw('ledger.sales', [item, price], { options: { _key: sale } });
}
