import { isWampError, type Peer } from '../index.ts';

/** Whoever prints comes when it comes: the call waits for up to a minute. */
export function print(peer: Peer, page: string): Promise<unknown> {
  return peer.callUri('office.print', [page], { queue: true, timeout: 60_000 });
}

/** An alarm that nobody hears is none: at least one must receive it. */
export async function ring(peer: Peer): Promise<'heard' | 'nobody there'> {
  try {
    await peer.publishRaw('office.alarm', [], { confirm: 1 });
    return 'heard';
  } catch (error) {
    if (isWampError(error, 'wamp.error.no_receiver')) return 'nobody there';
    throw error;
  }
}
