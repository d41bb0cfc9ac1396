/** What a donor's browser takes, when it rests, and what it says of it. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { now, pretend, workersOf } from '../device.ts';
import { expect, type Page, test } from '../fixtures.ts';
import type { DonatePage } from '../pages/donate-page.ts';

test.use({ ownLehr: false });

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

/** Not those that draw. */
const kernelsOf = (page: Page) =>
  page.workers().filter((worker) => worker.url().includes('kernel.worker')).length;

async function isPaused(visitor: DonatePage, words: string | RegExp): Promise<void> {
  await expect(visitor.chip).toContainText(words);
  await expect(visitor.chip).toHaveAttribute('data-state', 'paused');
  await expect(visitor.chip).toHaveAttribute('data-kernels', '0');
}

// What a device tells is pretended here, in the same words in every browser: those of one are enough.
test('on battery it waits, says so, and runs when the visitor says so', { tag: '@chromium' }, async ({
  lehr,
  visitor,
  page,
}) => {
  await pretend(page, { battery: 'discharging' });
  await visitor.open(lehr.url);
  await visitor.donate.click();
  await isPaused(visitor, 'on battery');
  expect(await workersOf(page)).toEqual([]);
  await button(page, 'Run on battery').click();
  await visitor.isRunning();
  // Also when they come back to the page.
  await page.reload();
  await visitor.isRunning();
});

test('unplugged it pauses, plugged in it goes on', { tag: '@chromium' }, async ({ lehr, visitor, page }) => {
  await pretend(page);
  await visitor.donateAt(lehr.url);
  await now(page, 'charge', false);
  await isPaused(visitor, 'on battery');
  await now(page, 'charge', true);
  await visitor.isRunning();
});

test('who said so before runs on battery', { tag: '@chromium' }, async ({ lehr, visitor, page }) => {
  await pretend(page, { battery: 'discharging' });
  await visitor.open(lehr.url);
  await page.getByLabel('Keep going on battery').check();
  await visitor.donate.click();
  await visitor.isRunning();
});

test('where the browser saves data it waits, says so, and runs when the visitor says so', {
  tag: '@chromium',
}, async ({ lehr, visitor, page }) => {
  await pretend(page, { saveData: true });
  await visitor.open(lehr.url);
  await visitor.donate.click();
  await isPaused(visitor, 'saves data');
  await button(page, 'Run anyway').click();
  await visitor.isRunning();
});

test('a handheld device that does not tell its power counts as on battery: the button says so, and a quarter of the time is chosen', {
  tag: '@chromium',
}, async ({ lehr, visitor, page }) => {
  await pretend(page, { battery: 'absent', handheld: true });
  await page.setViewportSize({ width: 390, height: 844 });
  await visitor.open(lehr.url);
  await expect(visitor.donate).toHaveText(/on battery too/);
  await expect(page.getByRole('radio', { name: '25 %' })).toBeChecked();
  await expect(page.getByTestId('sum')).toContainText('does not say whether the device charges');
  await visitor.donate.click();
  await visitor.isRunning();
  await expect(page.getByTestId('load')).toBeInViewport();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(390);
  for (const name of ['Pause', 'Stop']) {
    const box = await button(page, name).boundingBox();
    expect(Math.min(box!.width, box!.height)).toBeGreaterThanOrEqual(44);
    await expect(button(page, name)).toBeInViewport();
  }
});

test('a desktop that does not tell its power begins with half of the time, and says why', {
  tag: '@chromium',
}, async ({ lehr, visitor, page }) => {
  await pretend(page, { battery: 'absent' });
  await visitor.open(lehr.url);
  await expect(page.getByRole('radio', { name: '50 %' })).toBeChecked();
  await expect(page.getByTestId('sum')).toContainText('does not say whether the device is on battery');
  await visitor.donate.click();
  await visitor.isRunning();
});

// Half a minute of patience in all, with a device and with timers that are late in every browser alike: both in one visit. What "Run
// anyway" does, donation.test.ts says.
test('a device under pressure is left alone until it has recovered, and so is a page that suffers', {
  tag: '@chromium',
}, async ({ lehr, visitor, page }) => {
  await pretend(page);
  await visitor.open(lehr.url);
  // No more than half of the device: more than that is what the visitor asked for.
  await page.getByRole('radio', { name: '50 %' }).check();
  await visitor.donate.click();
  await visitor.isRunning();
  await now(page, 'press', 'critical');
  await isPaused(visitor, 'under pressure');
  await expect(button(page, 'Run anyway')).toBeVisible();
  await now(page, 'press', 'nominal');
  await visitor.isRunning();
  await now(page, 'suffer', true);
  await isPaused(visitor, 'slow to respond');
  await now(page, 'suffer', false);
  await visitor.isRunning();
});

test('out of view it pauses; who chose so goes on', async ({ lehr, visitor, page }) => {
  await pretend(page);
  await visitor.donateAt(lehr.url);
  const donors = async () => (await lehr.health()).job?.tasks ?? 0;
  await now(page, 'see', false);
  await expect.poll(() => kernelsOf(page)).toBe(0);
  await now(page, 'see', true);
  await visitor.isRunning();
  await visitor.stop.click();
  await button(page, 'Donate again').click();
  await page.getByLabel('Keep going when this tab is hidden').check();
  await visitor.donate.click();
  await visitor.isRunning();
  await now(page, 'see', false);
  const before = await donors();
  await expect.poll(donors).toBeGreaterThan(before + 1);
});

test('Pause ends every kernel in every tab, outlasts a reload, and is ended by a press', async ({
  lehr,
  visitor,
  newTab,
  page,
}) => {
  await visitor.donateAt(lehr.url);
  const second = await (await newTab()).open(lehr.url);
  await second.isRunning();
  await button(page, 'Pause').click();
  await isPaused(visitor, 'Paused by you');
  await isPaused(second, 'Paused by you');
  await expect.poll(() => kernelsOf(page)).toBe(0);
  await page.reload();
  await isPaused(visitor, 'Paused by you');
  expect((await lehr.health()).donors).toBe(1);
  await button(second.page, 'Go on').click();
  await second.isRunning();
  await visitor.isRunning();
});

test('the hash that is shown is that of the file the kernels are started from, and the link opens it', async ({
  lehr,
  visitor,
  page,
}) => {
  await pretend(page);
  await visitor.open(lehr.url);
  const shown = page.getByTestId('program').first();
  await shown.click();
  const hash = (await page.getByTestId('program-hash').first().textContent())!;
  const link = await page.getByRole('link', { name: 'Open the program’s file' }).first().getAttribute('href');
  expect(await shown.textContent()).toBe(`${hash.slice(0, 12)}…`);
  await visitor.donate.click();
  await visitor.isRunning();
  const [started] = await workersOf(page);
  expect(started).toBe(link);
  const file = Buffer.from(await (await fetch(started!)).arrayBuffer());
  expect(createHash('sha256').update(file).digest('hex')).toBe(hash);
  expect(file.toString()).not.toMatch(/\bimport\b|\bimportScripts\b|\beval\b/);
  // Also while it runs, and on the receipt.
  expect(await page.getByTestId('program').first().textContent()).toBe(`${hash.slice(0, 12)}…`);
  await visitor.stop.click();
  await expect(page.getByTestId('receipt')).toContainText(hash);
});

test('the receipt says what counted, and can be taken along', async ({ lehr, visitor, page }) => {
  await pretend(page);
  await visitor.open(lehr.url);
  await page.getByLabel(/nickname/i).fill('Ada');
  await visitor.donate.click();
  await visitor.isRunning();
  await expect(page.getByTestId('my-verified')).toHaveText(/[1-9]/);
  await visitor.stop.click();
  const receipt = page.getByTestId('receipt');
  await expect(receipt).toContainText('Moves verified by now');
  await expect(receipt).toContainText('Ada');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download receipt' }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  for (const word of ['Ada', 'Moves verified by now', 'Improvements found', 'Program (SHA-256)'])
    expect(text).toContain(word);
  await button(page, 'Copy receipt').click();
  await expect(page.getByText('Copied', { exact: true })).toBeVisible();
});
