/** Chromium, and what it says of itself. */
import { readdir, readFile } from 'node:fs/promises';
import { type Browser, type CDPSession, chromium as driver, type Page } from '@playwright/test';
import { chromium } from '../../e2e/browsers.ts';

export function launch(): Promise<Browser> {
  return driver.launch(chromium.launchOptions ?? {});
}

/** Seconds of CPU that the page's main thread has spent, by its own clock: a busy machine does not make them more. */
export class MainThread {
  private constructor(readonly cdp: CDPSession) {}

  static async of(page: Page): Promise<MainThread> {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new MainThread(cdp);
  }

  async seconds(): Promise<number> {
    const { metrics } = await this.cdp.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  }
}

/** Seconds that a thread had of a CPU, and those in which it could have worked and waited for one. */
export interface Spent {
  readonly cpu: number;
  readonly waited: number;
}

/** Of every dedicated worker that runs below this process, by thread id, as Linux counts them; empty elsewhere. */
export async function workerSeconds(): Promise<ReadonlyMap<string, Spent>> {
  const found = new Map<string, Spent>();
  const read = (path: string) => readFile(path, 'latin1').catch(() => '');
  for (const pid of await below(process.pid)) {
    for (const thread of await readdir(`/proc/${pid}/task`).catch(() => [])) {
      const of = `/proc/${pid}/task/${thread}`;
      if (!(await read(`${of}/comm`)).startsWith('DedicatedWorker')) continue;
      const [cpu = 0, waited = 0] = (await read(`${of}/schedstat`))
        .split(' ')
        .map((nanos) => Number(nanos) / 1e9);
      found.set(thread, { cpu, waited });
    }
  }
  return found;
}

/** Processes that this one started, and that they did. */
async function below(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc').catch(() => [])) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
    parents.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isBelow = (pid: number): boolean =>
    pid === root || (parents.has(pid) && isBelow(parents.get(pid) ?? 0));
  return [...parents.keys()].filter((pid) => pid !== root && isBelow(pid));
}

/** What the page of ./page counts, as it says it. */
export interface Counts {
  readonly events: number;
  readonly renders: number;
  readonly frames: number;
  /** Milliseconds on the page's clock. */
  readonly at: number;
  readonly longest: number;
  readonly latencies: readonly number[];
}

/** Resolves when an expression is true in the page. Playwright's own wait is refused by pages that allow no eval. */
export async function until(page: Page, expression: string): Promise<void> {
  for (let looks = 0; !(await page.evaluate(expression)); looks++) {
    if (looks > 600) throw new Error(`"${expression}" was not true in the page within a minute`);
    await page.waitForTimeout(100);
  }
}
