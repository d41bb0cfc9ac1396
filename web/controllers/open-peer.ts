import type { PagePeer } from '../../worker/api.ts';

/**
 * Loads and opens the browser's peer. Nothing of it, not even its code, is on a page that did not call this.
 * @param use `watch` lends no kernels even where another tab of this origin donates.
 */
export async function openPeer(use: 'donate' | 'watch'): Promise<PagePeer> {
  const door = await import('../../worker/page/index.ts');
  return door.openPeer({ lends: use === 'donate' });
}
