import type { BrowserContext } from '@playwright/test';
import { expect, test } from '../fixtures.ts';

/** A browser without SharedWorker, as Chrome on Android was for long. */
async function withoutSharedWorker(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'));
}

test.use({ ownLehr: false });

test.beforeEach(async ({ context }) => withoutSharedWorker(context));

test('two tabs elect a leader and are one donor; Stop in one ends the kernels of both', async ({
  lehr,
  visitor,
  newTab,
  page,
  observer,
}) => {
  await visitor.donateAt(lehr.url);
  const second = await (await newTab()).open(lehr.url);
  await second.isRunning();
  const donorSessions = async () => Number(await observer.callUri('wamp.session.count', [['donor']]));
  await expect.poll(donorSessions).toBe(2); // the browser's one, and the observer's own
  expect(await second.kernels()).toBe(await visitor.kernels());
  await expect.poll(() => second.shownLength()).toBeGreaterThan(0);
  await second.stop.click();
  await expect(visitor.chip).not.toHaveAttribute('data-state', 'running');
  // What is left is the leader's own: the peer.
  await expect.poll(() => page.workers().filter((worker) => worker.url().includes('kernel')).length).toBe(0);
  await expect.poll(async () => (await lehr.health()).donors).toBe(0);
});

test('the leader’s tab is closed, and another leads: the same donor goes on', async ({
  lehr,
  visitor,
  newTab,
  page,
  observer,
}) => {
  await visitor.donateAt(lehr.url);
  const second = await (await newTab()).open(lehr.url);
  await second.isRunning();
  const donors = async () => (await observer.call('lehr.donor.list', {})).donors.map(({ donor }) => donor);
  await expect.poll(async () => (await donors()).length).toBe(1);
  const [before] = await donors();
  await page.close();
  await expect
    .poll(async () => (await second.page.workers()).some((worker) => worker.url().includes('peer.shared')))
    .toBe(true);
  await second.isRunning();
  await expect.poll(donors).toEqual([before]);
  const tasks = async () => (await lehr.health()).job?.tasks ?? 0;
  const done = await tasks();
  await expect.poll(tasks).toBeGreaterThan(done);
});

test('a follower’s tab is closed: the leader goes on without it', async ({ lehr, visitor, newTab }) => {
  await visitor.donateAt(lehr.url);
  const second = await (await newTab()).open(lehr.url);
  await second.isRunning();
  await second.page.close();
  await visitor.isRunning();
  await expect.poll(() => visitor.kernels()).toBeGreaterThan(0);
  const tasks = async () => (await lehr.health()).job?.tasks ?? 0;
  const done = await tasks();
  await expect.poll(tasks).toBeGreaterThan(done);
});
