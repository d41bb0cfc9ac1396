/** The donate page before consent, as `lehr serve` gives it. */
import { gzipSync } from 'node:zlib';
import type { Browser } from '@playwright/test';
import type { Row } from '../row.ts';
import { MainThread, until } from './browser.ts';
import { median, rowOf } from './rows.ts';

/** In the page: when the button can be pressed, and the end of the last long task before that or within a second after it. */
const WATCH = `(() => {
  const ready = globalThis.ready = { button: 0, busyUntil: 0 };
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) ready.busyUntil = task.startTime + task.duration;
  }).observe({ type: 'longtask', buffered: true });
  const find = (root) => [...root.querySelectorAll('*')].some((each) =>
    (each.localName === 'button' && /^Donate/.test(each.textContent.trim())) || (each.shadowRoot && find(each.shadowRoot)));
  const look = () => requestAnimationFrame(() => {
    if (find(document)) setTimeout(() => { ready.button = performance.now(); });
    else look();
  });
  look();
})()`;

export async function donateRows(browser: Browser, url: string, loads: number): Promise<Row[]> {
  const [slow, fast, cpu]: [number[], number[], number[]] = [[], [], []];
  const { gzip, raw } = await weigh(browser, url);
  for (let i = 0; i < loads; i++) {
    slow.push((await interactive(browser, url, 4)).at);
    const asItIs = await interactive(browser, url, 1);
    fast.push(asItIs.at);
    cpu.push(asItIs.cpu);
  }
  // What else the machine does only makes a page slower: the best load is the nearest to the truth.
  const best = { ours: Math.min(...slow), yardstick: Math.min(...fast) };
  const bytes = { ours: gzip / 1000, yardstick: raw / 1000 };
  return [
    rowOf('donate page before consent, gzip (yardstick: as it is)', 'kB', bytes, '<= 60'),
    rowOf('donate page interactive, CPU 4 times slower (yardstick: as it is)', 'ms', best, '<= 1000'),
    rowOf(
      'its main thread until then: CPU, four times (yardstick: once)',
      'ms',
      { ours: 4 * median(cpu), yardstick: median(cpu) },
      '<= 1000',
    ),
  ];
}

/** Bytes of everything the page asks for. */
async function weigh(browser: Browser, url: string): Promise<{ gzip: number; raw: number }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const bodies: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    if (response.url().startsWith(url)) bodies.push(response.body());
  });
  await page.goto(`${url}/`, { waitUntil: 'networkidle' });
  const files = await Promise.all(bodies);
  await context.close();
  const sum = (sizes: number[]) => sizes.reduce((all, size) => all + size, 0);
  return {
    gzip: sum(files.map((file) => gzipSync(file).length)),
    raw: sum(files.map(({ length }) => length)),
  };
}

/** Milliseconds from the begin of the navigation, and of the main thread's CPU, a second later. */
async function interactive(
  browser: Browser,
  url: string,
  slower: number,
): Promise<{ at: number; cpu: number }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const thread = await MainThread.of(page);
  const before = await thread.seconds();
  await thread.cdp.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await page.addInitScript(WATCH);
  await page.goto(`${url}/`);
  await until(page, 'ready.button > 0');
  await page.waitForTimeout(1000);
  const { button, busyUntil } = (await page.evaluate('ready')) as { button: number; busyUntil: number };
  const cpu = 1000 * ((await thread.seconds()) - before);
  await context.close();
  return { at: Math.max(button, busyUntil), cpu };
}
