/** The widget in the back/forward cache, which wants a browser of its own: Playwright switches it off in Chromium. */
import { expect, type Page } from '../fixtures.ts';
import type { HostSite } from '../host-site.ts';
import { donate, donateIn, test, widget } from '../pages/host-page.ts';

test.use({ ownLehr: false });

// Playwright's own flag switches it off.
test.use({
  launchOptions: async ({ launchOptions, browserName }, use) => {
    const ignoreDefaultArgs = browserName === 'chromium' ? ['--disable-back-forward-cache'] : [];
    await use({ ...launchOptions, ignoreDefaultArgs });
  },
});

const leaveAndReturn = async (page: Page, site: HostSite) => {
  // A page that is still asking for something is not kept; and that it was loaded must not be told behind its return.
  await expect(page.locator('html[data-told]')).toBeAttached();
  site.shown.length = 0;
  await page.evaluate(() => location.assign('/elsewhere'));
  await expect(page.getByRole('heading', { name: 'Elsewhere' })).toBeVisible();
  await page.evaluate(() => history.back());
  await expect.poll(() => site.shown.length).toBe(1);
};

test('a page with the button comes back from the cache', async ({ page, host }) => {
  const site = await host();
  await leaveAndReturn(page, site);
  expect(site.shown).toEqual(['restored']);
});

test('so does one where the frame asks', async ({ page, host }) => {
  const site = await host();
  await widget(page).locator('button').click();
  await expect(donateIn(page)).toBeVisible();
  await leaveAndReturn(page, site);
  expect(site.shown).toEqual(['restored']);
});

// Firefox caches no page in which a Web Lock or a SharedWorker lives.
test('a page whose visitor donates comes back from the cache and goes on', { tag: '@chromium' }, async ({
  lehr,
  page,
  host,
}) => {
  const site = await host();
  await donate(page);
  await leaveAndReturn(page, site);
  expect(site.shown).toEqual(['restored']);
  await expect.poll(async () => (await lehr.health()).donors).toBe(1);
});
