import { describe, expect, test } from 'vitest';
import { tsp } from '../../anneal/tsp/kind.ts';
import { decodeTour } from '../../anneal/tsp/state.ts';
import type { ProblemView } from '../../peer/procedures.ts';
import { Files } from './files.ts';
import type { Reading, ReadProblem, Source } from './protocol.ts';

const SQUARE = 'name,x,y\nA,0,0\nB,100,100\nC,100,0\nD,0,100\n';
const STRANGE = 'Kunde;Nord;Ost;Nr\nA;48.1;11.5;7\nB;48.2;11.6;8\nC;48.3;11.4;9\nD;48.25;11.45;10\n';
const text = (text: string): Source => ({ is: 'text', text });
const file = (name: string, content: string | Uint8Array): Source => ({
  is: 'file',
  file: new File([content as Uint8Array<ArrayBuffer>], name),
});

function problem(reading: Reading): ReadProblem {
  if (reading.is !== 'problem') throw new Error(`read as ${JSON.stringify(reading)}`);
  return reading;
}

function namesIn(files: Files): readonly string[] {
  return (JSON.parse(new TextDecoder().decode(files.pack().view)) as ProblemView).names;
}

describe('what people give', () => {
  test('a file becomes a problem with its length in the given order and its extent', async () => {
    const read = problem(await new Files().read(file('My stops.csv', SQUARE)));
    expect(read).toMatchObject({ title: 'My stops', kind: 'tsp', n: 4, extent: { wide: 100, tall: 100 } });
    expect(read.given).toBe(2 * 100 + 2 * 141);
  });

  test('a table of unknown columns is asked about, and read as it is answered', async () => {
    const files = new Files();
    const unclear = await files.read(text(STRANGE));
    expect(unclear).toMatchObject({ is: 'unclear', table: { header: true } });
    if (unclear.is !== 'unclear') return;
    expect(unclear.table.columns.map(({ label }) => label)).toEqual(['Kunde', 'Nord', 'Ost', 'Nr']);
    const read = problem(files.choose({ surface: 'map', x: 2, y: 1, name: 0 }));
    expect(read).toMatchObject({ surface: 'map', unit: 'm', n: 4 });
    expect([...read.xy]).toEqual([11.5, 48.1, 11.6, 48.2, 11.4, 48.3, 11.45, 48.25]);
    expect(namesIn(files)).toEqual(['A', 'B', 'C', 'D']);
    expect(read.extent?.tall).toBeGreaterThan(22_000);
    expect(read.extent?.tall).toBeLessThan(22_500);
  });

  test('the line at fault is shown, and what is corrected is read with all the rest', async () => {
    const files = new Files();
    const fault = await files.read(text('name,lat,lon\nA,48,11\nB,four,12\nC,48.2,11.4\nD,48.3,11.4\n'));
    expect(fault).toMatchObject({ is: 'fault', why: 'content', line: 3, column: 3 });
    if (fault.is !== 'fault') return;
    expect(fault.message).toContain('four');
    expect(fault.around.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(fault.around[2]?.text).toBe('B,four,12');
    const still = files.mend(3, 'B,48.1,');
    expect(still).toMatchObject({ is: 'fault', line: 3 });
    problem(files.mend(3, 'B,48.1,12'));
    expect(namesIn(files)).toEqual(['A', 'B', 'C', 'D']);
  });

  test('the columns chosen hold while lines are corrected', async () => {
    const files = new Files();
    await files.read(text(STRANGE.replace('48.2', 'x')));
    expect(files.choose({ surface: 'map', x: 2, y: 1, name: 0 })).toMatchObject({ is: 'fault', line: 3 });
    expect(problem(files.mend(3, 'B;48.2;11.6;8')).n).toBe(4);
  });

  test('a spreadsheet of Western Europe keeps its letters', async () => {
    const bytes = Uint8Array.from('name,lat,lon\nM\u00fcnchen,48.1,11.5\nB,48,11\nC,48,12\nD,49,12\n', (c) =>
      c.charCodeAt(0),
    );
    const files = new Files();
    problem(await files.read(file('a.csv', bytes)));
    expect(namesIn(files)[0]).toBe('M\u00fcnchen');
  });

  test.each([1, 2, 3])('%i places are no job: there is one round trip alone', async (places) => {
    const files = new Files();
    const rows = Array.from({ length: places }, (_, i) => `P${i},48.${i},11.${i}`);
    const read = await files.read(text(['name,lat,lon', ...rows, ''].join('\n')));
    expect(read).toMatchObject({ is: 'fault', why: 'few', message: String(places) });
    expect(() => files.pack()).toThrow();
  });

  test('too many bytes are not even read, and a file that is gone is said to be', async () => {
    const large = { name: 'a.csv', size: 64 * 1024 * 1024 + 1 } as File;
    expect(await new Files().read({ is: 'file', file: large })).toMatchObject({ is: 'fault', why: 'large' });
    const gone = { name: 'a.csv', size: 1, arrayBuffer: () => Promise.reject(new Error('NotReadable')) };
    const read = await new Files().read({ is: 'file', file: gone as unknown as File });
    expect(read).toMatchObject({ is: 'fault', why: 'gone', line: null });
  });
});

test('what is packed is the problem, its picture and the given order', async () => {
  const files = new Files();
  problem(await files.read(text(SQUARE)));
  const { kind, problem: bytes, view, start } = files.pack();
  expect(kind).toBe('tsp');
  expect(tsp.decode(bytes).n).toBe(4);
  expect((JSON.parse(new TextDecoder().decode(view)) as ProblemView).names).toEqual(['A', 'B', 'C', 'D']);
  expect([...decodeTour(start ?? new Uint8Array(), 4)]).toEqual([0, 1, 2, 3]);
  expect(files.given('tsp', bytes)).toBe(482);
  const again = await new Files().read({ is: 'stored', title: 'T', problem: bytes, view });
  expect(problem(again)).toMatchObject({ title: 'T', n: 4, given: 482, source: '' });
  // Cities of the world come by size, which is nobody's tour.
  const world = { ...(JSON.parse(new TextDecoder().decode(view)) as ProblemView), source: 'GeoNames' };
  const sourced = new TextEncoder().encode(JSON.stringify(world));
  expect(await new Files().read({ is: 'stored', title: 'T', problem: bytes, view: sourced })).toMatchObject({
    given: null,
    source: 'GeoNames',
  });
});

test('nothing is packed of a source that could not be read, though one before it could', async () => {
  const files = new Files();
  await files.read(text(SQUARE));
  await files.read(text('name,x,y\nA,1,oops\n'));
  expect(() => files.pack()).toThrow('nothing was read');
  expect(files.given('maxcut', new Uint8Array())).toBeNull();
});
