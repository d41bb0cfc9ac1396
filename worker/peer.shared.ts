/**
 * The SharedWorker's entry: listens first, loads later, so that no page that connects in the meantime is missed. Its name
 * carries the build's hash: pages of two builds never talk to one peer.
 */
import type { BrowserPeer } from './browser-peer.ts';

declare const self: SharedWorkerGlobalScope;

const peer: Promise<BrowserPeer> = import('./browser-peer.ts').then(
  ({ BrowserPeer }) => new BrowserPeer(self.location.origin),
);

self.addEventListener('connect', ({ ports: [port] }) => {
  peer.then(
    (ready) => ready.accept(port!),
    // The page hears nothing, gives up on this worker and opens another.
    () => self.close(),
  );
});
