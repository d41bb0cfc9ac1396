/**
 * The SharedWorker's entry: listens first, loads later, so that no page that connects in the meantime is missed. Its name
 * carries the build's hash: pages of two builds never talk to one peer.
 */
import { PeerHost, peerOf } from './peer-host.ts';

declare const self: SharedWorkerGlobalScope;

const host = new PeerHost(peerOf(self.location.origin));

self.addEventListener('connect', ({ ports: [port] }) => {
  // Where the code cannot be loaded the page hears nothing, gives this worker up and opens another.
  host.accept(port!).catch(() => self.close());
});
