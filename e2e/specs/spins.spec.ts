import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { LehrProcess } from '../lehr-process.ts';
import { DonatePage } from '../pages/donate-page.ts';

/** Sixty vertices on a ring, all edges of which can be cut: 60. */
const RING = `60 60\n${Array.from({ length: 60 }, (_, i) => `${i + 1} ${((i + 1) % 60) + 1}`).join('\n')}\n`;

test('a cut is donated to and watched as a grid of spins, in numbers of its own', async ({
  page,
  browser,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'lehr-spins-'));
  await writeFile(join(folder, 'ring.txt'), RING);
  const lehr = await LehrProcess.start('--job', join(folder, 'ring.txt'));
  try {
    await page.goto(`${lehr.url}/kiosk`);
    const other = await browser.newContext();
    const visitor = await new DonatePage(await other.newPage()).open(lehr.url);
    await visitor.donate.click();
    for (const at of [page, visitor.page]) {
      await expect(at.getByText(/^Best cut/)).toBeVisible();
      await expect(at.getByTestId('length').first()).toHaveText('60');
      const picture = at.getByRole('img', { name: /^ring: the best found so far is 60/ });
      await expect(picture).toBeVisible();
      await expect
        .poll(async () => (await picture.evaluate(cellsOf)).reduce((sum, count) => sum + count, 0))
        .toBe(60);
      expect((await picture.evaluate(cellsOf)).length).toBeGreaterThanOrEqual(2);
    }
    await other.close();
  } finally {
    await lehr.remove();
    await rm(folder, { recursive: true, force: true });
  }
});

/**
 * Cells of each colour: one a side, and one for those that have just turned. A cell is a pixel of the canvas, which belongs
 * to the drawing worker and is copied to be read.
 */
function cellsOf(element: Element): number[] {
  const drawn = element.querySelector('canvas');
  const copy = document.createElement('canvas').getContext('2d');
  if (!drawn || !copy) return [];
  copy.canvas.width = drawn.width;
  copy.canvas.height = drawn.height;
  copy.drawImage(drawn, 0, 0);
  const pixels = copy.getImageData(0, 0, drawn.width, drawn.height).data;
  const counts = new Map<string, number>();
  for (let i = 0; i < pixels.length; i += 4) {
    const colour = pixels.slice(i, i + 4).join();
    if (pixels[i + 3] === 255) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return [...counts.values()];
}
