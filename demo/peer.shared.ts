/** The script of the demo's peer: as worker/peer.shared.ts, with router and orchestrator beside it. */
import { PeerHost } from '../worker/peer-host.ts';
import { servePages } from '../worker/serve-pages.ts';

declare const self: SharedWorkerGlobalScope;

const host = new PeerHost(async (onClosed) => {
  const { openDemoPeer } = await import('./demo-peer.ts');
  return openDemoPeer(onClosed);
});

servePages(self, host);
