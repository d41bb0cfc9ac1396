/** Loads router, orchestrator and peer when the first page asks for them. */
import { PeerHost } from '../worker/peer-host.ts';

export function demoHost(): PeerHost {
  return new PeerHost(async (onClosed) => {
    const { openDemoPeer } = await import('./demo-peer.ts');
    return openDemoPeer(onClosed);
  });
}
