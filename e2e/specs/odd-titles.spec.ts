/** A title is somebody else's: 200 letters, no blank among most of them, and markup. And then there is no job at all. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { LehrProcess } from '../lehr-process.ts';
import { DonatePage } from '../pages/donate-page.ts';

const MARKUP = '<img src=x onerror="document.title=1">';
const TITLE = `${MARKUP} ${'Donaudampfschifffahrt'.repeat(7)}`;
const STOPS = `name,lat,lon\n${Array.from({ length: 24 }, (_, i) => `${i},${48 + Math.sin(i * 7)},${11 + Math.cos(i * 5)}`).join('\n')}\n`;

/** Nothing is wider than the window, and what looks like markup is text. */
async function holdsIt(page: Page): Promise<void> {
  await expect(page.getByText(MARKUP).first()).toBeVisible();
  // Firefox takes its scroll bar off.
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
    page.viewportSize()!.width,
  );
  expect(await page.locator('img[onerror]').count()).toBe(0);
}

test('every page holds a long title with markup, on a phone and on a wall', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'lehr-titles-'));
  const file = join(folder, `${TITLE}.csv`);
  await writeFile(file, STOPS);
  const lehr = await LehrProcess.start('--job', file);
  try {
    for (const size of [
      { width: 390, height: 844 },
      { width: 1920, height: 1080 },
    ]) {
      await page.setViewportSize(size);
      for (const path of ['/', '/kiosk', '/studio']) {
        await page.goto(lehr.url + path);
        await holdsIt(page);
      }
    }
    await page.setViewportSize({ width: 390, height: 844 });
    const visitor = await new DonatePage(page).open(lehr.url);
    await visitor.donate.click();
    await visitor.isRunning();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(MARKUP);
    await holdsIt(page);
  } finally {
    await lehr.remove();
    await rm(folder, { recursive: true, force: true });
  }
});

test('where there is no job every page says so: the wall, the question and the donor', async ({ page }) => {
  const lehr = await LehrProcess.start('--no-job');
  try {
    await page.goto(`${lehr.url}/kiosk`);
    await expect(page.getByTestId('empty')).toContainText('The kiln is empty.');
    const visitor = await new DonatePage(page).open(lehr.url);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^The kiln is empty right now/);
    await visitor.donate.click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Nothing is in the kiln right now/);
    await expect(visitor.chip).toHaveAttribute('data-state', 'paused');
    await expect(visitor.chip).toContainText('waiting for the next job');
  } finally {
    await lehr.remove();
  }
});
