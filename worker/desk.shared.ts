/**
 * The script of signed-in sessions: a SharedWorker of their own, so that what an operator looks at takes nothing from the
 * donor, and so that no token is where strangers' kernels report.
 */
import { PeerHost } from './peer-host.ts';
import { servePages } from './serve-pages.ts';
import { desksOf } from './served-desks.ts';

declare const self: SharedWorkerGlobalScope;

servePages(self, new PeerHost(desksOf(self.location.origin)));
