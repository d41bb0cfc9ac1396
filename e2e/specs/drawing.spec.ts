import { expect, type Page, test } from '../fixtures.ts';
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
  expect(await map.ink()).toBeGreaterThan(1000);
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
  test.slow(); // It waits for eight better tours.
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
