import { expect, test } from '../fixtures.ts';
import { DonatePage } from '../pages/donate-page.ts';

test('the kiosk shows the live tour, who joins, the leaderboard and how to join', async ({
  lehr,
  page,
  browser,
}) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto(`${lehr.url}/kiosk`);
  await expect(page.getByTestId('join-qr')).toBeVisible();
  await expect(page.getByTestId('donors').first()).toHaveText(/\b0\b/);

  const other = await browser.newContext();
  const visitor = await new DonatePage(await other.newPage()).open(lehr.url);
  await visitor.page
    .getByLabel(/nickname|name/i)
    .first()
    .fill('Ada');
  await visitor.donate.click();
  await expect(page.getByText(/Ada/).first()).toBeVisible();
  await expect(page.getByTestId('donors').first()).toHaveText(/\b1\b/);
  await expect(page.getByTestId('leaderboard')).toContainText('Ada');
  const length = page.getByTestId('length').first();
  await expect(length).toHaveText(/\d/);
  const first = await length.textContent();
  await expect(length).not.toHaveText(first ?? '');
  expect((await lehr.health()).donors).toBe(1); // the kiosk itself never donates
  await other.close();
  await expect(page.getByTestId('donors').first()).toHaveText(/\b0\b/);
  // Nobody works any more: what the chart shows came with the job.
  await page.reload();
  await expect(page.getByRole('img', { name: /^The best over time: from .* to/ })).toBeVisible();
});

test('the kiosk recovers by itself from a lost router', async ({ lehr, page }) => {
  await page.goto(`${lehr.url}/kiosk`);
  const connection = page.getByTestId('connection').first();
  await expect(connection).toHaveAttribute('data-state', 'online');
  await lehr.kill('SIGKILL');
  await expect(connection).not.toHaveAttribute('data-state', 'online');
  await lehr.start();
  await expect(connection).toHaveAttribute('data-state', 'online');
});
