/** The inspector over a router that knows nothing of Lehr, and the router itself. */
import { test as base, expect } from './fixtures.ts';
import { InspectPage } from './pages/inspect-page.ts';
import { RouterProcess } from './router-process.ts';

interface Fixtures {
  readonly router: RouterProcess;
  readonly inspector: InspectPage;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's wishes from this pattern
  router: async ({}, use) => {
    const router = await RouterProcess.start();
    await use(router);
    await router.end();
  },
  inspector: async ({ router, page }, use) => {
    const inspector = new InspectPage(page);
    await page.goto(router.inspector);
    await expect(inspector.connection).toHaveAttribute('data-state', 'online');
    await use(inspector);
  },
});

export { expect };
