/** The examples do what docs/patterns.md says of them, and are what it shows. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { systemClock } from '../../orchestrator/clock.ts';
import { createRouter } from '../../router-lite/index.ts';
import { PYTHON, pythonMissing } from '../../router-lite/python.ts';
import { blobServer } from '../blob.test-world.ts';
import { openMonitor } from '../health/monitor.ts';
import { blobs, connect, type HealthBulletin, type Peer, webSocketLink } from '../index.ts';
import { countWords, wordsIn } from './claim-check.ts';
import { total } from './compose.ts';
import { join } from './crew.ts';
import { print, ring } from './demands.ts';
import { everything, withResolvers } from './examples.test-world.ts';
import { book, sales } from './facts.ts';
import { firstBelow } from './gather.ts';
import { openShop } from './service.ts';
import { chargeOrders } from './slot.ts';
import { serveTwice } from './standby.ts';
import { addTo, serveBaskets } from './sticky.ts';
import { weather } from './unavailable.ts';

const DOC = readFileSync(new URL('../../docs/patterns.md', import.meta.url), 'utf8');
const router = createRouter({
  realms: {
    realm1: { roles: { guest: { rules: [everything] } }, anonymous: 'guest', facts: [{ prefix: 'ledger.' }] },
  },
});
const server = createServer();
const peers: Peer[] = [];
let url = '';

function open(): Peer {
  const peer = connect({ realm: 'realm1', link: webSocketLink(url, WebSocket) });
  peers.push(peer);
  return peer;
}

let caller: Peer;
beforeAll(async () => {
  router.attach(server, { path: '/ws' });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`;
  caller = open();
});
afterAll(async () => {
  await Promise.all(peers.map((peer) => peer.close()));
  await router.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('every example is in docs/patterns.md, word for word', () => {
  const here = (path: string) => new URL(path, import.meta.url);
  const shown = (path: string, language: string) => {
    const text = readFileSync(here(path), 'utf8').replace('../index.ts', 'lehr/peer');
    expect(DOC, path).toContain(`\`\`\`${language}\n${text}\`\`\``);
  };
  const names = readdirSync(here('.')).filter((name) => /^[a-z-]+\.ts$/.test(name));
  const python = readdirSync(here('python/')).filter((name) => name.endsWith('.py'));
  expect(Math.min(names.length, python.length)).toBeGreaterThan(5);
  for (const name of names) shown(name, 'ts');
  for (const name of python) shown(`python/${name}`, 'python');
});

test('slot: each order is charged by one, and again where that failed', async () => {
  const charged: string[] = [];
  const publications = new Set<number>();
  let failed = false;
  const { promise: both, resolve } = withResolvers();
  const charge = async (order: string, publication: number) => {
    publications.add(publication);
    if (order === 'first' && !failed) {
      failed = true;
      throw new Error('no connection to the bank');
    }
    charged.push(order);
    if (charged.length === 2) resolve();
  };
  await chargeOrders(open(), charge);
  await chargeOrders(open(), charge);
  caller.publishUri('shop.order.placed', ['first']);
  caller.publishUri('shop.order.placed', ['second']);
  await both;
  expect(charged.sort()).toEqual(['first', 'second']);
  expect(publications.size).toBe(2);
});

test('facts: a sale told twice is booked once, and whoever follows hears of all from its place on', async () => {
  const sale = await book(caller, 'sale 1', 'kiln', 100);
  expect(await book(open(), 'sale 1', 'kiln', 100)).toBe(sale);
  await book(caller, 'sale 2', 'sand', 3);
  await book(caller, 'sale 3', 'soda', 5);
  const told: unknown[] = [];
  const { promise: both, resolve: end } = withResolvers();
  const following = await sales(open(), 2, (...sale) => {
    if (told.push(sale) === 2) end();
  });
  await both;
  expect(told).toEqual([
    ['sand', 3, 2],
    ['soda', 5, 3],
  ]);
  expect(following.next).toBe(4);
});

test('compose: what no shop tells costs its list price', async () => {
  const shop = open();
  const prices: Record<string, number> = { kiln: 100, sand: 3 };
  await shop.registerUri(
    'shop.price',
    ([item]) => prices[String(item)] ?? Promise.reject(new Error('sold out')),
  );
  expect(await total(caller, ['kiln', 'sand', 'fire'])).toBe(113);
});

test('gather: the first that fits ends the others', async () => {
  const shops = open();
  const interrupted = new Promise<void>((resolve) => {
    void shops.registerUri('shop.offer', ([shop], { signal }) => {
      if (shop !== 'slow') return shop === 'dear' ? 90 : 5;
      signal.addEventListener('abort', () => resolve());
      return new Promise<never>(() => {});
    });
  });
  await shops.callUri('wamp.session.count');
  expect(await firstBelow(caller, ['slow', 'dear', 'fair'], 50)).toBe('fair');
  await interrupted;
  expect(await firstBelow(caller, ['dear'], 50)).toBe(null);
});

test('unavailable: nobody who serves is told as such, and a mistake is not', async () => {
  expect(await weather(caller, 'Murano')).toBe('no forecast just now');
  await open().registerUri('weather.forecast', ([town]) =>
    town === '' ? Promise.reject(new Error('which town?')) : `sun over ${town}`,
  );
  expect(await weather(caller, 'Murano')).toBe('sun over Murano');
  await expect(weather(caller, '')).rejects.toThrow('which town?');
});

test('standby: calls flow on when the primary is gone', async () => {
  const [primary, standby] = [open(), open()];
  await serveTwice(primary, standby);
  expect(await caller.callUri('clock.read')).toBe('primary');
  await primary.close();
  expect(await caller.callUri('clock.read')).toBe('standby');
  await standby.close();
});

/** A program of docs/patterns.md's parts, which serves until it is killed. */
function pythonServing(module: string, serve: string) {
  const folder = fileURLToPath(new URL('python', import.meta.url));
  const program = `
import sys, asyncio
sys.path.insert(0, ${JSON.stringify(folder)})
from joined import join
from ${module} import ${serve.replace(/\(.*/, '')}
async def main(session):
    await ${serve}
    await asyncio.Event().wait()
join(${JSON.stringify(url)}, 'realm1', main)`;
  const child = spawn(PYTHON, ['-c', program], { stdio: ['ignore', 'ignore', 'inherit'] });
  const left = once(child, 'exit').then(([code]) => Promise.reject(new Error(`Python left with ${code}`)));
  left.catch(() => {});
  return { left, kill: () => child.kill('SIGKILL') };
}

test('Python: a standby', async ({ skip }) => {
  const missing = pythonMissing();
  skip(missing !== null, missing ?? '');
  const watch = open();
  const came = new Promise<void>((resolve) => {
    void watch.subscribeUri('wamp.registration.on_register', () => resolve());
  });
  await watch.callUri('wamp.session.count');
  const { left, kill } = pythonServing('standby', "serve(session, 'standby in Python')");
  try {
    await Promise.race([came, left]);
    expect(await caller.callUri('clock.read')).toBe('standby in Python');
  } finally {
    kill();
  }
}, 300_000);

test('claim check: a long text is counted by who fetches it', async () => {
  const { site, stored, close } = await blobServer();
  try {
    await countWords(open(), blobs({ site }));
    const writer = blobs({ site, token: 'secret' });
    expect(await wordsIn(caller, writer, 'three short words')).toBe(3);
    expect(stored.size).toBe(0);
    expect(await wordsIn(caller, writer, 'word '.repeat(20_000).trim())).toBe(20_000);
    expect(stored.size).toBe(1);
  } finally {
    await close();
  }
});

test('demands: a call waits for its printer, and an alarm for somebody who hears it', async () => {
  const printed = print(caller, 'page 1');
  const office = open();
  await office.registerUri('office.print', ([page]) => `${page} is printed`);
  expect(await printed).toBe('page 1 is printed');
  expect(await ring(caller)).toBe('nobody there');
  await office.subscribeUri('office.alarm', () => {});
  expect(await ring(caller)).toBe('heard');
});

test('service: the bulletin tells that the shop is well, and what is wrong with it when it is not', async () => {
  const link = async () => router.link({ realm: 'realm1', authid: 'monitor', authrole: 'guest' });
  const watcher = connect({ realm: 'realm1', link });
  peers.push(watcher);
  const monitor = await openMonitor({ peer: watcher, clock: systemClock, log: () => {} });
  const shop = open();
  const told = (state: string) =>
    new Promise<HealthBulletin>((resolve) => {
      void caller.subscribe('lehr.health', (bulletin) => {
        if (bulletin.services[0]?.state === state) resolve(bulletin);
      });
    });
  const [well, unwell] = [told('ok'), told('failing')];
  await caller.callUri('wamp.session.count');
  let opens = true;
  const close = await openShop(shop, () => opens || Promise.reject(new Error('the till is stuck')));
  expect((await well).services).toMatchObject([{ name: 'shop', spare: 8, faults: [] }]);
  opens = false;
  expect((await unwell).services[0]?.faults[0]?.text).toContain('the till is stuck');
  await close();
  await monitor.close();
});

test('sticky: a basket’s calls all reach the instance that knows it', async () => {
  await Promise.all([open(), open(), open()].map(serveBaskets));
  const baskets = Array.from({ length: 12 }, (_, i) => `basket ${i}`);
  await Promise.all(baskets.map((basket) => addTo(caller, basket, 'sand')));
  for (const basket of baskets) expect(await addTo(caller, basket, 'soda')).toEqual(['sand', 'soda']);
});

test('crew: more calls than there are hands all end', async () => {
  await Promise.all([join(open(), 1), join(open(), 2)]);
  const calls = Array.from({ length: 20 }, (_, x) => caller.callUri('crew.square', [x]));
  expect(await Promise.all(calls)).toEqual(Array.from({ length: 20 }, (_, x) => x ** 2));
});
