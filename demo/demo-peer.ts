/** The peer of a browser whose router is beside it. */
import { BrowserPeer, type Ways } from '../worker/browser-peer.ts';
import { openHouse } from './house.ts';
import { demoJob } from './job.ts';

/** One a browser: a peer that closes for want of pages leaves it to the next. */
let house: Promise<Ways> | null = null;

export async function openDemoPeer(onClosed: () => void): Promise<BrowserPeer> {
  house ??= openHouse(demoJob);
  return new BrowserPeer(await house, onClosed);
}
