import type { Peer } from '../index.ts';

/** As many of these as you like: each call goes to who has most room, and waits in the router when all are full. */
export async function join(peer: Peer, concurrency: number): Promise<() => Promise<void>> {
  const square = async ([x]: readonly unknown[]) => Number(x) ** 2;
  return peer.registerUri('crew.square', square, { invoke: 'load', concurrency });
}
