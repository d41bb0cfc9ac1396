import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '../fixtures.ts';
import { StudioPage } from '../pages/studio-page.ts';

/** All that axe knows in the dark theme; in the light one, what may differ there. */
async function seriousFindings(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const axe = new AxeBuilder({ page });
    const { violations } = await (colorScheme === 'dark' ? axe : axe.withRules(COLOURS)).analyze();
    for (const { id, impact, nodes } of violations) {
      if (impact !== 'serious' && impact !== 'critical') continue;
      const where = nodes.map((node) => node.target.join(' ')).join(', ');
      found.push(`${id} (${colorScheme}): ${where}`);
    }
  }
  return found;
}

/** Rules of axe that look at colours. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

// Axe reads the same elements in every browser, and takes three times as long in Firefox.
test.describe('in both themes', { tag: '@chromium' }, () => {
  // A colour that is on its way to another is neither.
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  test('axe finds nothing serious on the donate page, before and while donating', async ({
    lehr,
    visitor,
    page,
  }) => {
    await visitor.open(lehr.url);
    await expect(visitor.donate).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    await visitor.donate.click();
    await visitor.isRunning();
    expect(await seriousFindings(page)).toEqual([]);
    await visitor.stop.click();
    await expect(visitor.donate).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('axe finds nothing serious in the studio: signed out and in, asked for columns, at fault, ready, and while it runs', async ({
    lehr,
    page,
  }) => {
    await page.goto(`${lehr.url}/studio`);
    await expect(page.getByTestId('sign-in')).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    const studio = await new StudioPage(page).open(lehr);
    await expect(page.getByLabel('Country')).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    await studio.give('a.csv', 'Wer;Hoch;Quer\nA;48;11\nB;49;12\nC;48;13\n');
    await expect(page.getByLabel('Latitude')).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Other places' }).click();
    await studio.give('b.csv', 'name,lat,lon\nA,48,11\nB,x,12\nC,48,13\nD,47,12\n');
    await expect(page.getByTestId('fault')).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('textbox', { name: /^Line 3/ }).fill('B,48.5,12');
    await page.getByRole('button', { name: 'Read again with this line' }).click();
    await page.getByText('More choices').click();
    expect(await seriousFindings(page)).toEqual([]);
    await studio.start.click();
    await expect(page.getByTestId('downloads')).toBeVisible();
    await page.getByTestId('result').getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('button', { name: 'Cancel it' })).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('axe finds nothing serious on the kiosk', async ({ lehr, page }) => {
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.goto(await lehr.signedIn('kiosk', 'operator'));
    await expect(page.getByTestId('connection').first()).toHaveAttribute('data-state', 'online');
    await expect(page.locator('.band').getByTestId('join-qr')).toBeVisible();
    for (const key of ['1', 'd', '2', '4', 'p', 'h', 'h', 'n']) {
      await page.keyboard.press(key);
      expect(await seriousFindings(page), `after ${key}`).toEqual([]);
    }
  });

  test('axe finds nothing serious in the inspector: at its door, in each view, and before it ends a session', async ({
    lehr,
    page,
    observer,
  }) => {
    await page.goto(`${lehr.url}/inspect`);
    await expect(page.getByLabel('Token')).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    await observer.registerUri('lehr.compute.test', () => null);
    await page.goto(await lehr.signedIn('inspect', 'operator'));
    for (const [tab, row] of [
      ['Registrations', 'lehr.compute.test'],
      ['Subscriptions', 'lehr.donor.load'],
      ['Sessions', 'anonymous'],
    ] as const) {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('row').filter({ hasText: row }).first().click();
      await expect(page.getByTestId('panel').getByRole('heading').first()).toContainText(row);
      expect(await seriousFindings(page)).toEqual([]);
    }
    await page.getByRole('button', { name: 'End this session' }).click();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('tab', { name: 'Events' }).click();
    await page.getByLabel('Topic', { exact: true }).fill('lehr.');
    await page.getByRole('button', { name: 'Listen' }).click();
    observer.publishUri('lehr.donor.load', ['a test']);
    await page.getByRole('row').filter({ hasText: 'a test' }).click();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Call' }).click();
    await page.getByLabel('Procedure').fill('lehr.job.list');
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await expect(page.getByTestId('call')).not.toHaveAttribute('data-state', 'running');
    expect(await seriousFindings(page)).toEqual([]);
  });
});

test('donate and stop with the keyboard alone', async ({ lehr, visitor, page }) => {
  await visitor.open(lehr.url);
  await expect(visitor.donate).toBeVisible();
  const press = async (name: RegExp) => {
    for (let step = 0; step < 40; step++) {
      await page.keyboard.press('Tab');
      const label = await page.evaluate(() => {
        let deepest = document.activeElement;
        while (deepest?.shadowRoot?.activeElement) deepest = deepest.shadowRoot.activeElement;
        return deepest?.getAttribute('aria-label') ?? deepest?.textContent?.trim() ?? '';
      });
      if (name.test(label)) return page.keyboard.press('Enter');
    }
    throw new Error(`Tab never reached ${name}`);
  };
  await press(/^Donate/);
  await visitor.isRunning();
  await press(/^Stop/);
  await expect(visitor.donate).toBeVisible();
});
