import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeTour } from '../anneal/tsp/state.ts';
import { importText } from '../formats/import/import.ts';
import type { ImportedTsp } from '../formats/import/imported.ts';
import type { Job, JobBest } from '../peer/procedures.ts';
import { importSpec } from './import-spec.ts';
import { checkOut, writeOut } from './tour-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lehr-tour-'));
  await writeFile(join(folder, 'stops.csv'), 'name,lat,lon\nA,48,11\nB,49,12\nC,48,12\nD,49,11\n');
  await writeFile(join(folder, 'plane.csv'), 'x,y\n0,0\n300,400\n');
});

/** Found by "Ada": A, C, B, D. */
function ended(): Job & { best: JobBest } {
  const best = { energy: 370_000, state: encodeTour([0, 2, 1, 3]) } as JobBest;
  const finders = { donors: [{ name: 'Ada', improvements: 2 }], last: [] };
  return { best, finders, history: [{ elapsed: 1, energy: 370_000 }] } as unknown as Job & { best: JobBest };
}

describe('--out', () => {
  test.each(['.csv', '.geojson', '.GPX'])('%s is the stops in the order of the tour', async (ending) => {
    const imported = await importSpec(join(folder, 'stops.csv'));
    const path = join(folder, `out${ending}`);
    await checkOut(path, imported);
    await writeOut(path, imported, ended());
    const { view } = importText(await readFile(path, 'utf8'), 'x') as ImportedTsp;
    expect(view.names).toEqual(['A', 'C', 'B', 'D']);
  });

  test('.svg says what was saved and who found it, on a map with coasts', async () => {
    const imported = await importSpec(join(folder, 'stops.csv'));
    const path = join(folder, 'out.svg');
    await writeOut(path, imported, ended());
    const svg = await readFile(path, 'utf8');
    expect(svg).toMatch(/>saved</);
    expect(svg).toMatch(/>Ada</);
    expect(svg).toMatch(/<path d="M[^"]+" fill="#171d28"\/>/);
    // Ready-made cities are in nobody's order, and have an owner who is to be named.
    await writeOut(path, await importSpec('world:DE:4'), ended());
    const cities = await readFile(path, 'utf8');
    expect(cities).not.toMatch(/>saved</);
    expect(cities).toContain('GeoNames');
  });

  test('is refused before the annealing where the problem lacks what it takes', async () => {
    const plane = await importSpec(join(folder, 'plane.csv'));
    await expect(checkOut(join(folder, 'a.gpx'), plane)).rejects.toThrow(
      /a\.gpx: \.gpx needs longitudes and latitudes, which this problem lacks; the name must end in one of \.tour, \.csv, \.svg/,
    );
    await expect(checkOut(join(folder, 'a.pdf'), plane)).rejects.toThrow(/a\.pdf: the name must end in/);
    await checkOut(join(folder, 'a.svg'), plane);
  });
});
