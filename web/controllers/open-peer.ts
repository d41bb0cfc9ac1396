import type { PagePeer } from '../../worker/api.ts';

/** The code of it, which comes once. */
export const loadPeer = () => import('../../worker/page/index.ts');

/**
 * Loads and opens the browser's peer. Nothing of it, not even its code, is on a page that did not call this.
 * @param use `watch` lends no kernels even where another tab of this origin donates.
 * @param wanted asked when the code has come, which may take a while: false opens nothing.
 * @returns null when it was not wanted any more.
 */
export async function openPeer(use: 'donate' | 'watch', wanted: () => boolean): Promise<PagePeer | null> {
  const door = await loadPeer();
  return wanted() ? door.openPeer({ lends: use === 'donate' }) : null;
}
