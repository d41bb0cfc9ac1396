import type { Page } from '@playwright/test';

/** How many things a page's origin keeps in this browser, of every kind there is. */
export async function stored(page: Page): Promise<Readonly<Record<string, number>>> {
  const cookies = (await page.context().cookies()).length;
  const kept = await page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    serviceWorkers: (await navigator.serviceWorker.getRegistrations()).length,
  }));
  return { cookies, ...kept };
}

export const NOTHING_STORED = {
  cookies: 0,
  local: 0,
  session: 0,
  databases: 0,
  caches: 0,
  serviceWorkers: 0,
};
