/** 2,000 events a second on a topic that ten components show. */
import type { Browser } from '@playwright/test';
import { WebSocket } from 'ws';
import { connect, type Peer } from '../../peer/client.ts';
import type { JobStatus } from '../../peer/procedures.ts';
import { webSocketLink } from '../../peer/web-socket-link.ts';
import type { Row } from '../row.ts';
import { type Counts, MainThread, until } from './browser.ts';
import { median, rowOf } from './rows.ts';

const RATE = 2000;
const COMPONENTS = 10;
const STEP = 5;

interface Measured {
  /** Events that came, each once. */
  readonly events: number;
  /** Renders of each component, a second. */
  readonly renders: number;
  /** Milliseconds of the longest task over 50 ms; 0: none was. */
  readonly longest: number;
  /** Part of the main thread's time, by its CPU clock. */
  readonly share: number;
}

export async function eventRows(
  browser: Browser,
  url: string,
  { rounds, millis }: { readonly rounds: number; readonly millis: number },
): Promise<Row[]> {
  const peer = connect({
    realm: 'lehr',
    link: webSocketLink(`${url.replace('http', 'ws')}/ws`, WebSocket),
  });
  const stop = publish(peer);
  const ours: Measured[] = [];
  const naive: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await measure(browser, url, { how: 'store', millis }));
    naive.push(await measure(browser, url, { how: 'naive', millis }));
  }
  stop();
  await peer.close();
  const of = (key: keyof Measured) => [ours, naive].map((all) => median(all.map((each) => each[key])));
  // What else the machine does only makes a task longer: the best round is the nearest to the truth.
  const longest = [ours, naive].map((all) => Math.min(...all.map((each) => each.longest)));
  const [events = 0, theirs = 0] = of('events');
  const what = `${RATE} events/s, ten components:`;
  return [
    rowOf(`${what} events that came`, '/s', { ours: events, yardstick: theirs }, '>= 1900'),
    rowOf(`${what} renders of each`, '/s', pair(of('renders')), '<= 60'),
    rowOf(`${what} longest task over 50 ms`, 'ms', pair(longest), '<= 50'),
    rowOf(`${what} main thread, CPU`, '%', pair(of('share').map((share) => 100 * share)), '<= 25'),
  ];
}

const pair = ([ours = 0, yardstick = 0]: readonly number[]) => ({ ours, yardstick });

async function measure(
  browser: Browser,
  url: string,
  { how, millis }: { readonly how: 'store' | 'naive'; readonly millis: number },
): Promise<Measured> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${url}/`);
  await page.evaluate(`bench.figures('${how}')`);
  await until(page, 'bench.counts().events > 4000');
  const thread = await MainThread.of(page);
  const counts = () => page.evaluate('bench.counts()') as Promise<Counts>;
  const [before, cpu] = [await counts(), await thread.seconds()];
  await page.waitForTimeout(millis);
  const [after, spent] = [await counts(), (await thread.seconds()) - cpu];
  await page.evaluate('bench.end()');
  await context.close();
  const seconds = (after.at - before.at) / 1000;
  return {
    events: (after.events - before.events) / COMPONENTS / seconds,
    renders: (after.renders - before.renders) / COMPONENTS / seconds,
    longest: after.longest,
    share: spent / seconds,
  };
}

/** Keeps to the rate on average: what a busy machine delayed is made up for. @returns ends it */
function publish(peer: Peer): () => void {
  const begun = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.min(sent + RATE / 10, ((performance.now() - begun) * RATE) / 1000);
    for (; sent < due; sent++) peer.publish('lehr.job.bench.state', status(sent));
  }, STEP);
  return () => clearInterval(timer);
}

function status(i: number): JobStatus {
  const stats = {
    tasks: i,
    reissued: 0,
    rejected: 0,
    moves: 1000 * i,
    replays: 0,
    replayedMoves: 0,
    rate: 1e6 + i,
    inFlight: 4,
    heat: 0.5,
  };
  return { job: 'bench', state: 'running', elapsed: i / RATE, energy: 1e9 - i, stats };
}
