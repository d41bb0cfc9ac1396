/** What `npm run shots` takes pictures of. A new page, or another state of one, is an entry here. */
import { expect, type Page } from '@playwright/test';
import { HostSite } from '../host-site.ts';
import { LehrProcess } from '../lehr-process.ts';
import { DonatePage } from '../pages/donate-page.ts';
import { InspectPage } from '../pages/inspect-page.ts';
import { StudioPage } from '../pages/studio-page.ts';

interface Shot {
  /** Of the file: `shots/NAME-WIDTH-THEME.png`. */
  readonly name: string;
  /** The language the browser asks for; English where there is none. */
  readonly locale?: string;
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
function kiosk(what: string, key: string, locale = 'en-US'): Shot {
  return {
    name: `kiosk-${what}`,
    locale,
    open: async ({ page, lehr }) => {
      await page.goto(`${lehr.url}/kiosk`);
      await expect(page.getByTestId('connection').first()).toHaveAttribute('data-state', 'online');
      await page.waitForTimeout(A_WHILE);
      await page.keyboard.press(key);
      await page.waitForTimeout(A_WHILE);
    },
  };
}

/** Names and places round Munich, in an order nobody would drive. */
const stops = Array.from({ length: 400 }, (_, i): [string, number, number] => [
  `Stop ${i + 1}`,
  48 + (Math.sin(i * 7.13) * (1 + Math.cos(i))) / 4,
  11.5 + (Math.cos(i * 5.37) * (1 + Math.sin(2 * i))) / 3,
]);

const TUESDAY = ['name,lat,lon', ...stops.map((stop) => stop.join())].join('\n');

/** A view of the inspector. */
function inspector(what: string, bring: (to: InspectPage) => Promise<void>): Shot {
  return {
    name: `inspect-${what}`,
    open: async ({ page, lehr }) => {
      await page.goto(await lehr.signedIn('inspect', 'operator'));
      const to = new InspectPage(page);
      await expect(to.connection).toHaveAttribute('data-state', 'online');
      await bring(to);
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
    name: 'donate-paused',
    whole: true,
    open: async ({ page, lehr }) => {
      const visitor = await donating(page, lehr);
      await page.getByRole('button', { name: 'Pause', exact: true }).click();
      await expect(visitor.chip).toHaveAttribute('data-state', 'paused');
    },
  },
  {
    name: 'donate-before-de',
    locale: 'de-DE',
    whole: true,
    open: async ({ page, lehr }) => {
      await page.goto(`${lehr.url}/`);
      await expect(page.getByRole('button', { name: /spenden/ })).toBeVisible();
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
  {
    name: 'studio-begin',
    whole: true,
    open: async ({ page, lehr }) => {
      await new StudioPage(page).open(lehr);
      await expect(page.getByLabel('Country')).toBeVisible();
    },
  },
  {
    name: 'studio-signed-out',
    whole: true,
    open: async ({ page, lehr }) => {
      await page.goto(`${lehr.url}/studio`);
      await expect(page.getByTestId('job-row').first()).toBeVisible();
    },
  },
  {
    name: 'studio-columns',
    whole: true,
    open: async ({ page, lehr }) => {
      const studio = await new StudioPage(page).open(lehr);
      await studio.give('stops.csv', ['Wer;Hoch;Quer;Nr', ...stops.map((stop) => stop.join(';'))].join('\n'));
      await expect(page.getByLabel('Latitude')).toBeVisible();
    },
  },
  {
    name: 'studio-fault',
    whole: true,
    open: async ({ page, lehr }) => {
      const studio = await new StudioPage(page).open(lehr);
      await studio.paste('name,lat,lon\nMunich,48.14,11.57\nAugsburg,forty-eight,10.89\nUlm,48.4,9.99\n');
      await expect(page.getByTestId('fault')).toBeVisible();
    },
  },
  {
    name: 'studio-fault-de',
    locale: 'de-DE',
    whole: true,
    open: async ({ page, lehr }) => {
      const studio = await new StudioPage(page).open(lehr);
      await studio.give(
        'a.csv',
        'name,lat,lon\nMünchen,48.14,11.57\nAugsburg,achtundvierzig,10.89\nUlm,48.4,9.99\n',
      );
      await expect(page.getByTestId('fault')).toBeVisible();
    },
  },
  {
    name: 'studio-ready',
    whole: true,
    open: async ({ page, lehr }) => {
      const studio = await new StudioPage(page).open(lehr);
      await studio.give('Tuesday, north.csv', TUESDAY);
      await expect(studio.ready).toBeVisible();
      await page.waitForTimeout(A_WHILE);
    },
  },
  {
    name: 'studio-watch',
    whole: true,
    open: async ({ page, lehr }) => {
      const studio = await new StudioPage(page).open(lehr);
      await studio.give('Tuesday, north.csv', TUESDAY);
      await studio.start.click();
      await expect(studio.saved).toBeVisible();
      await page.waitForTimeout(A_WHILE);
      await page.getByTestId('result').getByRole('button', { name: 'Pause' }).click();
      await expect(studio.state).toHaveAttribute('data-state', 'paused');
    },
  },
  kiosk('live', '1'),
  kiosk('how', '2'),
  kiosk('board', '3'),
  kiosk('join', '4'),
  kiosk('numbers', 'd'),
  kiosk('keys', 'h'),
  kiosk('live-de', '1', 'de-DE'),
  {
    name: 'kiosk-empty',
    open: async ({ page }) => {
      const empty = await LehrProcess.start('--no-job');
      page.once('close', () => empty.remove());
      await page.goto(`${empty.url}/kiosk`);
      await expect(page.getByTestId('empty')).toBeVisible();
    },
  },
  {
    name: 'inspect-door',
    open: async ({ page, lehr }) => {
      await page.goto(`${lehr.url}/inspect`);
      await expect(page.getByLabel('Token')).toBeVisible();
    },
  },
  inspector('sessions', async (to) => {
    await to.rows('operator').first().click();
    await expect(to.page.getByTestId('panel')).toBeVisible();
  }),
  inspector('registrations', async (to) => {
    await to.open('Registrations');
    await to.rows('lehr.job.list').click();
    await expect(to.page.getByTestId('callee')).toBeVisible();
  }),
  inspector('services', async (to) => {
    await to.open('Services');
    await expect(to.page.getByTestId('service').first()).toBeVisible();
  }),
  inspector('slots', (to) => to.open('Slots')),
  inspector('events', async (to) => {
    await to.open('Events');
    await to.listen('lehr.');
    await to.rows('.state').first().click();
  }),
  inspector('call', async (to) => {
    await to.open('Call');
    await to.call('lehr.job.list', '[{}]');
    await expect(to.page.getByTestId('result')).toBeVisible();
  }),
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
