/** The kiosk's replay of the last run: out of the facts that were told of it, to a page that was not there. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../fixtures.ts';
import { LehrProcess } from '../lehr-process.ts';
import { KioskPage } from '../pages/kiosk-page.ts';

test('a kiosk that comes when the run is over shows it again, from its first tangle to its result', {
  tag: '@chromium',
}, async ({ page }) => {
  const lehr = await LehrProcess.start('--job', 'world:2000', '--budget', '4s', '--donors', '1');
  try {
    await expect.poll(async () => (await lehr.health()).job?.state, { timeout: 60_000 }).toBe('done');
    await page.clock.install();
    const kiosk = await new KioskPage(page).open(`${lehr.url}/kiosk`);
    const button = page.getByRole('button', { name: 'The last run' });
    await expect(button).toBeVisible({ timeout: 60_000 });
    const replay = kiosk.scene('replay');
    const [length, time] = [replay.getByTestId('replay-length'), replay.getByTestId('replay-time')];

    // Time goes by as the test says.
    await page.clock.pauseAt(Date.now() + 3_600_000);
    await page.keyboard.press('p');
    await page.keyboard.press('5');
    await expect(replay).toBeVisible();
    await page.clock.runFor(300);
    await expect(time).toHaveText(/after 0:00 of 0:04/);
    // Nobody has answered yet.
    await expect(length).toHaveText('–');
    await page.clock.runFor(16_000);
    await expect(time).toHaveText(/after 0:04 of 0:04/);
    await expect(length).toHaveText((await page.getByTestId('length').textContent()) ?? '');
    await expect(replay.getByTestId('replay-finders').getByRole('listitem')).not.toHaveCount(0);
    await page.clock.resume();
    await page.keyboard.press('d');
    await expect(replay.getByTestId('replay-chart').getByRole('row').nth(2)).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  } finally {
    await lehr.remove();
  }
});
