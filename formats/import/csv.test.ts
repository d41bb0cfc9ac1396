import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../anneal/kind.ts';
import { MAX_CITIES } from '../../anneal/tsp/problem.ts';
import { describeCsv } from './csv.ts';
import { DELIMITERS, readRows } from './csv-rows.ts';
import { FileError } from './file-error.ts';
import { importText, readProblem } from './import.ts';
import type { ImportedTsp } from './imported.ts';

const csv = (text: string) => importText(text, 'x') as ImportedTsp;

describe('a CSV file', () => {
  test('with lat and lon lies on the Earth, with names', () => {
    const { problem, view } = csv('name,lat,lon\nBerlin,52.52,13.405\n"Paris, France",48.8566,2.3522\n');
    expect(problem).toEqual({
      metric: 'great-circle',
      n: 2,
      lonlat: Float64Array.of(13.405, 52.52, 2.3522, 48.8566),
    });
    expect(view).toEqual({
      surface: 'map',
      xy: [13.405, 52.52, 2.3522, 48.8566],
      names: ['Berlin', 'Paris, France'],
      unit: 'm',
    });
  });

  test('with x and y lies in the plane, and cities without a name are numbered', () => {
    const { problem, view } = csv('X,Y\n0,0\n300,400\n');
    expect(problem).toMatchObject({ metric: 'euclidean', rounding: 'nearest', n: 2 });
    expect(view).toEqual({ surface: 'plane', xy: [0, 0, 300, 400], names: ['1', '2'], unit: '' });
  });

  test.each([
    ['semicolons', 'lat;lon\n1;2\n3;4'],
    ['tabs', 'lat\tlon\n1\t2\n3\t4'],
    ['long names, a byte order mark and Windows line ends', '\ufeffLatitude,Longitude\r\n1,2\r\n3,4\r\n'],
    ['lng, other columns, spaces and empty lines', 'id, lng ,lat,note\n\n7, 2 , 1,x\n8,4,3,y\n\n'],
  ])('may have %s', (_, text) => {
    expect(csv(text).view.xy).toEqual([2, 1, 4, 3]);
  });

  test.each([
    [
      'no known columns',
      'a,b\n1,2',
      /^Line 1: the header has the columns "a", "b"; name two of them "lat" and "lon"/,
    ],
    ['no rows', 'lat,lon\n', /header but no cities/],
    ['nothing', '', /empty/],
    ['a word for a number', 'lat,lon\n1,2\n3,east', /^Line 3, column 2 \(lon\) is "east"; give a number/],
    [
      'a decimal comma in quotes, where commas part the cells',
      'lat,lon\n"52,5",13',
      /^Line 2, column 1 \(lat\) is "52,5"; write the decimal with a point/,
    ],
    ['a missing value', 'lat,lon\n1', /^Line 2, column 2 \(lon\) is empty/],
    [
      'latitude out of range',
      'lon,lat\n1,95',
      /^Line 2, column 2 \(lat\) is 95; it must lie between -90 and 90/,
    ],
    ['an open quote', 'name,lat,lon\n"Berlin,1,2', /^Line 2, column 1: a quote opens here and never closes/],
    ['coordinates too fine to round', 'x,y\n0,0\n0.5,1.5\n1,1', /multiply x and y/],
  ])('with %s is refused with a reason', (_, text, message) => {
    expect(() => csv(text)).toThrow(ProblemError);
    expect(() => csv(text)).toThrow(message);
  });

  test('reports the line of the file, also after empty and quoted lines', () => {
    expect(() => csv('name,lat,lon\n\n"two\nlines",1,2\nBerlin,x,2')).toThrow(/^Line 5, column 2 \(lat\)/);
  });
});

describe('the columns', () => {
  test.each([
    ['Kunde;Breitengrad;Längengrad\nA;52,5;13,4', 'map', [13.4, 52.5], ['A']],
    ['Stop name|Lat (WGS84)|Lon (WGS84)\nA|52.5|13.4', 'map', [13.4, 52.5], ['A']],
    ['id,Easting,Northing\n7,3000,−4000', 'plane', [3000, -4000], ['1']],
    ['LNG\tLAT\tCity\n 1e1 \t-.5\t"a ""b"" \tc"', 'map', [10, -0.5], ['a "b" \tc']],
    ['name,lat,lon,,\n"O\'Neill, 5"" pipe",1,2,,\n,,,,', 'map', [2, 1], ['O\'Neill, 5" pipe']],
  ])('of %j are known by their names', (text, surface, xy, names) => {
    expect(csv(text).view).toMatchObject({ surface, xy, names });
  });

  test('that nobody can tell are told, with samples and a guess', () => {
    const read = readProblem('Wer;Wo N;Wo O\nA;52,5;13,4\nB;48,1;11,6\n', { title: 'x' });
    expect(read).toEqual({
      needsColumns: {
        header: true,
        rows: 2,
        columns: [
          { label: 'Wer', samples: ['A', 'B'], numeric: false },
          { label: 'Wo N', samples: ['52,5', '48,1'], numeric: true },
          { label: 'Wo O', samples: ['13,4', '11,6'], numeric: true },
        ],
        guess: { surface: 'map', x: 2, y: 1, name: 0 },
        certain: false,
      },
    });
  });

  test('are as the caller says, with or without a header', () => {
    const columns = { surface: 'map', x: 2, y: 1, name: 0 } as const;
    const text = 'Wer;Wo N;Wo O\nA;52,5;13,4';
    expect(readProblem(text, { title: 'x', columns })).toMatchObject({
      problem: { metric: 'great-circle', n: 1 },
      view: { xy: [13.4, 52.5], names: ['A'] },
    });
    const bare = 'Berlin,52.5,13.4\nParis,48.9,2.4';
    expect(readProblem(bare, { title: 'x' })).toMatchObject({
      needsColumns: { header: false, rows: 2, guess: { surface: 'map', x: 2, y: 1 } },
    });
    expect(readProblem(bare, { title: 'x', columns })).toMatchObject({
      view: { names: ['Berlin', 'Paris'] },
    });
    expect(readProblem(bare, { title: 'x', columns: { ...columns, header: true } })).toMatchObject({
      view: { names: ['Paris'] },
    });
    expect(() => readProblem(bare, { title: 'x', columns: { ...columns, x: 7 } })).toThrow(
      /^Line 1, column 8 \(column 8\) is empty/,
    );
    expect(describeCsv('lat,lon\n1,2')).toMatchObject({ certain: true, guess: { x: 1, y: 0, name: null } });
  });

  test('are an error where nobody can be asked', () => {
    expect(() => csv('1,2\n3,4')).toThrow(/^Line 1: there is no header; begin the file with/);
  });

  test('do not begin where names have a comma in them', () => {
    expect(csv('Name, Ort;Lat;Lon\nMüller, Berlin;52,5;13,4\nMeier;52;13').view.names).toEqual([
      'Müller, Berlin',
      'Meier',
    ]);
  });
});

test('a fault is placed at its very character', () => {
  const place = (text: string) => {
    try {
      csv(text);
    } catch (error) {
      return error instanceof FileError ? error.place : null;
    }
    return null;
  };
  expect(place('name,lat,lon\n"A, B",1, east\n')).toEqual({ line: 2, column: 11 });
  expect(place('name,lat,lon\r\n"two\r\nlines","x",2\r\n')).toEqual({ line: 3, column: 9 });
  expect(place('name,lat,lon\nA,1\n')).toEqual({ line: 2, column: 4 });
  expect(place('name,lat,lon\nA,"1\n')).toEqual({ line: 2, column: 3 });
});

test('rows are read as csv-parse reads them', () => {
  const cell = fc.string({ unit: fc.constantFrom(...'ab "\',;\t|\n\r1é'.split('')), maxLength: 6 });
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
  const marks = fc.record({
    delimiter: fc.constantFrom(...DELIMITERS),
    newline: fc.constantFrom('\n', '\r\n', '\r'),
    end: fc.boolean(),
  });
  fc.assert(
    fc.property(table, marks, (rows, { delimiter, newline, end }) => {
      const written = (text: string) =>
        /["\n\r]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
      const text = rows.map((row) => row.map(written).join(delimiter)).join(newline) + (end ? newline : '');
      const ours = readRows(text, delimiter, 100).map(({ cells }) => cells);
      expect(ours).toEqual(rows.filter((row) => row.some((value) => value.trim() !== '')));
      const theirs = parse(text, { delimiter, record_delimiter: newline, relax_column_count: true });
      expect(ours).toEqual(theirs.filter((row) => row.some((value) => value.trim() !== '')));
    }),
  );
});

test('reading ends at the most rows there may be', () => {
  const text = `lat,lon\n${'1,2\n'.repeat(MAX_CITIES + 1)}"`;
  expect(() => csv(text)).toThrow(`more than ${MAX_CITIES} cities`);
});
