import { createHash } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tsp } from '../anneal/tsp/kind.ts';
import { encodeTour } from '../anneal/tsp/state.ts';
import type { ImportedTsp } from '../formats/import/imported.ts';
import { referenceOf } from '../orchestrator/references.ts';
import { importSpec } from './import-spec.ts';

const TSPLIB =
  'NAME: t\nTYPE: TSP\nDIMENSION: 2\nEDGE_WEIGHT_TYPE: EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 3 4\nEOF\n';

describe('the input of a job', () => {
  test('is TSPLIB or CSV by its content, not by its name', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lehr-import-'));
    await writeFile(join(folder, 'a.csv'), TSPLIB);
    await writeFile(join(folder, 'stops.tsp'), 'lat,lon\n1,2\n3,4\n');
    expect(await importSpec(join(folder, 'a.csv'))).toMatchObject({ title: 't', view: { surface: 'plane' } });
    expect(await importSpec(join(folder, 'stops.tsp'))).toMatchObject({
      title: 'stops',
      view: { surface: 'map' },
    });
    await expect(importSpec(join(folder, 'none.tsp'))).rejects.toThrow(
      /Cannot read .*none.tsp: there is no such file/,
    );
    await expect(importSpec(folder)).rejects.toThrow(/it is a folder/);
    await writeFile(join(folder, 'bad.csv'), 'lat,lon\n1,oops\n');
    await expect(importSpec(join(folder, 'bad.csv'))).rejects.toThrow(/bad\.csv: Line 2, column 2/);
  });

  test('of a CSV of any header is read as --columns says, by name or number', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lehr-import-'));
    const path = join(folder, 'stops.csv');
    await writeFile(path, 'Wer;North;East\nA;48,5;11\nB;48,1;11,5\n');
    const columns = (text?: string | null) => importSpec(path, text);
    for (const text of ['lat=North,lon=east,name=1', ' lat = 2 , lon = 3 ,name=Wer'])
      expect((await columns(text)).view).toMatchObject({ xy: [11, 48.5, 11.5, 48.1], names: ['A', 'B'] });
    await expect(columns('x=3,y=2')).rejects.toThrow(/The x and y span only 0\.5 units/);
    await expect(columns()).rejects.toThrow(
      /"Wer", "North", "East"; name two of them "lat" and "lon", or "x" and "y"\.$/,
    );
    await expect(columns(null)).rejects.toThrow(/Or say which are which: --columns/);
    await expect(columns('lat=North')).rejects.toThrow(/give lat and lon, or x and y/);
    await expect(columns('lat=North,lon=West')).rejects.toThrow(
      'there is no column "West"; the file has 1 "Wer", 2 "North", 3 "East"',
    );
    await expect(columns('lat=1,lat=2')).rejects.toThrow(/"lat=2" is not one of/);
    await expect(columns('height=1')).rejects.toThrow(/"height=1" is not one of lat=…/);
    await writeFile(path, TSPLIB);
    await expect(columns('x=1,y=2')).rejects.toThrow(/no CSV: leave out --columns/);
  });

  test('world:N is the N cities with most inhabitants, without boroughs, and always the same problem', async () => {
    const { title, problem, view } = (await importSpec('world:1000')) as ImportedTsp;
    expect(title).toBe('The 1,000 largest cities of the world');
    expect(problem.n).toBe(1000);
    expect(view.surface).toBe('map');
    expect(view.names[0]).toBe('Shanghai, CN');
    expect(view.names).not.toContain('Navi Mumbai, IN');
    const sha256 = createHash('sha256').update(tsp.encode(problem)).digest('hex');
    const reference = referenceOf(sha256);
    const inOrder = tsp.energy(problem, encodeTour(Array.from({ length: 1000 }, (_, i) => i)));
    expect(reference?.energy).toBeLessThan(inOrder / 10);
    expect(reference?.source).toContain('not proven');
  });

  test('world:DE:N is the N largest cities of that country', async () => {
    const { title, view } = await importSpec('world:DE:3');
    expect(title).toBe('The 3 largest cities of Germany');
    expect(view.names).toEqual(['Berlin', 'Hamburg', 'Munich']);
  });

  test('world: with a number that is none is refused', async () => {
    await expect(importSpec('world:many')).rejects.toThrow(/such as world:1000/);
    await expect(importSpec('world:DE')).rejects.toThrow(/or world:DE:500/);
    await expect(importSpec('world:XX:5')).rejects.toThrow(/"XX" is no country/);
    await expect(importSpec('world:LI:999')).rejects.toThrow(/world:LI:999 is not possible; .* 1 to \d+\./);
    await expect(importSpec('world:0')).rejects.toThrow(/1 to \d+/);
    await expect(importSpec('world:999999')).rejects.toThrow(/1 to \d+/);
  });
});

test('an unknown problem has no reference', () => {
  expect(referenceOf('00')).toBeNull();
});
