import type { Peer } from '../index.ts';

/** Each order goes to one of those who charge; what fails comes again, after growing waits, up to five times. */
export function chargeOrders(
  peer: Peer,
  charge: (order: string, publication: number) => Promise<void>,
): Promise<() => Promise<void>> {
  return peer.registerUri('shop.charge', ([order], { event }) => charge(String(order), event!.publication), {
    invoke: 'roundrobin',
    slot: { topic: 'shop.order.placed', maxAttempts: 5 },
  });
}
