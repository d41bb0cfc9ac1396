import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tourFiles } from './tour-files.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lehr-tours-'));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

function ring(n: number, type = 'EUC_2D'): string {
  const rows = Array.from({ length: n }, (_, i) => `${i + 1} ${i} ${i % 3}`);
  return `NAME: ring\nTYPE: TSP\nDIMENSION: ${n}\nEDGE_WEIGHT_TYPE: ${type}\nNODE_COORD_SECTION\n${rows.join('\n')}\nEOF\n`;
}

test('a folder without a table of optima is measured, by size, whatever its files are called', async () => {
  await writeFile(join(folder, 'alps.tsp'), ring(30));
  await writeFile(join(folder, 'B.TSP'), ring(5));
  await writeFile(join(folder, 'notes.md'), 'nothing');
  const files = tourFiles(folder, false, false);
  expect(files.map(({ name, problem, optimum }) => [name, problem.n, optimum])).toEqual([
    ['B', 5, null],
    ['alps', 30, null],
  ]);
  expect(tourFiles(folder, true, false)).toHaveLength(2);
});

test('what is known stands in optima.tsv, by Windows’ line ends too', async () => {
  await writeFile(join(folder, 'a.tsp'), ring(5));
  await writeFile(join(folder, 'b.tsp'), ring(6));
  await writeFile(join(folder, 'optima.tsv'), 'a\t11\r\n');
  expect(tourFiles(folder, false, false).map(({ optimum }) => optimum)).toEqual([11, null]);
  await writeFile(join(folder, 'optima.tsv'), 'a\tabout 11\n');
  expect(() => tourFiles(join(folder, 'a.tsp'), false, false)).toThrow(
    '"a about 11" is no "name<TAB>length"',
  );
});

test('what a folder has that Lehr does not read is said and left out; named, it is refused', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  await writeFile(join(folder, 'good.tsp'), ring(5));
  await writeFile(join(folder, 'far.tsp'), ring(5, 'XRAY1'));
  expect(tourFiles(folder, false, false).map(({ name }) => name)).toEqual(['good']);
  expect(said).toHaveBeenCalledExactlyOnceWith(
    expect.stringMatching(/far\.tsp: Line 4: XRAY1 is not supported.* Left out\.$/),
  );
  expect(() => tourFiles(join(folder, 'far.tsp'), false, false)).toThrow(/far\.tsp: Line 4: XRAY1/);
});

test('of a large folder a quick run takes twenty, small to large', async () => {
  for (let i = 1; i <= 45; i++) await writeFile(join(folder, `r${i}.tsp`), ring(i));
  const sizes = tourFiles(folder, true, false).map(({ problem }) => problem.n);
  expect(sizes).toHaveLength(20);
  expect(sizes[0]).toBe(1);
  expect(sizes.at(-1)).toBeGreaterThan(40);
});

test('where there is nothing to measure, that is said', async () => {
  expect(() => tourFiles(join(folder, 'none'), false, false)).toThrow('there is no such file or folder');
  await mkdir(join(folder, 'empty'));
  expect(() => tourFiles(join(folder, 'empty'), false, false)).toThrow('no TSPLIB file that Lehr reads');
});
