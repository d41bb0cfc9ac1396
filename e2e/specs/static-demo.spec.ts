import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '../fixtures.ts';
import { DonatePage } from '../pages/donate-page.ts';
import { StaticHost } from '../static-host.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
let host: StaticHost;

test.beforeAll(async () => {
  const { status, stderr } = spawnSync('npm', ['run', '-s', 'build:static'], { cwd: root, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  host = await StaticHost.of(`${root}dist/static`, '/some/demo/');
});

test.afterAll(() => host.close());

test.beforeEach(() => {
  host.strays.length = 0;
});

test('with no server but one for files, two tabs make one tour shorter, and one goes on alone', async ({
  visitor,
  newTab,
  page,
  context,
}) => {
  const asked: string[] = [];
  context.on('request', (request) => asked.push(request.url()));
  await visitor.open(host.url);
  await expect(page.getByText('A demo without a server')).toBeVisible();
  expect(asked.filter((url) => /shared|demo-peer|kernel/.test(url))).toEqual([]);
  await visitor.donate.click();
  await visitor.isRunning();
  await expect.poll(() => visitor.shownLength()).toBeGreaterThan(0);
  const second = await (await newTab()).open(host.url);
  await second.isRunning();
  await expect.poll(() => second.shownLength()).toBeGreaterThan(0);
  await page.close();
  const tasks = async () => Number((await second.myTasks.textContent())?.replace(/\D/g, ''));
  const before = await tasks();
  await expect.poll(tasks).toBeGreaterThan(before + 2);
  expect(asked.filter((url) => !url.startsWith(`${host.url}/`))).toEqual([]);
  expect(host.strays).toEqual([]);
});

test('Stop ends the kernels, and the tour is there for the next yes', async ({ visitor, page }) => {
  await visitor.donateAt(host.url);
  await visitor.stop.click();
  await expect.poll(() => page.workers().length).toBe(0);
  await page.getByRole('button', { name: /again/i }).click();
  await visitor.donate.click();
  await visitor.isRunning();
});

test('without a SharedWorker the page carries all of it', async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'));
  const visitor = new DonatePage(page);
  await visitor.donateAt(host.url);
  await expect.poll(() => visitor.shownLength()).toBeGreaterThan(0);
});
