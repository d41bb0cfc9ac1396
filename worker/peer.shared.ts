/** The script of the browser's one peer. A SharedWorker's name carries the build's hash: pages of two builds never talk to one peer. */
import { PeerHost, peerOf } from './peer-host.ts';
import { servePages } from './serve-pages.ts';

declare const self: SharedWorkerGlobalScope;

servePages(self, new PeerHost(peerOf(self.location.origin)));
