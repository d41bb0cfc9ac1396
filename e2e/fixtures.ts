/** The vocabulary of the specs: a running Lehr, a donate page, an observer that asks the router. */
import { test as base, expect, type Page } from '@playwright/test';
import { WebSocket } from 'ws';
import { connect, type Peer } from '../peer/client.ts';
import { webSocketLink } from '../peer/web-socket-link.ts';
import { LehrProcess } from './lehr-process.ts';
import { DonatePage } from './pages/donate-page.ts';

interface Fixtures {
  /** False where a test asks nothing of the job's past: it shares one Lehr with others, and finds no donor there. */
  readonly ownLehr: boolean;
  /** `lehr serve` with a small world, no donors of its own. */
  readonly lehr: LehrProcess;
  /** The first tab, not yet opened. */
  readonly visitor: DonatePage;
  /** A further tab of the same browser. */
  readonly newTab: () => Promise<DonatePage>;
  /** A WAMP peer of the test's own: it counts as one donor-role session. */
  readonly observer: Peer;
}

interface Shared {
  /** The Lehr that tests share, started for the first that asks. */
  readonly sharedLehr: () => Promise<LehrProcess>;
}

const smallWorld = () => LehrProcess.start('--job', 'world:3000');

export const test = base.extend<Fixtures, Shared>({
  ownLehr: [true, { option: true }],
  sharedLehr: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's wishes from this pattern
    async ({}, use) => {
      const started: Promise<LehrProcess>[] = [];
      await use(() => {
        if (started.length === 0) started.push(smallWorld());
        return started[0]!;
      });
      for (const lehr of started) await (await lehr).remove();
    },
    { scope: 'worker' },
  ],
  lehr: async ({ ownLehr, sharedLehr }, use) => {
    if (ownLehr) {
      const lehr = await smallWorld();
      await use(lehr);
      await lehr.remove();
      return;
    }
    const lehr = await sharedLehr();
    // Whoever donated in the test before is on the way out.
    await expect.poll(async () => (await lehr.health()).donors).toBe(0);
    await use(lehr);
  },
  // Tests and the server they start keep the machine busy, which a browser tells: manners.spec.ts has its own say on that.
  context: async ({ context }, use) => {
    await context.addInitScript(() => Reflect.deleteProperty(globalThis, 'PressureObserver'));
    await use(context);
  },
  visitor: async ({ page }, use) => {
    await use(new DonatePage(page));
  },
  newTab: async ({ context }, use) => {
    await use(async () => new DonatePage(await context.newPage()));
  },
  observer: async ({ lehr }, use) => {
    const peer = connect({
      realm: 'lehr',
      link: webSocketLink(`ws://127.0.0.1:${lehr.port}/ws`, WebSocket),
    });
    await use(peer);
    await peer.close();
  },
});

export type { Page };
export { expect };
