/** Tokens: how a page gets one, where it stays, whom it lets in, and what a page without one can do. */
import { expect, test } from '../fixtures.ts';
import { InspectPage } from '../pages/inspect-page.ts';

test('the token leaves the address at once, stays in this tab over a reload, and goes nowhere but to the router', async ({
  lehr,
  page,
  context,
}) => {
  const token = await lehr.token('operator');
  const requests: string[] = [];
  context.on('request', (request) => requests.push(`${request.url()} ${JSON.stringify(request.headers())}`));
  const inspector = new InspectPage(page);
  await page.goto(await lehr.signedIn('inspect', 'operator'));
  await expect(inspector.connection).toContainText('operator in lehr');
  expect(page.url()).toBe(`${lehr.url}/inspect`);
  await expect(inspector.rows('orchestrator')).toHaveCount(1);
  await inspector.open('Services');
  await expect(page.getByTestId('service').filter({ hasText: 'orchestrator' })).toContainText('well');
  await page.reload();
  await expect(inspector.connection).toContainText('operator in lehr');

  expect(requests.filter((text) => text.includes(token))).toEqual([]);
  expect(await page.evaluate(() => JSON.stringify(localStorage) + document.cookie)).not.toContain(token);
  const otherTab = await context.newPage();
  await otherTab.goto(`${lehr.url}/inspect`);
  await expect(otherTab.getByLabel('Token')).toBeVisible();

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByLabel('Token')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Token')).toBeVisible();
});

// The router's answers, which no browser sees otherwise.
test('a wrong token says so and asks for another; a submitter\u2019s is not enough; nobody gets in without', {
  tag: '@chromium',
}, async ({ lehr, page, observer }) => {
  const inspector = new InspectPage(page);
  await page.goto(`${lehr.url}/inspect#token=operator-this-is-not-it`);
  await expect(page.getByTestId('refused')).toContainText('does not take this token');
  const enter = async (token: string) => {
    await page.getByLabel('Token').fill(token);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
  };
  await enter(await lehr.token('submit'));
  await expect(page.getByTestId('refused')).toContainText('The role submitter may not look');
  await page.getByText('Another router').click();
  await page.getByLabel('Realm').fill('lehr');
  // Anonymous: a donor, as every visitor.
  await enter('');
  await expect(page.getByTestId('refused')).toContainText('The role donor may not look');
  for (const uri of ['wamp.session.list', 'wamp.session.kill', 'wamp.registration.list', 'lehr.job.pause'])
    await expect(observer.callUri(uri, [1])).rejects.toMatchObject({ uri: 'wamp.error.not_authorized' });
  await enter(await lehr.token('operator'));
  await expect(inspector.connection).toContainText('operator in lehr');
});

test('two tabs with one token are one session, which outlives the router and ends with the last tab', async ({
  lehr,
  page,
  context,
}) => {
  const address = await lehr.signedIn('inspect', 'operator');
  const first = new InspectPage(page);
  await page.goto(address);
  await expect(first.rows('operator')).toHaveCount(1);
  const second = new InspectPage(await context.newPage());
  await second.page.goto(address);
  await expect(second.rows('operator')).toHaveCount(1);
  await lehr.kill('SIGKILL');
  await expect(first.connection).toHaveAttribute('data-state', 'connecting');
  await lehr.start();
  await expect(first.connection).toHaveAttribute('data-state', 'online');
  await expect(second.rows('operator', 'this page')).toHaveCount(1);
  await page.close();
  await expect(second.rows('operator', 'this page')).toHaveCount(1);
  await second.open('Call');
  await second.call('wamp.session.count', '[["operator"]]');
  await expect(second.record().getByTestId('result')).toContainText('1');
});

test('an address that is opened in a tab that has one already signs in with the new one', async ({
  lehr,
  page,
}) => {
  await page.goto(`${lehr.url}/inspect#realm=nowhere`);
  await expect(page.getByTestId('refused')).toContainText('no such realm');
  await page.evaluate(
    (token) => {
      location.hash = `token=${token}`;
    },
    await lehr.token('operator'),
  );
  await expect(page.getByTestId('connection')).toContainText('operator in lehr');
  expect(page.url()).toBe(`${lehr.url}/inspect`);
});

test('without a SharedWorker the page holds the session itself, all the same', async ({ lehr, page }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'SharedWorker');
  });
  const inspector = new InspectPage(page);
  await page.goto(await lehr.signedIn('inspect', 'operator'));
  await expect(inspector.rows('operator', 'this page')).toHaveCount(1);
  await page.reload();
  await expect(inspector.rows('operator', 'this page')).toHaveCount(1);
});
