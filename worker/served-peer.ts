/** The peer of pages that a server sends: its router and its problems are there too. */
import { webSocketLink } from '../peer/web-socket-link.ts';
import { blobCache } from './blob-cache.ts';
import { httpBlobs } from './blob-store.ts';
import { BrowserPeer } from './browser-peer.ts';

/** @param origin serves `/ws` and `/blob/<sha256>`: `http://127.0.0.1:8080` */
export function openServed(origin: string, onClosed: () => void): BrowserPeer {
  const link = webSocketLink(`${origin.replace(/^http/, 'ws')}/ws`);
  return new BrowserPeer({ link, fetchBlob: httpBlobs(origin), cache: blobCache(origin) }, onClosed);
}
