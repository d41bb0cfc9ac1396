import { expect, test } from '../fixtures.ts';

test('one press, and this browser makes the tour shorter', async ({ lehr, visitor }) => {
  await visitor.donateAt(lehr.url);
  await expect.poll(() => visitor.shownLength()).toBeGreaterThan(0);
  const first = await visitor.shownLength();
  await expect.poll(() => visitor.shownLength()).toBeLessThan(first);
  await expect
    .poll(async () => Number((await visitor.myTasks.textContent())?.replace(/\D/g, '')))
    .toBeGreaterThan(2);
  await expect(visitor.page.getByTestId('found-by')).toHaveText('Last found by you');
  const health = await lehr.health();
  expect(health.donors).toBe(1);
  expect(health.job?.rejected).toBe(0);
});

test('Stop frees every kernel, withdraws the consent and forgets what was kept by it', async ({
  lehr,
  visitor,
  page,
}) => {
  await visitor.donateAt(lehr.url);
  // The problem, for the next visit.
  const keeps = () => page.evaluate(() => caches.has('lehr-blobs'));
  await expect.poll(keeps).toBe(true);
  await visitor.stop.click();
  await expect.poll(keeps).toBe(false);
  await expect.poll(() => page.workers().length).toBe(0);
  await expect.poll(async () => (await lehr.health()).donors).toBe(0);
  await page.reload();
  await expect(visitor.donate).toBeVisible();
});

test('three tabs are one WAMP session and no more kernels than chosen', async ({
  lehr,
  visitor,
  newTab,
  observer,
}) => {
  await visitor.donateAt(lehr.url);
  const chosen = await visitor.kernels();
  const second = await (await newTab()).open(lehr.url);
  const third = await (await newTab()).open(lehr.url);
  await second.isRunning();
  await third.isRunning();
  const donorSessions = async () => Number(await observer.callUri('wamp.session.count', [['donor']]));
  await expect.poll(donorSessions).toBe(2); // the browser's one, and the observer's own
  expect((await lehr.health()).donors).toBe(1);
  for (const tab of [visitor, second, third])
    await expect(tab.chip).toHaveAttribute('data-kernels', `${chosen}`);
});

test('the tasks of a closed tab come back and nothing stalls', async ({ lehr, visitor, newTab, page }) => {
  await visitor.donateAt(lehr.url);
  const second = await (await newTab()).open(lehr.url);
  await second.isRunning();
  // Past the short first tasks of each chain: Firefox lets a kernel end what takes it a moment more.
  await expect.poll(async () => (await lehr.health()).job?.tasks ?? 0).toBeGreaterThan(16);
  const { job } = await lehr.health();
  await page.close(); // its kernel was in the middle of a task
  await expect.poll(async () => (await lehr.health()).job?.tasks ?? 0).toBeGreaterThan((job?.tasks ?? 0) + 3);
  await second.isRunning();
  await expect.poll(async () => (await lehr.health()).job?.reissued ?? 0).toBeGreaterThan(job?.reissued ?? 0);
  expect((await lehr.health()).job?.rejected).toBe(0);
});
