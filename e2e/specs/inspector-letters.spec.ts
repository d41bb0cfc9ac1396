/** Slots and their dead letters, in the inspector; and its tabs by keyboard. */
import { expect, test } from '../inspector-fixtures.ts';

test('the dead letters of a slot are looked at, replayed and dropped', async ({
  router,
  inspector,
  page,
}) => {
  const [member, publisher] = [router.join(), router.join()];
  const taken: unknown[] = [];
  let isOpen = false;
  await member.registerUri(
    'shop.charge',
    ([order]) => {
      if (!isOpen) throw new Error('the till is shut');
      taken.push(order);
    },
    { slot: { topic: 'shop.order.placed', maxAttempts: 1 } },
  );
  await publisher.callUri('wamp.session.count');
  for (const order of ['tea', 'cake', 'jam']) publisher.publishUri('shop.order.placed', [order]);
  await inspector.open('Slots');
  // By the keys of a tab strip, round its ends too.
  const tab = (name: RegExp) => page.getByRole('tab', { name });
  await tab(/^Slots/).press('End');
  await expect(tab(/^Call/)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(tab(/^Sessions/)).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(tab(/^Events/)).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(tab(/^Slots/)).toHaveAttribute('aria-selected', 'true');
  const letters = page.getByTestId('letter');
  const dead = page.getByRole('button', { name: 'Dead letters of shop.charge' });
  await expect(async () => {
    await page.getByRole('button', { name: 'Refresh' }).click();
    await expect(dead).toHaveText('3', { timeout: 1_000 });
  }).toPass();
  await dead.click();
  await expect(letters).toHaveCount(3);
  await letters.first().locator('summary').click();
  await expect(letters.first()).toContainText('"tea"');
  await expect(letters.first()).toContainText('the till is shut');
  isOpen = true;
  await letters.first().getByRole('button', { name: 'Replay' }).click();
  await expect(page.getByTestId('slots-said')).toHaveText('Replayed: 1');
  await expect(letters).toHaveCount(2);
  await expect.poll(() => taken).toEqual(['tea']);
  await letters.first().locator('summary').click();
  const drop = letters.first().getByRole('button', { name: 'Drop' });
  const question = page.getByRole('dialog', { name: 'Drop this dead letter of shop.charge?' });
  await drop.click();
  // Enter gives the answer that does no harm.
  await expect(question.getByRole('button', { name: 'Keep it' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(question).toBeHidden();
  await expect(drop).toBeFocused();
  await expect(letters).toHaveCount(2);
  await drop.click();
  await question.getByRole('button', { name: 'Drop it' }).click();
  await expect(page.getByTestId('slots-said')).toHaveText('Dropped: 1');
  await expect(letters).toHaveCount(1);
  await page.getByRole('button', { name: 'Drop all' }).click();
  await page.getByRole('button', { name: 'Drop them' }).click();
  await expect(page.getByText('There are none.')).toBeVisible();
});
