import { describe, expect, test } from 'vitest';
import { ERRORS } from '../peer/errors.ts';
import {
  anneal,
  DONATION,
  HASH,
  leave,
  openPeer,
  PROBLEM,
  SETTINGS,
  serve,
  sessions,
  TestPage,
  taskOf,
} from './browser-peer.test-world.ts';

describe('the browser’s one peer', () => {
  test('three pages share one session and no more kernels than were chosen; tasks are answered', async () => {
    const { orchestrator, origin } = await serve();
    const { peer, closed } = openPeer(origin);
    const pages = [new TestPage(peer), new TestPage(peer), new TestPage(peer)];
    for (const page of pages) await page.until(({ status }) => status?.tabs === 3);
    await pages[0]!.door.donate(DONATION);
    for (const page of pages) await page.until(({ status }) => status?.kernels === 2 && status.tabs === 3);
    await pages[0]!.until(({ status }) => status?.donor?.name === 'Ada');
    expect(pages.map(({ kernels }) => kernels.size).sort()).toEqual([0, 1, 1]);
    expect(await sessions(orchestrator)).toBe(2);
    const answer = await anneal(orchestrator, taskOf());
    expect(answer).toMatchObject({ task: 't', moves: 1000 });
    await pages[2]!.until(({ status }) => status?.session.tasks === 1 && status.session.moves === 1000);
    for (const page of pages) await leave(page);
    await closed;
  });

  test('a page that goes ends its task in an error at once, and the others take over', async () => {
    const { orchestrator, origin } = await serve();
    const { peer } = openPeer(origin);
    const holder = new TestPage(peer);
    await holder.door.donate({ ...DONATION, settings: { ...SETTINGS, cores: 1 } });
    await holder.until(({ status }) => status?.kernels === 1);
    const other = new TestPage(peer);
    await other.until(({ status }) => status?.tabs === 2);
    expect(other.kernels.size).toBe(0);
    await anneal(orchestrator, taskOf());
    const running = orchestrator.call('lehr.compute.anneal', taskOf({ moves: 1e10, millis: 600_000 }));
    running.catch(() => {});
    await holder.until(({ status }) => status?.running === 1);
    await leave(holder);
    await expect(running).rejects.toMatchObject({ uri: ERRORS.kernelLost });
    await other.until(({ kernels }) => kernels.size === 1);
    expect(await anneal(orchestrator, taskOf({ task: 'after' }))).toMatchObject({ task: 'after' });
    await leave(other);
  });

  test('a page that only watches holds no kernels', async () => {
    const { origin } = await serve();
    const { peer } = openPeer(origin);
    const kiosk = new TestPage(peer, { lends: false });
    const page = new TestPage(peer, { donation: DONATION });
    await page.until(({ kernels }) => kernels.size === 2);
    expect(kiosk.kernels.size).toBe(0);
    await leave(page);
    await kiosk.until(({ status }) => status?.kernels === 0);
    expect(kiosk.kernels.size).toBe(0);
    await leave(kiosk);
  });

  test('cores beyond the machine’s are cut to what it has', async () => {
    const { origin } = await serve();
    const { peer } = openPeer(origin);
    const page = new TestPage(peer, { donation: { ...DONATION, settings: { ...SETTINGS, cores: 64 } } });
    await page.until(({ kernels, status }) => kernels.size === 4 && status?.kernels === 4);
    expect(page.status?.settings?.cores).toBe(4);
    await leave(page);
  });

  test('when there is nothing more to do, the credit is asked for once more', async () => {
    const { orchestrator, origin } = await serve();
    const { peer } = openPeer(origin);
    const page = new TestPage(peer);
    let [asked, improvements] = [0, 0];
    await orchestrator.register('lehr.donor.stats', () => {
      asked += 1;
      return { moves: 0, tasks: 0, improvements };
    });
    await page.door.donate(DONATION);
    await page.until(() => asked > 0);
    await anneal(orchestrator, taskOf());
    improvements = 1;
    await page.until(({ status }) => status?.donor?.credit.improvements === 1);
    await leave(page);
  });

  test('calls, events and blobs pass through to pages', async () => {
    const { orchestrator, origin } = await serve();
    const { peer } = openPeer(origin);
    const page = new TestPage(peer);
    await orchestrator.register('lehr.job.get', ({ id }) => {
      throw new Error(`no job ${id}`);
    });
    await orchestrator.register('lehr.job.list', () => ({ jobs: [], current: null }));
    expect(await page.door.call('lehr.job.list', {})).toEqual({ output: { jobs: [], current: null } });
    expect(await page.door.call('lehr.job.get', { id: 'x' })).toEqual({
      error: { uri: ERRORS.runtime, message: 'no job x' },
    });
    expect(await page.door.blob(HASH)).toEqual(new Uint8Array(PROBLEM));
    await page.door.subscribe(1, 'lehr.jobs');
    // The subscription stands when a later call is answered.
    await page.door.call('lehr.job.list', {});
    orchestrator.publish('lehr.jobs', { current: 'a' });
    await page.until(({ events }) => events.length === 1);
    await page.door.unsubscribe(1);
    expect(page.events).toEqual([{ current: 'a' }]);
    await leave(page);
  });

  test('facts come to each page from the first on, also to one that comes late', async () => {
    const { orchestrator, origin } = await serve();
    const { peer } = openPeer(origin);
    const tell = (n: number) =>
      orchestrator.publishRaw('lehr.run.j', [{ is: 'started', job: 'j', n, at: 1, elapsed: 0 }]);
    await tell(1);
    const numbers = (page: TestPage) => page.events.map((event) => (event as { readonly n: number }).n);
    const page = new TestPage(peer);
    await page.door.follow(1, 'lehr.run.j');
    await page.until(({ events }) => events.length === 1);
    await tell(2);
    const late = new TestPage(peer);
    await late.door.follow(7, 'lehr.run.j');
    await late.until(({ events }) => events.length === 2);
    await page.door.unsubscribe(1);
    await tell(3);
    await late.until(({ events }) => events.length === 3);
    expect([numbers(page), numbers(late)]).toEqual([
      [1, 2],
      [1, 2, 3],
    ]);
    await leave(page);
    await leave(late);
  });

  test('when the last page has left, so has the session', async () => {
    const { orchestrator, origin } = await serve();
    const { peer, closed } = openPeer(origin);
    const left = new Promise((resolve) => {
      void orchestrator.subscribeUri('wamp.session.on_leave', resolve);
    });
    const page = new TestPage(peer);
    await page.until(({ status }) => status?.connection === 'online');
    await leave(page);
    await closed;
    await left;
    expect(await sessions(orchestrator)).toBe(1);
  });
});
