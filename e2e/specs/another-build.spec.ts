import { expect, test } from '../fixtures.ts';
import { Front } from '../front.ts';
import { DonatePage } from '../pages/donate-page.ts';

test.use({ ownLehr: false });

test('a page whose build the server has no more says so and asks to be loaded anew', async ({
  lehr,
  visitor,
  page,
}) => {
  const front = await Front.before(lehr.port);
  await visitor.donateAt(front.url);
  await visitor.stop.click();
  await page.getByRole('button', { name: 'Donate again' }).click();
  front.anotherBuild = true;
  await visitor.donate.click(); // its kernels' program is gone
  await expect(visitor.chip).toHaveAttribute('data-state', 'paused');
  await expect(visitor.chip).toContainText('out of date');
  front.anotherBuild = false; // what the reload gets is whole
  await page.getByRole('button', { name: 'Reload the page' }).click();
  await visitor.isRunning();
  front.close();
});

test('a visitor who presses Donate while the server has another build is told, not kept waiting', async ({
  lehr,
  page,
}) => {
  const front = await Front.before(lehr.port);
  const visitor = await new DonatePage(page).open(front.url);
  await expect(visitor.donate).toBeVisible();
  front.anotherBuild = true;
  await visitor.donate.click();
  await expect(page.getByRole('alert')).toContainText('Reload the page');
  front.close();
});
