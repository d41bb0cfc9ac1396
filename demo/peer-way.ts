/** Takes the place of worker/page/peer-way.ts in the demo's pages (vite.demo.config.ts): the peer whose router is beside it. */

/** Hash of the demo, put in by the bundler. */
declare const __BUILD__: string;

export const peerName = `lehr demo ${__BUILD__}`;

export function startPeer(): SharedWorker {
  return new SharedWorker(new URL('./peer.shared.ts', import.meta.url), { type: 'module', name: peerName });
}

export function startPeerHere(): Worker {
  return new Worker(new URL('./peer.shared.ts', import.meta.url), { type: 'module', name: peerName });
}
