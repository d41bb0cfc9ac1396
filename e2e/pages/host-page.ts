/** A page of somebody else with `<lehr-donate>` on it, as its visitor meets it. */
import type { FrameLocator, Locator } from '@playwright/test';
import { expect, type Page, test as withLehr } from '../fixtures.ts';
import { HostSite } from '../host-site.ts';

type HostOptions = Parameters<typeof HostSite.start>[1];

interface Fixtures {
  /** Starts a host site and opens it. */
  readonly host: (options?: HostOptions, lehrUrl?: string) => Promise<HostSite>;
}

export const test = withLehr.extend<Fixtures>({
  host: async ({ lehr, page }, use) => {
    const sites: HostSite[] = [];
    await use(async (options, lehrUrl = lehr.url) => {
      const site = await HostSite.start(lehrUrl, options);
      sites.push(site);
      await page.goto(site.url);
      await expect(widget(page).locator('button')).toBeVisible();
      return site;
    });
    for (const site of sites) site.close();
  },
});

export const widget = (page: Page): Locator => page.locator('lehr-donate');
export const frameOf = (page: Page): FrameLocator => page.frameLocator('lehr-donate iframe');

/**
 * Input into a frame of another process misses its target in Firefox over WebDriver BiDi. In a task of its own, because the
 * press may take the frame away that has to answer.
 */
export const press = (button: Locator) =>
  button.evaluate((element: HTMLElement) => void setTimeout(() => element.click()));

export const donateIn = (page: Page) => frameOf(page).getByRole('button', { name: /^Donate/ });
export const chipIn = (page: Page) => frameOf(page).getByTestId('chip');

/** Press, question, yes. */
export async function donate(page: Page): Promise<void> {
  await widget(page).locator('button').click();
  await press(donateIn(page));
  await expect(chipIn(page)).toHaveAttribute('data-state', 'running');
}
