import { describe, expect, test } from 'vitest';
import { ERRORS } from '../peer/errors.ts';
import { unserved } from './anneal-task.test-world.ts';
import {
  anneal,
  DONATION,
  leave,
  openPeer,
  SETTINGS,
  SIGNALS,
  serve,
  TestPage,
  taskOf,
} from './browser-peer.test-world.ts';

describe('a donation', () => {
  test('Stop ends the kernels of all pages and says so', async () => {
    const { orchestrator, origin } = await serve();
    const { peer } = openPeer(origin);
    const pages = [new TestPage(peer), new TestPage(peer)];
    for (const page of pages) await page.until(({ status }) => status?.tabs === 2);
    await pages[0]!.door.donate(DONATION);
    for (const page of pages) await page.until(({ kernels }) => kernels.size === 1);
    await pages[1]!.door.stop();
    for (const page of pages) {
      await page.until(({ kernels, status }) => kernels.size === 0 && status?.donating === false);
    }
    await expect(unserved(orchestrator)).resolves.toBe(ERRORS.noSuchProcedure);
    for (const page of pages) await leave(page);
  });

  test('when no page is visible it pauses and says why, and goes on when one is', async () => {
    const { origin } = await serve();
    const { peer } = openPeer(origin);
    const page = new TestPage(peer);
    await page.door.donate(DONATION);
    await page.until(({ kernels }) => kernels.size === 2);
    await page.door.visible(false);
    await page.until(({ kernels, status }) => kernels.size === 0 && status?.paused === 'hidden');
    await page.door.visible(true);
    await page.until(({ kernels, status }) => kernels.size === 2 && status?.paused === null);
    await leave(page);
  });

  test.each([
    ['battery', { power: 'battery' }, { battery: true }],
    ['data saver', { dataSaver: true }, { dataSaver: true }],
    ['pressure', { pressure: true }, { pressure: true }],
    ['lag', { lag: true }, null],
  ] as const)(
    'pauses on %s, says so, and goes on when it is over or the visitor says so',
    async (reason, worse, despite) => {
      const { origin } = await serve();
      const { peer } = openPeer(origin);
      const page = new TestPage(peer);
      await page.door.donate(DONATION);
      await page.until(({ kernels }) => kernels.size === 2);
      const other = new TestPage(peer);
      await page.door.signals({ ...SIGNALS, ...worse });
      await other.until(({ status }) => status?.paused === reason && status.kernels === 0);
      await page.until(({ kernels }) => kernels.size === 0);
      if (despite) {
        await other.door.donate({ ...DONATION, settings: { ...SETTINGS, ...despite } });
        await page.until(({ status }) => status?.paused === null && status.kernels === 2);
        await other.door.donate(DONATION);
        await page.until(({ status }) => status?.paused === reason && status.kernels === 0);
      }
      await page.door.signals(SIGNALS);
      await page.until(({ status }) => status?.paused === null && status.kernels === 2);
      await leave(page);
      await leave(other);
    },
  );

  test('held by the visitor, it holds in every tab until they go on', async () => {
    const { origin } = await serve();
    const { peer } = openPeer(origin);
    const pages = [new TestPage(peer), new TestPage(peer)] as const;
    for (const page of pages) await page.until(({ status }) => status?.tabs === 2);
    await pages[0].door.donate(DONATION);
    for (const page of pages) await page.until(({ kernels }) => kernels.size === 1);
    await pages[1].door.donate({ ...DONATION, settings: { ...SETTINGS, held: true } });
    for (const page of pages)
      await page.until(({ kernels, status }) => kernels.size === 0 && status?.paused === 'held');
    await pages[0].door.donate(DONATION);
    for (const page of pages) await page.until(({ kernels }) => kernels.size === 1);
    for (const page of pages) await leave(page);
  });

  test('a yes ends by itself, and one that is over begins nothing', async () => {
    const { origin } = await serve();
    const { peer } = openPeer(origin);
    const page = new TestPage(peer, { donation: { ...DONATION, until: Date.now() - 1 } });
    await page.until(({ status }) => status?.donating === false);
    expect(page.kernels.size).toBe(0);
    await page.door.donate({ ...DONATION, until: Date.now() + 2_000 });
    await page.until(({ status }) => status?.donating === true);
    await page.until(({ kernels, status }) => kernels.size === 0 && status?.donating === false);
    await leave(page);
  });

  test('a page that brings a yes which is over by now ends what was begun with it', async () => {
    const { origin } = await serve();
    const { peer } = openPeer(origin);
    const page = new TestPage(peer);
    await page.door.donate(DONATION);
    await page.until(({ kernels }) => kernels.size === 2);
    const late = new TestPage(peer, { donation: { ...DONATION, until: Date.now() - 1 } });
    for (const each of [page, late])
      await each.until(({ kernels, status }) => kernels.size === 0 && status?.donating === false);
    await leave(late);
    await leave(page);
  });

  test('who lends a quarter of the time rests for the other three, and is seen to work', async () => {
    const { orchestrator, origin } = await serve();
    const { peer } = openPeer(origin);
    const settings = { ...SETTINGS, cores: 1, share: 0.25 };
    const page = new TestPage(peer, { donation: { ...DONATION, settings } });
    await page.until(({ kernels }) => kernels.size === 1);
    expect(await anneal(orchestrator, taskOf({ moves: 1000 }))).toMatchObject({ task: 't', moves: 1000 });
    const seen = new AbortController();
    const task = taskOf({ moves: 1e10, millis: 600_000 });
    const endless = orchestrator.call('lehr.compute.anneal', task, { signal: seen.signal });
    endless.catch(() => {});
    await page.until(({ status }) => status?.running === 1 && status.load > 0);
    seen.abort();
    await expect(endless).rejects.toThrow();
    const long = async () => {
      const began = performance.now();
      const { moves } = await anneal(orchestrator, taskOf({ moves: 1e10, millis: 500 }));
      expect(moves).toBeGreaterThan(0);
      return performance.now() - began;
    };
    // How much it rests, run-task.test.ts says. Who does not takes 500 ms; a busy machine makes it longer, but for a pause of its own
    // that falls into the last slice and counts as work.
    let longest = 0;
    for (let attempt = 0; attempt < 3 && longest < 1000; attempt++) longest = Math.max(longest, await long());
    expect(longest).toBeGreaterThan(1000);
    await leave(page);
  });

  test('who chose the background goes on computing unseen', async () => {
    const { orchestrator, origin } = await serve();
    const { peer } = openPeer(origin);
    const page = new TestPage(peer, {
      visible: false,
      donation: { ...DONATION, settings: { ...SETTINGS, background: true } },
    });
    await page.until(({ kernels }) => kernels.size === 2);
    expect(await anneal(orchestrator, taskOf())).toMatchObject({ moves: 1000 });
    await leave(page);
  });

  test('a page that knows of the yes is never told first that nobody donates', async () => {
    const { origin } = await serve();
    const { peer } = openPeer(origin);
    const page = new TestPage(peer, { donation: DONATION });
    await page.until(({ statuses }) => statuses.length > 0);
    expect(page.statuses[0]).toMatchObject({ donating: true, settings: SETTINGS });
    await leave(page);
  });
});
