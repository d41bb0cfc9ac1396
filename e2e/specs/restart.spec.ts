import { expect, test } from '../fixtures.ts';

test('after SIGKILL and a new start the job goes on and the page donates again by itself', async ({
  lehr,
  visitor,
}) => {
  await visitor.donateAt(lehr.url);
  await expect.poll(async () => (await lehr.health()).job?.tasks ?? 0).toBeGreaterThan(3);
  const before = await lehr.health();

  await lehr.kill('SIGKILL');
  await expect(visitor.chip).not.toHaveAttribute('data-state', 'running');
  await lehr.start();

  const after = await lehr.health();
  expect(after.job?.id).toBe(before.job?.id);
  expect(after.job?.energy).toBeLessThanOrEqual(before.job?.energy ?? 0);
  await visitor.isRunning();
  await expect.poll(async () => (await lehr.health()).donors).toBe(1);
  await expect
    .poll(async () => (await lehr.health()).job?.tasks ?? 0)
    .toBeGreaterThan((before.job?.tasks ?? 0) + 2);
  expect((await lehr.health()).job?.energy).toBeLessThanOrEqual(before.job?.energy ?? 0);
});
