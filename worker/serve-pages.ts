/**
 * What the script of a peer's worker does, in whichever sort it runs: a SharedWorker's pages connect; a dedicated Worker, of
 * a browser without those, is given a port, or told to lead the tabs of its origin.
 */
import { lead } from './leader.ts';
import type { PeerHost } from './peer-host.ts';

/** From the page that started the dedicated Worker. */
export interface ToWorker {
  /** Name of the channel of those to lead; null: a port comes with the message. */
  readonly lead: string | null;
}

interface Scope {
  addEventListener(type: string, listener: (event: MessageEvent<ToWorker>) => void): void;
  close(): void;
}

/** Listens from its first line on; the host loads the peer late, so that no page is missed that connects meanwhile. */
export function servePages(scope: Scope, host: PeerHost): void {
  // Where the code cannot be loaded the page hears nothing, gives this worker up and opens another.
  const failed = () => scope.close();
  scope.addEventListener('connect', ({ ports: [port] }) => {
    host.accept(port!).catch(failed);
  });
  scope.addEventListener('message', ({ data, ports: [port] }) => {
    if (data.lead !== null) lead(host, new BroadcastChannel(data.lead), failed);
    else host.accept(port!).catch(failed);
  });
}
