import { expect } from '../fixtures.ts';
import { HostSite } from '../host-site.ts';
import { donate, donateIn, frameOf, press, test, widget } from '../pages/host-page.ts';

test.use({ ownLehr: false });

/** Not among TypeScript's types. */
interface LayoutShift {
  readonly value: number;
  readonly hadRecentInput: boolean;
}

test('the frame speaks and looks as its host, also when that changes', async ({ page, host }) => {
  await host({ attributes: 'lang="de" theme="dark"' });
  await expect(widget(page).locator('button')).toHaveText('Freie Kerne spenden');
  await widget(page).locator('button').click();
  await expect(frameOf(page).getByRole('button', { name: 'Nein danke' })).toBeVisible();
  const html = frameOf(page).locator('html');
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await page.evaluate(() => document.querySelector('lehr-donate')!.setAttribute('theme', 'light'));
  await expect(html).toHaveAttribute('data-theme', 'light');
});

test('what opens in the frame makes the host page give it room', async ({ page, host }) => {
  await host();
  await widget(page).locator('button').click();
  await expect(donateIn(page)).toBeVisible();
  const tall = () => widget(page).evaluate((element: HTMLElement) => element.offsetHeight);
  const before = await tall();
  await press(frameOf(page).locator('summary', { hasText: 'Before you press' }));
  await expect.poll(tall).toBeGreaterThan(before + 100);
  // Nothing of it is cut off.
  const cut = () =>
    frameOf(page)
      .locator('html')
      .evaluate((html) => html.scrollHeight - html.clientHeight);
  await expect.poll(cut).toBe(0);
});

// Firefox does not measure layout shifts.
test('nothing on the host page moves by itself, though the script comes late', { tag: '@chromium' }, async ({
  lehr,
  page,
}) => {
  const site = await HostSite.start(lehr.url, { css: 'lehr-donate { display: block; min-height: 100px }' });
  let come = () => {};
  const late = new Promise<void>((resolve) => {
    come = resolve;
  });
  await page.route(/\/embed\.js$/, async (route) => {
    await late;
    await route.continue();
  });
  await page.addInitScript(() => {
    const shifts: LayoutShift[] = [];
    Object.assign(globalThis, { shifts });
    const observer = new PerformanceObserver((list) => {
      for (const shift of list.getEntries() as unknown as LayoutShift[]) {
        shifts.push({ value: shift.value, hadRecentInput: shift.hadRecentInput });
      }
    });
    observer.observe({ type: 'layout-shift', buffered: true });
  });
  // The page's load waits for the script, its first paint does not.
  const loaded = page.goto(site.url);
  await expect(page.getByText('What stands below.')).toBeVisible();
  await expect
    .poll(() => page.evaluate(() => performance.getEntriesByName('first-contentful-paint').length))
    .toBe(1);
  come();
  await loaded;
  await donate(page);
  await expect(frameOf(page).getByTestId('my-tasks')).not.toHaveText('0');
  const shifts = () => page.evaluate(() => (globalThis as unknown as { shifts: LayoutShift[] }).shifts);
  // The press itself moves what stands below, once, and browsers count that as the visitor's own.
  await expect.poll(async () => (await shifts()).length).toBeGreaterThan(0);
  expect((await shifts()).filter(({ hadRecentInput }) => !hadRecentInput)).toEqual([]);
  site.close();
});
