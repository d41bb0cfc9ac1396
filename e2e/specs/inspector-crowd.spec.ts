/** The inspector where there is much: events by the thousand, and long lists. */
import { expect, test } from '../inspector-fixtures.ts';
import type { InspectPage } from '../pages/inspect-page.ts';
import { slowness } from '../slowness.ts';

test('a storm of events is shown as its newest ten thousand', async ({ router, inspector, page }) => {
  const writer = router.join();
  await inspector.open('Events');
  await inspector.listen('com.storm', 'exact');
  await expect(page.getByText('Nothing was published yet.')).toBeVisible();
  writer.publishUri('com.storm', ['first']);
  await expect(inspector.rows('first')).toHaveCount(1);
  for (let n = 0; n < 15_000; n += 1) {
    writer.publishUri('com.storm', [n]);
    // A turn of the loop now and then, as a program that publishes has.
    if (n % 500 === 499) await new Promise(setImmediate);
  }
  await expect(page.getByTestId('tail-count')).toContainText('10,000 shown');
  await expect(inspector.rows().first()).toContainText('14999');
});

test('lists of ten thousand rows scroll, are searched and sorted smoothly, also by keyboard', async ({
  router,
  inspector,
  page,
  browserName,
}) => {
  const peer = router.join();
  const name = (n: number) => `com.example.p${String(n).padStart(5, '0')}`;
  const numbers = Array.from({ length: 10_000 }, (_, n) => n);
  await inspector.open('Registrations');
  await Promise.all(numbers.map((n) => peer.registerUri(name(n), () => n)));
  await expect(page.getByTestId('count')).toHaveText('10,000');

  // Few of them are in the document.
  expect(await inspector.rows().count()).toBeLessThan(80);
  if (browserName === 'chromium') expect(await slowestScrollStep(page)).toBeLessThan(50 * slowness());
  await inspector.grid.focus();
  await page.keyboard.press('End');
  await expect(inspector.rows(name(9999))).toBeVisible();
  await page.keyboard.press('PageUp');
  await page.keyboard.press('Home');
  await expect(inspector.rows(name(0))).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(inspector.panel).toContainText(name(1));
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByLabel('Search').fill('p0777');
  await expect(page.getByTestId('count')).toHaveText('10 of 10,000');
  await page.getByLabel('Search').fill('');
  await page.getByRole('columnheader', { name: 'URI' }).getByRole('button').click();
  await expect(inspector.rows(name(9999))).toBeVisible();

  // They go as they came.
  await peer.close();
  await inspector.open('Registrations');
  await expect(page.getByText('Nobody serves anything.')).toBeVisible();
});

/**
 * Scrolls from end to end and back, and answers the most milliseconds of CPU that the page's main thread took for one of the
 * steps, all its tasks together; of three rounds the best. Of the processor's time and not the clock's: other programs of the
 * machine are no fault of the page.
 */
async function slowestScrollStep(page: InspectPage['page']): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const used = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
  const grid = await page.getByRole('grid').elementHandle();
  const down = Array.from({ length: 20 }, (_, i) => i / 20);
  const rounds: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    let slowest = 0;
    for (const part of [...down, 1, ...down.toReversed()]) {
      const before = await used();
      await grid!.evaluate(async (view, to) => {
        view.scrollTop = (view.scrollHeight - view.clientHeight) * to;
        for (let i = 0; i < 2; i += 1) await new Promise(requestAnimationFrame);
      }, part);
      slowest = Math.max(slowest, (await used()) - before);
    }
    rounds.push(slowest);
  }
  await devtools.detach();
  test.info().annotations.push({ type: 'slowest scroll steps, ms of CPU', description: rounds.join(' ') });
  return Math.min(...rounds);
}
