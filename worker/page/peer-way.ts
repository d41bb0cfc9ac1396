/** Where this page's peer is: with the pages' server. */

/** Hash of the built pages, put in by the bundler. */
declare const __BUILD__: string;

/** Pages of two builds never talk to one peer. */
export const peerName = `lehr ${__BUILD__}`;

/** Throws where the browser refuses at once. */
export function startPeer(): SharedWorker {
  // The bundler knows a worker by these very words.
  return new SharedWorker(new URL('../peer.shared.ts', import.meta.url), { type: 'module', name: peerName });
}

/** The same script in a Worker of this page, for browsers that have no SharedWorker. */
export function startPeerHere(): Worker {
  return new Worker(new URL('../peer.shared.ts', import.meta.url), { type: 'module', name: peerName });
}
