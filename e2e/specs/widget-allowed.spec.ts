import { expect } from '../fixtures.ts';
import { HostSite } from '../host-site.ts';
import { LehrProcess } from '../lehr-process.ts';
import { donateIn, frameOf, test, widget } from '../pages/host-page.ts';

test.use({ ownLehr: false });

test.describe('where the operator names who may embed', () => {
  test('others read why there is no frame, and donate nothing', async ({ page, host }) => {
    const strict = await LehrProcess.start('--no-job', '--embed-origin', 'https://blog.example');
    await host({}, strict.url);
    await widget(page).locator('button').click();
    await expect(widget(page).getByRole('alert')).toContainText('does not let this site embed it');
    await expect(widget(page).getByRole('link')).toHaveAttribute('href', `${strict.url}/`);
    await expect(widget(page).locator('iframe')).toHaveCount(0);
    expect((await strict.health()).donors).toBe(0);
    await strict.remove();
  });

  test('a frame whose headers were lost says it itself, and asks nothing', async ({ page, host }) => {
    const strict = await LehrProcess.start('--no-job', '--embed-origin', 'https://blog.example');
    await page.route(/\/embed\/\?/, async (route) => {
      const answer = await route.fetch();
      const { 'content-security-policy': _, ...headers } = answer.headers();
      await route.fulfill({ response: answer, headers });
    });
    const site = await host({}, strict.url);
    await widget(page).locator('button').click();
    await expect(frameOf(page).getByTestId('refused')).toContainText(`${site.origin} may not embed`);
    await expect(donateIn(page)).toHaveCount(0);
    await strict.remove();
  });

  test('those named embed it', async ({ page }) => {
    const site = await HostSite.start('');
    const strict = await LehrProcess.start('--no-job', '--embed-origin', site.origin);
    site.lehr = strict.url;
    await page.goto(site.url);
    await widget(page).locator('button').click();
    await expect(donateIn(page)).toBeVisible();
    site.close();
    await strict.remove();
  });
});
