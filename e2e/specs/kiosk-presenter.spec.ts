import { expect, test } from '../fixtures.ts';
import { KioskPage } from '../pages/kiosk-page.ts';

test('a presenter steps through the scenes and holds them; what needs a role says so', async ({
  lehr,
  page,
}) => {
  const kiosk = await new KioskPage(page).open(`${lehr.url}/kiosk`);
  await expect(kiosk.invitation).toBeVisible();
  const { keyboard } = page;
  await keyboard.press('ArrowRight');
  await expect(kiosk.scene('how')).toBeVisible();
  await expect(kiosk.scene('how').getByRole('img')).toHaveCount(3);
  await keyboard.press(' ');
  await expect(kiosk.scene('join')).toBeVisible();
  await keyboard.press('ArrowLeft');
  await expect(kiosk.scene('how')).toBeVisible();
  await keyboard.press('1');
  await expect(kiosk.scene('live')).toBeVisible();
  await keyboard.press('p');
  await expect(page.getByTestId('held')).toBeVisible();
  await keyboard.press('p');
  await expect(page.getByTestId('held')).toHaveCount(0);
  await keyboard.press('t');
  await expect(page.locator('html')).toHaveAttribute('data-theme', /light|dark/);

  await keyboard.press('?');
  const help = page.getByTestId('key-help');
  await expect(help).toBeVisible();
  await expect(help).toContainText('need a signed-in kiosk');
  await keyboard.press('ArrowRight');
  await expect(kiosk.scene('live')).toBeVisible();
  await keyboard.press('Escape');
  await expect(help).toBeHidden();
  for (const key of ['n', 'c']) {
    await keyboard.press(key);
    await expect(kiosk.notice).toContainText('signed-in');
  }
  await expect(page.getByTestId('new-job')).toBeHidden();
});

// Tokens, roles and names are the server's; what the page makes of its answers, no browser does otherwise.
test('an operator’s kiosk starts a job and switches faults, whose lies are caught', {
  tag: '@chromium',
}, async ({ lehr, page }) => {
  const kiosk = await new KioskPage(page).open(await lehr.signedIn('kiosk', 'operator'));
  expect(page.url()).toBe(`${lehr.url}/kiosk`);
  const { keyboard } = page;
  const help = page.getByTestId('key-help');
  await keyboard.press('h');
  await expect(help).toContainText('signed in as operator');
  await keyboard.press('h');
  await expect(help).toBeHidden();

  await keyboard.press('n');
  const dialog = page.getByTestId('new-job');
  await dialog.getByLabel(/spin glass/).check();
  await dialog.getByLabel(/Minutes/).fill('2');
  await dialog.getByRole('button', { name: 'Start' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('A spin glass of 50 × 50 spins');

  await keyboard.press('c');
  await expect(page.getByTestId('chaos')).toContainText('Faults on');
  await expect.poll(() => kiosk.figure('rejected')).toBeGreaterThan(0);
  await keyboard.press('c');
  await expect(page.getByTestId('chaos')).toHaveCount(0);
  await expect(page.getByTestId('donors')).toHaveText(/\b0\b/);
  await page.reload();
  await keyboard.press('h');
  await expect(help).toContainText('signed in as operator');
});

test('a submitter’s kiosk may start jobs and no faults; a wrong token is refused in words and forgotten', {
  tag: '@chromium',
}, async ({ lehr, page }) => {
  const kiosk = await new KioskPage(page).open(await lehr.signedIn('kiosk', 'submit'));
  await page.keyboard.press('?');
  await expect(page.getByTestId('key-help')).toContainText('signed in as submitter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('c');
  await expect(kiosk.notice).toContainText('Faults are for operators');
  await page.goto(`${lehr.url}/kiosk?again#token=operator-of-nothing-at-all`);
  await expect(kiosk.notice).toContainText('token in this address was refused');
  await expect(kiosk.connection).toHaveAttribute('data-state', 'online');
  await page.reload();
  await expect(kiosk.connection).toHaveAttribute('data-state', 'online');
  await page.keyboard.press('n');
  await expect(kiosk.notice).toContainText('need a signed-in kiosk');
});
