/** Two orchestrators, one job, a page that looks on: the one that leads is killed. */
import { WebSocket } from 'ws';
import { connect, type Peer } from '../../peer/client.ts';
import type { RunEvent } from '../../peer/run.ts';
import { runTopic } from '../../peer/run.ts';
import type { TaskEnd } from '../../peer/topics.ts';
import { webSocketLink } from '../../peer/web-socket-link.ts';
import { expect, type Page, test } from '../fixtures.ts';
import { LehrProcess } from '../lehr-process.ts';
import { OrchestratorProcess } from '../orchestrator-process.ts';
import { KioskPage } from '../pages/kiosk-page.ts';

test('the leader is killed: the one that stands by goes on, the page shows no error, and no best is worse than the one before', {
  tag: '@chromium',
}, async ({ page }) => {
  const lehr = await LehrProcess.start('--no-orchestrator', '--donors', '2');
  const submitter = await peerOf(lehr);
  const running: OrchestratorProcess[] = [];
  try {
    running.push(await OrchestratorProcess.start(lehr, 'first', 'Leading (1)'));
    running.push(await OrchestratorProcess.start(lehr, 'second', 'standing by'));
    const problem = await submitter.call('lehr.problem.world', { country: null, count: 3_000 });
    const spec = { ...problem, budget: null, reference: null };
    const { id } = await submitter.call('lehr.job.submit', spec);
    const errors: unknown[] = [];
    page.on('pageerror', (error) => errors.push(error));
    const kiosk = await new KioskPage(page).open(`${lehr.url}/kiosk`);
    await expect.poll(() => kiosk.figure('improvements')).toBeGreaterThan(2);
    await record(page);

    const begun = Date.now();
    await running[0]!.kill();
    const { from, to } = await taskSince(submitter, id, begun);
    process.stdout.write(`after SIGKILL: a task given out in ${from - begun} ms, done in ${to - begun} ms\n`);
    const then = await kiosk.figure('improvements');
    await expect.poll(() => kiosk.figure('improvements')).toBeGreaterThan(then);

    const seen = await recorded(page);
    expect(seen.length).toBeGreaterThan(1);
    expect(new Set(seen.map(({ connection }) => connection))).toEqual(new Set(['online']));
    const lengths = seen.map(({ length }) => length);
    expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
    expect(errors).toEqual([]);

    // Who comes now is told of one run, by both.
    await submitter.call('lehr.job.cancel', { id });
    const run = await runOf(submitter, id);
    expect(run.map(({ n }) => n)).toEqual(run.map((_, i) => i + 1));
    expect(run.map(({ is }) => is).filter((is) => is !== 'best')).toEqual(['submitted', 'started', 'ended']);
    const told = run.flatMap((event) => (event.is === 'best' ? event.bests : []));
    const energies = told.map(({ energy }) => energy);
    expect(energies).toEqual(energies.toSorted((a, b) => b - a));
  } finally {
    await submitter.close();
    for (const each of running) await each.kill();
    await lehr.remove();
  }
});

async function peerOf(lehr: LehrProcess): Promise<Peer> {
  const link = webSocketLink(`ws://127.0.0.1:${lehr.port}/ws`, WebSocket);
  const auth = { authid: 'submitter', ticket: await lehr.token('submit') };
  return connect({ realm: 'lehr', link, auth });
}

/** Resolves with the first task that was given out after that moment, when it is verified. */
function taskSince(peer: Peer, id: string, moment: number): Promise<TaskEnd> {
  return new Promise((resolve, reject) => {
    peer
      .subscribe('lehr.tasks', ({ ends }) => {
        const first = ends.find(({ job, end, from }) => job === id && end === 'done' && from >= moment);
        if (first) resolve(first);
      })
      .catch(reject);
  });
}

/** Resolves with all of a run that has ended. */
function runOf(peer: Peer, id: string): Promise<RunEvent[]> {
  const run: RunEvent[] = [];
  return new Promise((resolve, reject) => {
    const hear = (event: RunEvent) => {
      run.push(event);
      if (event.is === 'ended') resolve(run);
    };
    peer.follow(runTopic(id), hear).catch(reject);
  });
}

interface Seen {
  readonly connection: string;
  readonly length: number;
}

/** From now on each change of the best and of the connection that the page shows is kept. */
async function record(page: Page): Promise<void> {
  await page.locator('lehr-kiosk-page').evaluate(({ shadowRoot }) => {
    const seen: Seen[] = [];
    Object.assign(window, { seen });
    const look = () => {
      const text = shadowRoot?.querySelector('[data-testid=length]')?.textContent ?? '';
      const connection = shadowRoot?.querySelector<HTMLElement>('[data-testid=connection]')?.dataset.state;
      seen.push({ connection: connection ?? 'none', length: Number(text.replace(/\D/g, '')) });
    };
    look();
    if (shadowRoot)
      new MutationObserver(look).observe(shadowRoot, {
        ...{ subtree: true, childList: true, characterData: true },
        attributeFilter: ['data-state'],
      });
  });
}

function recorded(page: Page): Promise<Seen[]> {
  return page.evaluate(() => (window as unknown as { seen: Seen[] }).seen);
}
