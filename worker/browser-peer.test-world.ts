/** The browser's peer with the real router behind a real socket; the test is its pages, their kernels are real. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { type Remote, transfer, wrap } from 'comlink';
import { afterEach, vi } from 'vitest';
import { WebSocket } from 'ws';
import { tsp } from '../anneal/tsp/kind.ts';
import { euclidean } from '../anneal/tsp/problem.ts';
import { connect, type Peer } from '../peer/client.ts';
import { ERRORS } from '../peer/errors.ts';
import type { AnnealTask } from '../peer/procedures.ts';
import { createRouter } from '../router-lite/index.ts';
import { annealTask, turn } from './anneal-task.test-world.ts';
import type { DonorSettings, DonorStatus, PageSignals } from './api.ts';
import type { Port } from './kernel/protocol.ts';
import { serveKernel } from './kernel/serve-kernel.ts';
import { firstSettings } from './page/settings.ts';
import type { Donation, PageDoor, PageInfo, ToPage } from './page-protocol.ts';

export const PROBLEM = tsp.encode(
  euclidean(
    Float64Array.from({ length: 100 }, (_, i) => (i * 7919) % 1009),
    'nearest',
  ),
);
export const HASH = createHash('sha256').update(PROBLEM).digest('hex');
export const SETTINGS: DonorSettings = {
  ...firstSettings({ cores: 4, tellsPower: true, handheld: false }),
  name: 'Ada',
};
export const DONATION: Donation = {
  settings: SETTINGS,
  token: 'ab'.repeat(16),
  until: Date.now() + 3_600_000,
};
export const SIGNALS: PageSignals = {
  power: 'mains',
  handheld: false,
  dataSaver: false,
  pressure: false,
  lag: false,
};

export const taskOf = (fields: Partial<AnnealTask> = {}) => annealTask({ problem: HASH, ...fields });

/** Loaded by name: served-peer.ts compiles with the browser's types, this file with Node's. */
interface PeerUnderTest {
  accept(port: unknown): void;
}
const { openServed } = (await import(`${'./served-peer.ts'}`)) as {
  openServed(origin: string, onClosed: () => void): PeerUnderTest;
};

const cleanups: (() => Promise<unknown> | unknown)[] = [];

// For the whole file: a peer that a test leaves behind may still look at them.
vi.stubGlobal('WebSocket', WebSocket);
vi.stubGlobal('navigator', { hardwareConcurrency: 4, userAgent: 'Firefox/153.0' });

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export async function serve() {
  const rules = [
    { uri: '', match: 'prefix', allow: { call: true, register: true, publish: true, subscribe: true } },
  ] as const;
  const router = createRouter({
    realms: { lehr: { roles: { all: { rules } }, anonymous: 'all', facts: [{ prefix: 'lehr.run.' }] } },
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
export class TestPage {
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

export function openPeer(origin: string) {
  let close: () => void = () => {};
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  const peer = openServed(origin, close);
  return { peer, closed };
}

export async function sessions(orchestrator: Peer): Promise<unknown> {
  return orchestrator.callUri('wamp.session.count');
}

/** A door that closes does not answer. */
export async function leave(page: TestPage): Promise<void> {
  await page.door.ping();
  void page.door.leave();
}

/** Calls until somebody serves the procedure. */
export async function anneal(orchestrator: Peer, task: AnnealTask) {
  for (;;) {
    try {
      return await orchestrator.call('lehr.compute.anneal', task);
    } catch (error) {
      if ((error as { uri?: string }).uri !== ERRORS.noSuchProcedure) throw error;
      await turn();
    }
  }
}
