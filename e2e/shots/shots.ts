/** What `npm run shots` takes pictures of. A new page, or another state of one, is an entry here. */
import { expect, type Page } from '@playwright/test';
import { HostSite } from '../host-site.ts';
import type { LehrProcess } from '../lehr-process.ts';
import { DonatePage } from '../pages/donate-page.ts';

interface Shot {
  /** Of the file: `shots/NAME-WIDTH-THEME.png`. */
  readonly name: string;
  /** The whole page, not only what a screen shows of it. */
  readonly whole?: boolean;
  /** Brings the page to what is to be seen. */
  readonly open: (to: { readonly page: Page; readonly lehr: LehrProcess }) => Promise<void>;
}

/** Long enough for numbers and a curve to be there. */
const A_WHILE = 5000;

async function donating(page: Page, lehr: LehrProcess): Promise<DonatePage> {
  const visitor = await new DonatePage(page).open(lehr.url);
  await visitor.donate.click();
  await visitor.isRunning();
  await page.waitForTimeout(A_WHILE);
  return visitor;
}

/** The kiosk after one press of a presenter's key. */
function kiosk(what: string, key: string): Shot {
  return {
    name: `kiosk-${what}`,
    open: async ({ page, lehr }) => {
      await page.goto(`${lehr.url}/kiosk`);
      await expect(page.getByTestId('connection').first()).toHaveAttribute('data-state', 'online');
      await page.waitForTimeout(A_WHILE);
      await page.keyboard.press(key);
      await page.waitForTimeout(A_WHILE);
    },
  };
}

export const shots: readonly Shot[] = [
  {
    name: 'donate-before',
    whole: true,
    open: async ({ page, lehr }) => {
      const visitor = await new DonatePage(page).open(lehr.url);
      await expect(visitor.donate).toBeVisible();
    },
  },
  {
    name: 'donate-while',
    whole: true,
    open: async ({ page, lehr }) => {
      await donating(page, lehr);
    },
  },
  {
    name: 'donate-receipt',
    whole: true,
    open: async ({ page, lehr }) => {
      const visitor = await donating(page, lehr);
      await visitor.stop.click();
      await expect(visitor.donate).toBeVisible();
    },
  },
  kiosk('live', '1'),
  kiosk('how', '2'),
  kiosk('board', '3'),
  kiosk('join', '4'),
  kiosk('numbers', 'd'),
  kiosk('keys', 'h'),
  {
    name: 'widget',
    open: async ({ page, lehr }) => {
      const site = await HostSite.start(lehr.url);
      page.once('close', () => site.close());
      await page.goto(site.url);
      await page.locator('lehr-donate').locator('button').click();
      await expect(
        page.frameLocator('lehr-donate iframe').getByRole('button', { name: /^Donate/ }),
      ).toBeVisible();
    },
  },
];
