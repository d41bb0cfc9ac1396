/**
 * The SharedWorker of signed-in sessions: one of its own, so that what an operator looks at takes nothing from the donor, and
 * so that no token is where strangers' kernels report. It listens first and loads later, as peer.shared.ts does.
 */
import { PeerHost } from './peer-host.ts';
import { desksOf } from './served-desks.ts';

declare const self: SharedWorkerGlobalScope;

const host = new PeerHost(desksOf(self.location.origin));

self.addEventListener('connect', ({ ports: [port] }) => {
  // Where the code cannot be loaded the page hears nothing, gives this worker up and opens another.
  host.accept(port!).catch(() => self.close());
});
