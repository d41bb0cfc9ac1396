import type { PagePeer } from '../../worker/api.ts';

/** Loads and opens the browser's peer. Nothing of it, not even its code, is on a page that did not call this. */
export async function openPeer(): Promise<PagePeer> {
  const door = await import('../../worker/page/index.ts');
  return door.openPeer();
}
