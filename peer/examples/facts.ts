import { type Fact, type Following, type Peer, publishFact } from '../index.ts';

/** A sale is booked once: while the router is away it is told again, with the same key, until it is stored. */
export function book(peer: Peer, sale: string, item: string, price: number): Promise<number> {
  return publishFact(peer, 'ledger.sales', [item, price], { key: sale });
}

/** All sales from a place on, then those that come. `next` of the answer is where to go on, tomorrow or elsewhere. */
export function sales(
  peer: Peer,
  from: number,
  onSale: (item: string, price: number, seq: number) => void,
): Promise<Following> {
  const hear = ({ args: [item, price], seq }: Fact) => onSale(String(item), Number(price), seq);
  return peer.followRaw({ uri: 'ledger.sales', match: 'exact' }, hear, { from });
}
