/** The door to the browser's one peer: in the SharedWorker, or in a Worker of one of its tabs where there are none. */

import { transfer } from 'comlink';
import { ERRORS, WampError } from '../../peer/errors.ts';
import type { PageDoor, ToPage } from '../page-protocol.ts';
import { Door } from './door.ts';
import { ElectedHost } from './elected-host.ts';
import { peerName, startPeer, startPeerHere } from './peer-way.ts';
import { sharedOrHere } from './way.ts';

const wayToPeer = sharedOrHere(startPeer, () => new ElectedHost(peerName, startPeerHere));

export class PeerDoor extends Door<PageDoor, ToPage> {
  constructor(onMessage: (message: ToPage) => void) {
    super(wayToPeer, onMessage);
  }

  lend(id: string, port: MessagePort): void {
    void this.remote.lend(id, transfer(port, [port]));
  }
}

/** For what the next peer does anyway. */
export function lostPeer(error: unknown): void {
  if (!(error instanceof WampError && error.uri === ERRORS.connectionLost)) throw error;
}
