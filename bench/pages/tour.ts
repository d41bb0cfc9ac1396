/** A tour of 10,000 cities on a screen of 1920 × 1080 that changes four times a second, while somebody types. */
import type { Browser } from '@playwright/test';
import type { Row } from '../row.ts';
import { type Counts, MainThread, until, workerSeconds } from './browser.ts';
import { percentile, rowOf } from './rows.ts';

const CITIES = 10_000;
const TURNS = 40;
const KEY_EVERY = 40;

export async function tourRows(browser: Browser, url: string, millis: number): Promise<Row[]> {
  const ours = await measure(browser, url, { here: false, millis });
  const here = await measure(browser, url, { here: true, millis });
  const both = (key: 'fps' | 'latency' | 'cpu') => ({ ours: ours[key], yardstick: here[key] });
  const what = '10,000 cities, live:';
  return [
    rowOf(`${what} frames (yardstick: drawn in the page)`, '/s', both('fps'), '>= 8'),
    rowOf(`${what} key to frame, p95`, 'ms', both('latency'), '<= 50'),
    rowOf(`${what} main thread, CPU`, '%', both('cpu'), ''),
    rowOf(
      `${what} CPU of a frame (yardstick: the time for 8 a second)`,
      'ms',
      { ours: ours.frame, yardstick: 125 },
      '<= 125',
    ),
  ];
}

async function measure(
  browser: Browser,
  url: string,
  { here, millis }: { readonly here: boolean; readonly millis: number },
): Promise<{ fps: number; latency: number; cpu: number; frame: number }> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const page = await context.newPage();
  if (here) await page.addInitScript('delete globalThis.OffscreenCanvas');
  await page.goto(`${url}/`);
  await page.evaluate(`bench.tour(${CITIES}, ${TURNS})`);
  await until(page, 'bench.counts().frames > 5');
  const thread = await MainThread.of(page);
  const counts = () => page.evaluate('bench.counts()') as Promise<Counts>;
  const drawing = async () => [...(await workerSeconds()).values()].reduce((sum, { cpu }) => sum + cpu, 0);
  const [before, cpu, drawn] = [await counts(), await thread.seconds(), await drawing()];
  const key = { key: 'a', code: 'KeyA', windowsVirtualKeyCode: 65 };
  for (const end = performance.now() + millis; performance.now() < end; ) {
    // A driver that waits for each key would type slower where the page is slow.
    void thread.cdp.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key }).catch(() => {});
    void thread.cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key }).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, KEY_EVERY));
  }
  const [after, spent, drew] = [await counts(), (await thread.seconds()) - cpu, (await drawing()) - drawn];
  await context.close();
  const seconds = (after.at - before.at) / 1000;
  return {
    fps: (after.frames - before.frames) / seconds,
    latency: percentile(after.latencies, 95),
    cpu: (100 * spent) / seconds,
    frame: (1000 * drew) / (after.frames - before.frames),
  };
}
