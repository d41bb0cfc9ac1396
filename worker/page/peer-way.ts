/** Where this page's peer is: in a SharedWorker of the pages' server, or in this page where there is none. */
import { PeerHost, peerOf } from '../peer-host.ts';

/** Hash of the built pages, put in by the bundler. */
declare const __BUILD__: string;

/** Throws where the browser refuses at once. */
export function startPeer(): SharedWorker {
  // The bundler knows a worker by these very words.
  return new SharedWorker(new URL('../peer.shared.ts', import.meta.url), {
    type: 'module',
    name: `lehr ${__BUILD__}`,
  });
}

export function peerHere(): PeerHost {
  return new PeerHost(peerOf(location.origin));
}
