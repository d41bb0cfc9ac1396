/** What docs/patterns.md gives to paste into a browser's console does there what it says: run as it stands, on a real socket. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { blobs, declareService, type Peer } from '../index.ts';
import { countWords } from './claim-check.ts';
import { type ExampleHouse, openExampleHouse } from './examples.test-world.ts';
import { serveBaskets } from './sticky.ts';

const DOC = readFileSync(new URL('../../docs/patterns.md', import.meta.url), 'utf8');
const SNIPPETS = new Map(
  [...DOC.matchAll(/```js\n\/\/ console(?:: |, )([a-z ]+).*\n([\s\S]*?)```/g)].map(([, name, code]) => [
    name!,
    code!,
  ]),
);

let house: ExampleHouse;
let peer: Peer;
beforeAll(async () => {
  house = await openExampleHouse();
  peer = house.peer();
  const prices: Record<string, number> = { kiln: 100, sand: 3 };
  const offers: Record<string, number> = { dear: 90, fair: 5 };
  await peer.registerUri(
    'shop.price',
    ([item]) => prices[String(item)] ?? Promise.reject(new Error('sold out')),
  );
  await peer.registerUri('shop.offer', ([shop]) => offers[String(shop)]);
  await peer.registerUri('office.print', ([page]) => `${page} is printed`);
  await peer.subscribeUri('office.alarm', () => {});
  await serveBaskets(peer);
  await countWords(peer, blobs({ site: house.site }));
  const well = new Promise<void>((resolve) => {
    void peer.subscribe('lehr.health', ({ services }) => {
      if (services.some(({ state }) => state === 'ok')) resolve();
    });
  });
  await declareService(peer, { name: 'shop', procedures: ['shop.price'] });
  await well;
});
afterAll(() => house.close());

/** Pastes it behind what goes first; gives what it logs, as it comes. */
async function paste(name: string) {
  const logged: unknown[][] = [];
  let told = () => {};
  const console = {
    log: (...words: unknown[]) => {
      logged.push(words);
      told();
    },
  };
  const source = `${SNIPPETS.get('first')}${SNIPPETS.get(name)}`.replace(/ws:\/\/[^']*/, house.url);
  const page = {
    WebSocket,
    console,
    prompt: () => house.token,
    fetch: (path: string, init: RequestInit) => fetch(house.site + path, init),
  };
  const module = `export default async ({ ${Object.keys(page).join(', ')} }) => {${source}}`;
  const { default: go } = await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(module)}`
  );
  await go(page);
  return async (count: number): Promise<unknown[][]> => {
    while (logged.length < count)
      await new Promise<void>((resolve) => {
        told = resolve;
      });
    return logged;
  };
}

test('there is one for every pattern', () => {
  const patterns = [...DOC.matchAll(/^## (.*)$/gm)].map(([, title]) => title!.toLowerCase());
  const shown = patterns.map((title) => /^[a-z ]+?(?= of calls|:|$)/.exec(title)?.[0]);
  expect(shown.length).toBe(11);
  expect([...SNIPPETS.keys()]).toEqual(['first', ...shown]);
});

test.each<[name: string, logs: unknown[][]]>([
  ['composition', [[113]]],
  [
    'gather',
    [
      ['dear', 90],
      ['fair', 5],
    ],
  ],
  ['unavailable', [['no forecast just now: wamp.error.no_such_procedure']]],
  ['demands', [['heard'], ['page 1 is printed']]],
  ['hot standby', [['standby in a console']]],
  ['facts', [[1, 'ledger.sales', 'kiln', 100]]],
  ['sticky calls', [[['sand']]]],
  ['health bulletin', [['shop', 'ok']]],
  ['claim check', [[20_000]]],
])('%s', async (name, logs) => {
  const logged = await paste(name);
  expect((await logged(logs.length)).sort()).toEqual(logs);
});

test('slot', async () => {
  const logged = await paste('slot');
  await peer.publishRaw('shop.order.placed', ['tea']);
  expect(await logged(1)).toEqual([['shop.order.placed', 'tea', 1]]);
});

test('a crew', async () => {
  await paste('a crew');
  expect(await peer.callUri('crew.square', [3])).toBe(9);
});
