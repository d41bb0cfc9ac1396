import { randomBytes } from 'node:crypto';
import type { BrowserContext } from '@playwright/test';
import type { Peer } from '../../peer/client.ts';
import { expect, type Page, test } from '../fixtures.ts';
import { DonatePage } from '../pages/donate-page.ts';
import { KioskPage } from '../pages/kiosk-page.ts';

test('the kiosk shows the live tour, who joins and how to join, and never donates itself', async ({
  lehr,
  page,
  browser,
}) => {
  const kiosk = await new KioskPage(page).open(`${lehr.url}/kiosk`);
  // The wall's size is the unit, also of what is read from far.
  await expect(page.locator('html')).toHaveCSS('font-size', '18px');
  await expect(page.getByTestId('donors')).toHaveText(/\b0\b/);
  await expect(page.getByTestId('cores')).toHaveText(/\b0\b/);
  const other = await browser.newContext();
  await donateAs(await other.newPage(), lehr.url, 'Ada');
  await expect(page.getByText('Ada joined').last()).toBeVisible();
  await expect(page.getByTestId('donors')).toHaveText(/\b1\b/);
  await expect.poll(() => kiosk.figure('cores')).toBeGreaterThan(0);
  const length = page.getByTestId('length');
  await expect(length).toHaveText(/\d/);
  const first = await length.textContent();
  await expect(length).not.toHaveText(first ?? '');
  await expect(page.getByTestId('gain')).toHaveText(/^\u2212[\d.,]+\u202fkm$/);
  expect((await lehr.health()).donors).toBe(1);
  await page.keyboard.press('3');
  // Of all time there is no more than of this first day.
  await expect(kiosk.scene('board').getByTestId('leaderboard')).toHaveCount(1);
  await expect(kiosk.scene('board').getByTestId('leaderboard')).toContainText('Ada');
  await other.close();
  await expect(page.getByTestId('donors')).toHaveText(/\b0\b/);
});

test('a kiosk opened in mid-run shows the whole run, as curves and as numbers', async ({
  lehr,
  page,
  visitor,
  newTab,
}) => {
  await visitor.donateAt(lehr.url);
  await expect.poll(async () => (await lehr.health()).job?.tasks ?? 0).toBeGreaterThan(8);
  await page.close();
  // Nobody works any more: what is drawn came with the job.
  const kiosk = await new KioskPage((await newTab()).page).open(`${lehr.url}/kiosk`);
  const live = kiosk.scene('live');
  await expect(live.getByRole('img', { name: /^The best over the whole run: from .* to/ })).toBeVisible();
  await expect(live.getByRole('img', { name: /^The temperature over the whole run/ })).toBeVisible();
  for (const chart of ['gap-chart', 'heat-chart'])
    await expect.poll(() => inked(kiosk.page, chart)).toBeGreaterThan(50);
  await kiosk.page.keyboard.press('d');
  await expect(live.getByTestId('gap-chart').getByRole('row').nth(3)).toBeVisible();
  await expect(live.getByTestId('heat-chart').getByRole('row').nth(2)).toBeVisible();
  await expect(live.getByRole('img', { name: /whole run/ })).toHaveCount(0);
  await kiosk.page.keyboard.press('d');
  await expect.poll(() => inked(kiosk.page, 'gap-chart')).toBeGreaterThan(50);
});

test('the four scenes follow each other, with the gap and the code in each', async ({ lehr, page }) => {
  await page.clock.install();
  const kiosk = await new KioskPage(page).open(`${lehr.url}/kiosk`);
  await expect(kiosk.scene('live')).toBeVisible();
  // Nobody has credit yet: the leaderboard is passed over.
  for (const [scene, seconds] of [
    ['how', 40],
    ['join', 18],
    ['live', 14],
  ] as const) {
    await page.clock.fastForward(seconds * 1000 + 500);
    await expect(kiosk.scene(scene)).toBeVisible();
    await expect(page.locator('[data-scene]:not([hidden])')).toHaveCount(1);
    for (const each of ['gap', 'length', 'improvements']) await expect(page.getByTestId(each)).toBeVisible();
    // Once, and where it is large not in the band too.
    await expect(page.getByTestId('join-qr').filter({ visible: true })).toHaveCount(1);
  }
  await expect(page.getByRole('navigation').getByRole('button')).toHaveText(['Live', 'How it works', 'Join']);
});

// Over WebDriver BiDi nobody can ask Firefox for less motion.
test('less motion asked for, nothing moves', { tag: '@chromium' }, async ({ lehr, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const kiosk = await new KioskPage(page).open(`${lehr.url}/kiosk`);
  await page.keyboard.press('2');
  await expect(kiosk.scene('how')).toBeVisible();
  const moving = () =>
    page.locator('lehr-how').evaluate(({ shadowRoot }) => shadowRoot?.getAnimations().length ?? 0);
  expect(await moving()).toBe(0);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await expect.poll(moving).toBeGreaterThan(3);
});

test('whoever joins is welcomed by name in every scene, at once', async ({ lehr, page, observer }) => {
  const kiosk = await new KioskPage(page).open(`${lehr.url}/kiosk`);
  await expect(kiosk.invitation).toBeVisible();
  await page.keyboard.press('p');
  const took: number[] = [];
  for (const [key, scene] of [
    ['1', 'live'],
    ['2', 'how'],
    ['4', 'join'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(kiosk.scene(scene)).toBeVisible();
    const name = `Guest of ${scene}`;
    const since = performance.now();
    await hello(observer, name);
    await expect(page.locator('lehr-joins .seen')).toContainText(name);
    took.push(performance.now() - since);
  }
  // Within a second where the machine has time. Who asked for the list now and then would take longer each time.
  expect(Math.min(...took)).toBeLessThan(10_000);
  await expect(page.getByTestId('here')).toContainText('Guest of join');
  // The longest name there is moves no number off the wall.
  const longest = 'W'.repeat(24);
  await hello(observer, longest);
  await page.keyboard.press('1');
  await page.keyboard.press('d');
  const row = kiosk.scene('live').getByTestId('lanes').getByRole('row').filter({ hasText: longest });
  await expect(row).toBeVisible();
  const { x, width } = (await row.getByRole('cell').last().boundingBox())!;
  expect(x + width).toBeLessThan(1920);
});

test('one sees tasks move when a tab closes', async ({ lehr, page, browser }) => {
  const kiosk = await new KioskPage(page).open(`${lehr.url}/kiosk`);
  await page.keyboard.press('p');
  const contexts: BrowserContext[] = [];
  for (const name of ['Ada', 'Eve']) {
    const context = await browser.newContext();
    contexts.push(context);
    await donateAs(await context.newPage(), lehr.url, name);
  }
  const lanes = kiosk.scene('live').getByTestId('lanes');
  await expect.poll(() => inked(page, 'lanes')).toBeGreaterThan(50);
  // Past the shortest first tasks of each chain: a kernel may end what takes it a moment more.
  await expect.poll(async () => (await lehr.health()).job?.tasks ?? 0).toBeGreaterThan(8);
  await page.keyboard.press('d');
  const row = (name: string) => lanes.getByRole('row', { name: new RegExp(`^${name}\\b`) });
  const done = async (name: string) => Number(await row(name).getByRole('cell').nth(1).textContent());
  // Whoever left keeps the lane as long as something of his is to be seen in it.
  await expect.poll(() => done('Eve')).toBeGreaterThan(0);
  await contexts[1]!.close();
  await expect(row('Eve').getByRole('cell').first()).toHaveText('left');
  await expect(row('Eve').getByRole('cell').last()).not.toHaveText('0');
  await expect.poll(() => kiosk.figure('reissued')).toBeGreaterThan(0);
  await expect.poll(() => done('Ada')).toBeGreaterThan(0);
  await contexts[0]!.close();
});

test('a name unfit for a big screen is a made one there, and its owner is told', {
  tag: '@chromium',
}, async ({ lehr, page, browser }) => {
  await new KioskPage(page).open(`${lehr.url}/kiosk`);
  const other = await browser.newContext();
  const visitor = await donateAs(await other.newPage(), lehr.url, 'Arschl0ch');
  const refused = visitor.page.getByTestId('name-refused');
  await expect(refused).toContainText('not shown on public screens');
  const name = /You are (\w+ \w+) here/.exec((await refused.textContent()) ?? '')?.[1] ?? 'nobody';
  await expect(page.locator('lehr-joins .seen')).toHaveText(`${name} joined`);
  expect(await page.content()).not.toContain('Arschl0ch');
  await other.close();
});

test('the kiosk keeps the screen on, and again when it is shown again', async ({ lehr, page }) => {
  await page.addInitScript(() => {
    const asked: string[] = [];
    Object.assign(window, { asked });
    if (!('wakeLock' in navigator)) return;
    const request = navigator.wakeLock.request.bind(navigator.wakeLock);
    navigator.wakeLock.request = (type) => {
      asked.push(type ?? 'screen');
      return request(type);
    };
  });
  await new KioskPage(page).open(`${lehr.url}/kiosk`);
  const asked = () => page.evaluate(() => (window as unknown as { asked: string[] }).asked.length);
  const canLock = await page.evaluate(() => 'wakeLock' in navigator);
  test.skip(
    !canLock,
    'without the Screen Wake Lock API there is nothing to ask: the system’s own settings hold',
  );
  const first = await asked();
  expect(first).toBeGreaterThan(0);
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  expect(await asked()).toBe(first + 1);
});

test('the kiosk recovers by itself from a lost router', async ({ lehr, page }) => {
  const { connection } = await new KioskPage(page).open(`${lehr.url}/kiosk`);
  await lehr.kill('SIGKILL');
  await expect(connection).not.toHaveAttribute('data-state', 'online');
  await lehr.start();
  await expect(connection).toHaveAttribute('data-state', 'online');
});

async function donateAs(page: Page, url: string, name: string): Promise<DonatePage> {
  const visitor = await new DonatePage(page).open(url);
  await page
    .getByLabel(/nickname|name/i)
    .first()
    .fill(name);
  await visitor.donate.click();
  await visitor.isRunning();
  return visitor;
}

/** Says hello as a donor without a kernel. */
async function hello(peer: Peer, name: string): Promise<void> {
  const token = randomBytes(16).toString('hex');
  await peer.call('lehr.donor.hello', { token, name, cores: 1, kernels: [], agent: 'Playwright' });
}

/** Pixels with something on them, of a picture's canvas. */
function inked(page: Page, testid: string): Promise<number> {
  return page.getByTestId(testid).evaluate((element) => {
    const canvas = element.shadowRoot?.querySelector('canvas');
    const ctx = canvas?.getContext('2d');
    if (!canvas || !ctx || canvas.width === 0) return 0;
    const { data } = ctx.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i]! > 0) count++;
    return count;
  });
}
