/** The yes and its end where tabs and presses cross. */
import type { BrowserContext } from '@playwright/test';
import { expect, type Page, test } from '../fixtures.ts';
import { DonatePage } from '../pages/donate-page.ts';

test.use({ ownLehr: false });

/** A tab that gets the peer's code only when `release` is called. */
async function slowTab(context: BrowserContext, url: string) {
  const page: Page = await context.newPage();
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\/assets\/page-[\w-]{8}\.js/, async (route) => {
    await released;
    await route.continue();
  });
  return { release, page, tab: await new DonatePage(page).open(url) };
}

/** Counts the doors to the SharedWorker that a page opens. */
function countPeers(): void {
  const page = Object.assign(globalThis, { opened: 0 });
  page.SharedWorker = new Proxy(SharedWorker, {
    construct(target, args) {
      page.opened += 1;
      return Reflect.construct(target, args);
    },
  });
}

test('Stop in a tab that is still loading ends every tab and the yes', async ({
  lehr,
  visitor,
  context,
  page,
}) => {
  await visitor.donateAt(lehr.url);
  const { tab, release } = await slowTab(context, lehr.url);
  await tab.stop.click();
  await expect(visitor.chip).toHaveAttribute('data-state', 'stopped');
  await expect.poll(async () => (await lehr.health()).donors).toBe(0);
  release();
  await page.reload();
  await expect(visitor.donate).toBeVisible();
});

test('a tab that was loading when Stop was pressed elsewhere asks, and gives no yes of its own', async ({
  lehr,
  visitor,
  context,
}) => {
  await visitor.donateAt(lehr.url);
  const { tab, release } = await slowTab(context, lehr.url);
  await expect(tab.stop).toBeVisible();
  await visitor.stop.click();
  release();
  await expect(tab.donate).toBeVisible();
  expect((await lehr.health()).donors).toBe(0);
});

test('Donate, Stop and Donate again while the peer loads are one donation, which one Stop ends', async ({
  lehr,
  context,
}) => {
  await context.addInitScript(countPeers);
  const { tab, page, release } = await slowTab(context, lehr.url);
  await tab.donate.click();
  await tab.stop.click();
  await tab.donate.click();
  release();
  await tab.isRunning();
  expect(await page.evaluate(() => (globalThis as unknown as { opened: number }).opened)).toBe(1);
  await tab.stop.click();
  await expect.poll(() => page.workers().length).toBe(0);
  await expect.poll(async () => (await lehr.health()).donors).toBe(0);
});

test('when all that this site stored is cleared, the donation ends everywhere', async ({
  lehr,
  visitor,
  context,
}) => {
  await visitor.donateAt(lehr.url);
  const other = await context.newPage();
  await other.goto(`${lehr.url}/kiosk`);
  await other.evaluate(() => localStorage.clear());
  await expect(visitor.chip).toHaveAttribute('data-state', 'stopped');
  await expect.poll(async () => (await lehr.health()).donors).toBe(0);
});

test('who donates again finds their nickname in the form', async ({ lehr, visitor, page }) => {
  await visitor.open(lehr.url);
  await page.getByLabel(/nickname/i).fill('Ada');
  await visitor.donate.click();
  await visitor.isRunning();
  await visitor.stop.click();
  await page.getByRole('button', { name: 'Donate again' }).click();
  await expect(page.getByLabel(/nickname/i)).toHaveValue('Ada');
});
