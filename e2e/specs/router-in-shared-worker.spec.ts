/** The router's own example, built from the published `lehr/router/browser`, where it is meant to run: in a SharedWorker. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { build, type Rollup } from 'vite';

const root = fileURLToPath(new URL('../../', import.meta.url));
const ENTRY = 'virtual:worker';

/** As the example's header has it. */
const WORKER = `
import { routerOfPorts } from '/router-lite/examples/shared-worker.ts';
const serve = routerOfPorts();
addEventListener('connect', ({ ports: [port] }) => {
  port.onmessage = ({ data: lock }) => serve(port, navigator.locks.request(lock, () => {}));
});`;

const PAGE = `<!doctype html><html lang="en"><title>A peer</title><script>
const { port } = new SharedWorker('/worker.js');
const lock = 'page-' + crypto.randomUUID();
// The worker takes the first message for the lock: nothing is said before it.
const isSaid = new Promise((resolve) => {
  navigator.locks.request(lock, () => { port.postMessage(lock); resolve(); return new Promise(() => {}); });
});
const unread = [];
const takers = [];
port.onmessage = ({ data }) => (takers.length > 0 ? takers.shift()(data) : unread.push(data));
const send = (...tuple) => isSaid.then(() => port.postMessage(tuple));
const next = () => (unread.length > 0 ? unread.shift() : new Promise((take) => takers.push(take)));
</script>`;

let worker = '';
const site = createServer(({ url }, response) => {
  response.setHeader('content-type', url === '/worker.js' ? 'text/javascript' : 'text/html');
  response.end(url === '/worker.js' ? worker : PAGE);
});

test.beforeAll(async () => {
  const built = await build({
    root,
    configFile: false,
    logLevel: 'error',
    // The example names its neighbour; here stands what npm gets.
    resolve: { alias: [{ find: /^\.\.\/browser\.ts$/, replacement: `${root}dist/node/router-browser.js` }] },
    plugins: [
      {
        name: 'worker',
        resolveId: (id) => (id === ENTRY ? id : undefined),
        load: (id) => (id === ENTRY ? WORKER : undefined),
      },
    ],
    build: { write: false, rolldownOptions: { input: ENTRY, output: { format: 'iife' } } },
  });
  const [{ code, imports }] = (built as Rollup.RollupOutput).output;
  // Not a thing of Node is in it, and nothing that is still to be loaded.
  expect(imports).toEqual([]);
  expect(code).not.toMatch(/\bnode:|\brequire\(|\bprocess\.|\bBuffer\b/);
  worker = code;
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
});

test.afterAll(() => site.close());

declare function send(...tuple: readonly unknown[]): Promise<void>;
declare function next(): Promise<readonly unknown[]>;

/** A tab that has joined; what it says, and the next that it is told. */
async function tab(page: Page) {
  await page.goto(`http://127.0.0.1:${(site.address() as { port: number }).port}/`);
  const say = (...tuple: unknown[]) => page.evaluate((parts) => send(...parts), tuple);
  const hear = () => page.evaluate(() => next());
  await say(1, 'realm1', { roles: { caller: {}, callee: {}, publisher: {}, subscriber: {} } });
  expect(await hear()).toMatchObject([2, expect.any(Number), { authrole: 'guest' }]);
  return { page, say, hear };
}

test('two tabs talk through a router that no server has, and one learns that the other is gone', async ({
  context,
}) => {
  const one = await tab(await context.newPage());
  const two = await tab(await context.newPage());

  await one.say(64, 1, {}, 'com.example.add');
  expect(await one.hear()).toMatchObject([65, 1, expect.any(Number)]);
  await two.say(48, 1, {}, 'com.example.add', [2, 3]);
  const [code, request, , , args] = await one.hear();
  expect([code, args]).toEqual([68, [2, 3]]);
  await one.say(70, request, {}, [5]);
  expect(await two.hear()).toEqual([50, 1, {}, [5]]);

  await two.say(32, 2, {}, 'com.example.news');
  expect(await two.hear()).toMatchObject([33, 2, expect.any(Number)]);
  await one.say(16, 2, { acknowledge: true }, 'com.example.news', ['hot'], { bytes: null });
  expect(await one.hear()).toMatchObject([17, 2, expect.any(Number)]);
  expect((await two.hear()).slice(4)).toEqual([['hot'], { bytes: null }]);

  await two.say(48, 3, {}, 'com.example.add', [4, 5]);
  expect((await one.hear())[0]).toBe(68);
  await one.page.close();
  expect((await two.hear()).slice(0, 5)).toEqual([8, 48, 3, {}, 'wamp.error.canceled']);
});
