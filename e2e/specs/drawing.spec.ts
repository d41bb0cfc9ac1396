import type { JobDelta } from '../../peer/procedures.ts';
import { decodeTour } from '../../web/drawing/edges.ts';
import { expect, type Page, test } from '../fixtures.ts';
import { DonatePage } from '../pages/donate-page.ts';
import { TourMap } from '../pages/tour-map.ts';

/** Counts the frames that the page's own thread puts on canvases. */
function countPageFrames(): void {
  const counted = { frames: 0 };
  Object.assign(globalThis, { counted });
  const original = CanvasRenderingContext2D.prototype.putImageData;
  CanvasRenderingContext2D.prototype.putImageData = function count(
    this: CanvasRenderingContext2D,
    ...args: unknown[]
  ) {
    counted.frames += 1;
    return Reflect.apply(original, this, args);
  } as typeof original;
}

const pageFrames = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { counted: { frames: number } }).counted.frames);

const drawingWorkers = (page: Page) =>
  page.workers().filter((worker) => /drawing\.worker/.test(worker.url()));

test('a live tour is drawn in a worker of its own, and the page draws nothing', async ({
  lehr,
  visitor,
  page,
}) => {
  await page.addInitScript(countPageFrames);
  await visitor.open(lehr.url);
  const map = new TourMap(page);
  await expect(map.picture).toHaveAttribute('data-drawn-in', 'page');
  await expect.poll(() => map.ink()).toBeGreaterThan(1000);
  expect(await pageFrames(page)).toBeGreaterThan(0);
  expect(drawingWorkers(page)).toEqual([]);

  await visitor.donate.click();
  await expect(map.picture).toHaveAttribute('data-drawn-in', 'worker');
  await expect.poll(() => map.picture.locator('canvas').count()).toBe(3);
  await expect.poll(async () => (await map.tour()).length).toBe(3000);
  const [before, frames] = [await pageFrames(page), await map.frames()];
  await expect.poll(() => map.frames()).toBeGreaterThan(frames + 3);
  expect(await pageFrames(page)).toBe(before);
  // One look may come between the clearing of a canvas and its next picture.
  await expect.poll(() => map.ink()).toBeGreaterThan(1000);
  expect(drawingWorkers(page)).toHaveLength(1);

  await visitor.stop.click();
  await expect(map.picture).toHaveAttribute('data-drawn-in', 'page');
  await expect.poll(() => drawingWorkers(page)).toEqual([]);
  await expect.poll(() => map.ink()).toBeGreaterThan(1000);
});

test('nothing is drawn out of sight or in a hidden page, and the latest when it is seen again', async ({
  lehr,
  visitor,
  page,
}) => {
  await visitor.open(lehr.url);
  await visitor.donate.click();
  const map = new TourMap(page);
  await expect(map.picture).toHaveAttribute('data-drawn-in', 'worker');
  /** Resolves when the page was given another tour than it has now. */
  const anotherTour = async () => {
    const now = (await map.tour()).join();
    await expect.poll(async () => (await map.tour()).join()).not.toBe(now);
  };
  await anotherTour();
  await expect.poll(() => map.frames()).toBeGreaterThan(2);
  await expect(map.picture).toHaveAttribute('data-drawn-in', 'worker');

  const drawnBetween = async (hide: () => Promise<unknown>, show: () => Promise<unknown>) => {
    await hide();
    // What was on its way when it went out of sight is still drawn.
    await anotherTour();
    const frames = await map.frames();
    await anotherTour();
    const drawn = (await map.frames()) - frames;
    await show();
    await expect.poll(() => map.frames()).toBeGreaterThan(frames + drawn);
    return drawn;
  };
  expect(
    await drawnBetween(
      () => map.scrollAway(true),
      () => map.scrollAway(false),
    ),
  ).toBe(0);
  const hidden = (is: boolean) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
      document.dispatchEvent(new Event('visibilitychange'));
    }, is);
  expect(
    await drawnBetween(
      () => hidden(true),
      () => hidden(false),
    ),
  ).toBe(0);
});

for (const [why, prepare] of [
  [
    'without OffscreenCanvas',
    (page: Page) => page.addInitScript(() => void Reflect.deleteProperty(globalThis, 'OffscreenCanvas')),
  ],
  [
    'whose drawing worker cannot be loaded',
    (page: Page) => page.route(/drawing\.worker/, (route) => route.abort()),
  ],
] as const) {
  test(`a page ${why} draws by itself`, async ({ lehr, visitor, page }) => {
    await prepare(page);
    await visitor.open(lehr.url);
    await visitor.donate.click();
    const map = new TourMap(page);
    await expect.poll(async () => (await map.tour()).length).toBe(3000);
    await expect(map.picture).toHaveAttribute('data-drawn-in', 'page');
    const frames = await map.frames();
    await expect.poll(() => map.frames()).toBeGreaterThan(frames + 2);
    expect(await map.ink()).toBeGreaterThan(1000);
    expect(drawingWorkers(page)).toEqual([]);
  });
}

test('who comes late sees the same tour as who followed every change of it', async ({
  lehr,
  page,
  browser,
  observer,
}) => {
  const early = new TourMap(page);
  await early.open(lehr.url);
  const { current } = await observer.call('lehr.job.list', {});
  const id = current ?? '';
  const changes: JobDelta[] = [];
  await observer.subscribe(`lehr.job.${id}.delta`, (delta) => changes.push(delta));
  const donors = await browser.newContext();
  const donor = await new DonatePage(await donors.newPage()).open(lehr.url);
  await donor.donate.click();
  await expect.poll(() => changes.filter(({ base }) => base !== null).length).toBeGreaterThan(3);
  await donors.close();
  await expect.poll(async () => (await lehr.health()).donors).toBe(0);

  const context = await browser.newContext();
  const late = new TourMap(await context.newPage());
  await late.open(lehr.url);
  // As the orchestrator has it; what is replayed still may make another best known.
  const truth = async () => {
    const { best } = await observer.call('lehr.job.get', { id });
    return [...decodeTour(best?.state ?? new Uint8Array())];
  };
  expect(await truth()).toHaveLength(3000);
  for (const map of [late, early])
    await expect.poll(async () => (await map.tour()).join() === (await truth()).join()).toBe(true);
  // A change is small: the whole has 6,000 bytes.
  for (const { base, bytes } of changes) if (base !== null) expect(bytes.length).toBeLessThanOrEqual(3000);
  await context.close();
});
