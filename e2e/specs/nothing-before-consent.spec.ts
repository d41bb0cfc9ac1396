import { expect, test } from '../fixtures.ts';
import { NOTHING_STORED, stored } from '../stored.ts';

/** Wraps what could compute, connect or store, so that any use before consent is on record. */
function recordUse(): void {
  const used: string[] = [];
  Object.assign(globalThis, { usedBeforeConsent: used });
  for (const name of ['Worker', 'SharedWorker', 'WebSocket', 'EventSource', 'BroadcastChannel'] as const) {
    const Original = globalThis[name];
    Object.assign(globalThis, {
      [name]: new Proxy(Original, {
        construct(target, args, self) {
          used.push(name);
          return Reflect.construct(target, args, self);
        },
      }),
    });
  }
  const setItem = Storage.prototype.setItem;
  Storage.prototype.setItem = function record(key, value) {
    used.push(`storage ${key}`);
    return setItem.call(this, key, value);
  };
  const open = indexedDB.open.bind(indexedDB);
  indexedDB.open = (...args) => {
    used.push(`indexedDB ${args[0]}`);
    return open(...args);
  };
}

const used = () => (globalThis as unknown as { usedBeforeConsent: string[] }).usedBeforeConsent;

test.use({ ownLehr: false });

test('nothing computes, connects or stores before consent', async ({ lehr, visitor, page }) => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('websocket', (socket) => requests.push(socket.url()));
  await page.addInitScript(recordUse);
  await visitor.open(lehr.url);
  await expect(visitor.donate).toBeVisible();
  // It knows all the same what it would work on.
  await expect(page.getByRole('heading', { level: 1 })).toContainText(
    'The 3,000 largest cities of the world',
  );
  await page.waitForLoadState('networkidle');

  expect(await page.evaluate(used)).toEqual([]);
  expect(page.workers()).toEqual([]);
  expect(await stored(page)).toEqual(NOTHING_STORED);
  const foreign = requests.filter((url) => !url.startsWith(`${lehr.url}/`) && !url.startsWith('data:'));
  expect(foreign).toEqual([]);
  expect(requests.filter((url) => /\/(ws|blob|healthz)\b/.test(url))).toEqual([]);
  expect((await lehr.health()).donors).toBe(0);

  await visitor.donate.click();
  await visitor.isRunning();
  expect(await page.evaluate(used)).toEqual(expect.arrayContaining(['SharedWorker', 'Worker']));
});

test('"No thanks" leaves everything as it was', async ({ lehr, visitor, page }) => {
  await page.addInitScript(recordUse);
  await visitor.open(lehr.url);
  await page.getByRole('button', { name: /^No thanks/ }).click();
  await page.waitForLoadState('networkidle');
  expect(await page.evaluate(used)).toEqual([]);
});
