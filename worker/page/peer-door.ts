/** The door to the browser's one peer: in the SharedWorker, or in this page where there are none. */
import { transfer } from 'comlink';
import type { PageDoor, ToPage } from '../page-protocol.ts';
import { PeerHost, peerOf } from '../peer-host.ts';
import { Door } from './door.ts';
import { sharedOrHere } from './way.ts';

/** Hash of the built pages, put in by the bundler. */
declare const __BUILD__: string;

const wayToPeer = sharedOrHere(
  () =>
    new SharedWorker(new URL('../peer.shared.ts', import.meta.url), {
      type: 'module',
      name: `lehr ${__BUILD__}`,
    }),
  () => new PeerHost(peerOf(location.origin)),
);

export class PeerDoor extends Door<PageDoor, ToPage> {
  constructor(onMessage: (message: ToPage) => void) {
    super(wayToPeer, onMessage);
  }

  lend(id: string, port: MessagePort): void {
    void this.remote.lend(id, transfer(port, [port]));
  }
}
