import { pretend } from '../device.ts';
import { expect, test } from '../fixtures.ts';

test.use({ ownLehr: false });

// How much a kernel rests is no browser's.
test('who lends a quarter of the time of a core is seen to give no more', { tag: '@chromium' }, async ({
  lehr,
  visitor,
  page,
}) => {
  await pretend(page);
  await visitor.open(lehr.url);
  await page.getByRole('radio', { name: '25 %' }).check();
  await visitor.donate.click();
  await visitor.isRunning();
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  const share = (await visitor.kernels()) / (4 * cores);
  await expect
    .poll(async () => Number((await visitor.myTasks.textContent())?.replace(/\D/g, '')))
    .toBeGreaterThan(4);
  const load = async () => Number((await page.getByTestId('load').textContent())?.replace(/\D/g, '')) / 100;
  // Making the problem ready was one piece of work: a moment later it is rested for. On a busy machine it is less than a quarter.
  await expect.poll(load).toBeLessThan(1.3 * share);
  await expect.poll(load).toBeGreaterThan(0);
  expect((await lehr.health()).job?.rejected).toBe(0);
});

// No browser has another clock.
test('when the chosen time is over it ends by itself, with a receipt', { tag: '@chromium' }, async ({
  lehr,
  visitor,
  page,
}) => {
  await visitor.open(lehr.url);
  await page.getByRole('radio', { name: '15 min' }).check();
  await visitor.donate.click();
  await visitor.isRunning();
  await expect(page.getByTestId('left')).toHaveText(/^14:\d\d left$/);
  await visitor.stop.click();
  await page.getByRole('button', { name: 'Donate again', exact: true }).click();
  // Nobody waits for fifteen minutes here: what the form says of such a yes, with fewer seconds.
  await page.locator('lehr-consent').evaluate((form) => {
    const no = { background: false, battery: false, dataSaver: false, pressure: false, held: false };
    const detail = { name: '', cores: 1, share: 1, minutes: 0.1, ...no };
    form.dispatchEvent(new CustomEvent('lehr-donate', { detail }));
  });
  await expect(page.getByTestId('receipt')).toBeVisible();
  await expect.poll(async () => (await lehr.health()).donors).toBe(0);
  await page.reload();
  await expect(visitor.donate).toBeVisible();
});

test('a yes whose time is over when the page is opened anew is over', async ({ lehr, visitor, page }) => {
  await visitor.donateAt(lehr.url);
  // As it is stored then.
  await page.evaluate(() => {
    const stored = JSON.parse(localStorage.getItem('lehr.consent')!);
    localStorage.setItem('lehr.consent', JSON.stringify({ ...stored, until: Date.now() }));
  });
  await page.reload();
  await expect(visitor.donate).toBeVisible();
  await expect.poll(async () => (await lehr.health()).donors).toBe(0);
});
