import type { Peer } from '../index.ts';

/** Two of the same service: calls go to the first that registered, and to the other as soon as it is gone. */
export async function serveTwice(primary: Peer, standby: Peer): Promise<void> {
  await primary.registerUri('clock.read', () => 'primary', { invoke: 'first' });
  await standby.registerUri('clock.read', () => 'standby', { invoke: 'first' });
}
