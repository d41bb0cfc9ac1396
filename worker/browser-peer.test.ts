/** The browser's peer with the real router behind a real socket; the test is its pages, their kernels are real. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { type Remote, transfer, wrap } from 'comlink';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { tsp } from '../anneal/tsp/kind.ts';
import { euclidean } from '../anneal/tsp/problem.ts';
import { connect, type Peer } from '../peer/client.ts';
import { ERRORS } from '../peer/errors.ts';
import type { AnnealTask } from '../peer/procedures.ts';
import { createRouter } from '../router-lite/index.ts';
import type { DonorSettings, DonorStatus, PageSignals } from './api.ts';
import type { Port } from './kernel/protocol.ts';
import { serveKernel } from './kernel/serve-kernel.ts';
import type { Donation, PageDoor, PageInfo, ToPage } from './page-protocol.ts';

const PROBLEM = tsp.encode(
  euclidean(
    Float64Array.from({ length: 100 }, (_, i) => (i * 7919) % 1009),
    'nearest',
  ),
);
const HASH = createHash('sha256').update(PROBLEM).digest('hex');
const SETTINGS: DonorSettings = {
  name: 'Ada',
  cores: 2,
  share: 1,
  minutes: 60,
  background: false,
  battery: false,
  dataSaver: false,
  pressure: false,
  held: false,
};
const DONATION: Donation = { settings: SETTINGS, token: 'ab'.repeat(16), until: Date.now() + 3_600_000 };
const SIGNALS: PageSignals = {
  power: 'mains',
  handheld: false,
  dataSaver: false,
  pressure: false,
  lag: false,
};

const taskOf = (fields: Partial<AnnealTask> = {}): AnnealTask => ({
  job: 'j',
  task: 't',
  kind: 'tsp',
  kernel: tsp.kernelVersion,
  problem: HASH,
  seed: 1,
  scope: null,
  mates: [],
  state: null,
  schedule: { from: 1000, to: 0 },
  moves: 1000,
  millis: 60_000,
  until: null,
  ...fields,
});

/** Loaded by name: served-peer.ts compiles with the browser's types, this file with Node's. */
interface PeerUnderTest {
  accept(port: unknown): void;
}
const { openServed } = (await import(`${'./served-peer.ts'}`)) as {
  openServed(origin: string, onClosed: () => void): PeerUnderTest;
};

const cleanups: (() => Promise<unknown> | unknown)[] = [];

beforeEach(() => {
  vi.stubGlobal('WebSocket', WebSocket);
  vi.stubGlobal('navigator', { hardwareConcurrency: 4, userAgent: 'Firefox/153.0' });
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  vi.unstubAllGlobals();
});

async function serve() {
  const rules = [
    { uri: '', match: 'prefix', allow: { call: true, register: true, publish: true, subscribe: true } },
  ] as const;
  const router = createRouter({
    realms: { lehr: { roles: { all: { rules } }, anonymous: 'all' } },
  });
  const server = createServer((request, response) => {
    response.writeHead(request.url === `/blob/${HASH}` ? 200 : 404).end(PROBLEM);
  });
  router.attach(server, { path: '/ws' });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(async () => {
    await router.close();
    server.closeAllConnections();
    server.close();
  });
  const orchestrator = connect({
    link: async () => router.link({ authid: 'o', authrole: 'all' }),
    realm: 'lehr',
  });
  cleanups.push(() => orchestrator.close());
  await orchestrator.register('lehr.donor.hello', ({ name }) => ({
    donor: 'd1',
    name,
    credit: { moves: 0, tasks: 0, improvements: 0 },
  }));
  return { orchestrator, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** A page without a browser: it holds as many kernels as it is told to. */
class TestPage {
  readonly door: Remote<PageDoor>;
  readonly kernels = new Set<string>();
  readonly statuses: DonorStatus[] = [];
  readonly events: unknown[] = [];
  #count = 0;
  readonly #waiting = new Set<() => void>();

  constructor(peer: PeerUnderTest, info: Partial<PageInfo> = {}) {
    const { port1, port2 } = new MessageChannel();
    cleanups.push(() => port1.close());
    port1.on('message', (message: ToPage | null) => this.#hear(message));
    this.door = wrap<PageDoor>(port1 as unknown as Parameters<typeof wrap>[0]);
    peer.accept(port2);
    void this.door.attach({
      visible: true,
      lends: true,
      signals: SIGNALS,
      lock: null,
      donation: null,
      ...info,
    });
  }

  get status(): DonorStatus | undefined {
    return this.statuses.at(-1);
  }

  /** Resolves as soon as the page is as the test wants it. */
  until(fits: (page: TestPage) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!fits(this)) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  #hear(message: ToPage | null): void {
    if (message?.is === 'kernels') this.#hold(message.count);
    else if (message?.is === 'status') this.statuses.push(message.status);
    else if (message?.is === 'event') this.events.push(message.event);
    for (const check of [...this.#waiting]) check();
  }

  #hold(count: number): void {
    for (const id of [...this.kernels].slice(count)) {
      this.kernels.delete(id);
      void this.door.ended(id, 'its page ended it');
    }
    while (this.kernels.size < count) {
      const { port1, port2 } = new MessageChannel();
      const id = String(++this.#count);
      this.kernels.add(id);
      cleanups.push(() => port1.close());
      serveKernel(port1 as unknown as Port, turn);
      void this.door.lend(id, transfer(port2 as never, [port2 as never]));
    }
  }
}

function openPeer(origin: string) {
  let close: () => void = () => {};
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  const peer = openServed(origin, close);
  return { peer, closed };
}

async function sessions(orchestrator: Peer): Promise<unknown> {
  return orchestrator.callUri('wamp.session.count');
}

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
    await page.door.donate({ ...DONATION, until: Date.now() + 1500 });
    await page.until(({ kernels }) => kernels.size === 2);
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

  test('who lends a quarter of the time is seen to give a quarter, and the answer is the same', async () => {
    const { orchestrator, origin } = await serve();
    const { peer } = openPeer(origin);
    const settings = { ...SETTINGS, cores: 1, share: 0.25 };
    const page = new TestPage(peer, { donation: { ...DONATION, settings } });
    await page.until(({ kernels }) => kernels.size === 1);
    const whole = await anneal(orchestrator, taskOf({ moves: 100_000 }));
    expect(whole).toMatchObject({ task: 't', moves: 100_000 });
    const long = anneal(orchestrator, taskOf({ moves: 1e10, millis: 1200 }));
    await page.until(({ status }) => (status?.load ?? 0) > 0.15);
    expect((await long).moves).toBeGreaterThan(0);
    const loads = page.statuses.map(({ load }) => load);
    // A slice that the machine held up counts whole until its rest has passed, too.
    expect(Math.max(...loads)).toBeLessThan(0.5);
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
  }, 9_000); // less than the pause between two questions

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

/** A door that closes does not answer. */
async function leave(page: TestPage): Promise<void> {
  await page.door.ping();
  void page.door.leave();
}

/** Calls until somebody serves the procedure. */
async function anneal(orchestrator: Peer, task: AnnealTask) {
  for (;;) {
    try {
      return await orchestrator.call('lehr.compute.anneal', task);
    } catch (error) {
      if ((error as { uri?: string }).uri !== ERRORS.noSuchProcedure) throw error;
      await turn();
    }
  }
}

async function unserved(orchestrator: Peer): Promise<string> {
  for (;;) {
    try {
      await orchestrator.call('lehr.compute.anneal', taskOf({ moves: 1 }));
    } catch (error) {
      const { uri } = error as { uri: string };
      if (uri === ERRORS.noSuchProcedure) return uri;
    }
    await turn();
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
