/** The demo's SharedWorker: as worker/peer.shared.ts, with router and orchestrator inside. */
import { demoHost } from './demo-host.ts';

declare const self: SharedWorkerGlobalScope;

const host = demoHost();

self.addEventListener('connect', ({ ports: [port] }) => {
  host.accept(port!).catch(() => self.close());
});
