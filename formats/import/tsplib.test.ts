import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../anneal/kind.ts';
import { tsp } from '../../anneal/tsp/kind.ts';
import { encodeTour } from '../../anneal/tsp/state.ts';
import { importText } from './import.ts';
import { tsplib } from './tsplib.ts';

/** Distances 1–2: 3, 1–3: 4, 1–4: 5, 2–3: 6, 2–4: 7, 3–4: 8 in every way TSPLIB writes a symmetric matrix. */
const FORMATS: Readonly<Record<string, string>> = {
  FULL_MATRIX: '0 3 4 5\n3 0 6 7\n4 6 0 8\n5 7 8 0',
  UPPER_ROW: '3 4 5\n6 7\n8',
  LOWER_ROW: '3\n4 6\n5 7 8',
  UPPER_DIAG_ROW: '0 3 4 5\n0 6 7\n0 8\n0',
  LOWER_DIAG_ROW: '0\n3 0 4\n6 0\n5 7 8 0',
  UPPER_COL: '3 4 6 5 7 8',
  LOWER_COL: '3 4 5 6 7 8',
  UPPER_DIAG_COL: '0 3 0 4 6 0 5 7 8 0',
  LOWER_DIAG_COL: '0 3 4 5 0 6 7 0 8 0',
};

function explicit(format: string, weights: string, more = ''): string {
  return `NAME: four\nTYPE: TSP\nDIMENSION: 4\nEDGE_WEIGHT_TYPE: EXPLICIT\nEDGE_WEIGHT_FORMAT: ${format}\nEDGE_WEIGHT_SECTION\n${weights}\n${more}EOF\n`;
}

function plane(type: string, rows: string): string {
  return `NAME : some\nTYPE : TSP\nDIMENSION : 3\nEDGE_WEIGHT_TYPE : ${type}\nNODE_COORD_SECTION\n${rows}\nEOF\n`;
}

/** burma14 (Zaw Win), the shortest GEO file of TSPLIB; its optimum is 3323 and its canonical tour is 4562 long. */
const BURMA14 = `NAME: burma14
TYPE: TSP
COMMENT: 14-Staedte in Burma (Zaw Win)
DIMENSION: 14
EDGE_WEIGHT_TYPE: GEO
EDGE_WEIGHT_FORMAT: FUNCTION
DISPLAY_DATA_TYPE: COORD_DISPLAY
NODE_COORD_SECTION
   1  16.47       96.10
   2  16.47       94.44
   3  20.09       92.54
   4  22.39       93.37
   5  25.23       97.24
   6  22.00       96.05
   7  20.47       97.02
   8  17.20       96.29
   9  16.30       97.38
  10  14.05       98.12
  11  16.53       97.38
  12  21.52       95.59
  13  19.41       97.13
  14  20.09       94.55
EOF
`;

test('keywords and their words may be in small letters', () => {
  const upper = plane('CEIL_2D', '1 0 0\n2 3 4\n3 6 9');
  expect(tsplib(upper.toLowerCase()).problem).toEqual(tsplib(upper).problem);
  expect(importText(upper.toLowerCase(), 'x').title).toBe('some');
  const matrix = explicit('UPPER_ROW', FORMATS.UPPER_ROW);
  expect(tsplib(matrix.toLowerCase()).problem).toEqual(tsplib(matrix).problem);
});

describe('a TSPLIB file', () => {
  test.each(Object.entries(FORMATS))('gives the same matrix as %s', (format, weights) => {
    const { problem, view } = tsplib(explicit(format, weights));
    expect(problem).toEqual({ metric: 'matrix', n: 4, weights: Int32Array.of(3, 4, 5, 6, 7, 8) });
    expect(view).toEqual({ surface: 'none', xy: [], names: ['1', '2', '3', '4'], unit: '' });
  });

  test('of a matrix is drawn where its DISPLAY_DATA_SECTION says', () => {
    const { view } = tsplib(
      explicit('UPPER_ROW', FORMATS.UPPER_ROW, 'DISPLAY_DATA_SECTION\n1 1.5 2\n2 3 4\n3 5 6\n4 7 8\n'),
    );
    expect(view.surface).toBe('plane');
    expect(view.xy).toEqual([1.5, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('of GEO measures as TSPLIB does, and lies on the map', () => {
    const { problem, view } = tsplib(BURMA14);
    expect(tsp.energy(problem, encodeTour(Array.from({ length: 14 }, (_, i) => i)))).toBe(4562);
    const kernel = tsp.createKernel(problem);
    kernel.start({ seed: 1, state: null, schedule: { from: 0, to: 0 }, moves: 1000 });
    kernel.run(1000);
    expect(kernel.answer().energy).toBe(3323);
    expect(view.surface).toBe('map');
    expect(view.unit).toBe('km');
    // 96°10′ east, 16°47′ north.
    expect(view.xy.slice(0, 2)).toEqual([expect.closeTo(96 + 10 / 60, 9), expect.closeTo(16 + 47 / 60, 9)]);
  });

  test.each([
    ['EUC_2D', 'nearest'],
    ['CEIL_2D', 'up'],
    ['ATT', 'att'],
  ])('of %s keeps coordinates as they are and rounds accordingly', (type, rounding) => {
    const { problem, view, title } = tsplib(plane(type, '1 0 0\n2 3.0e+00 4\n3 -1.5 2'));
    expect(problem).toMatchObject({ metric: 'euclidean', rounding, n: 3 });
    expect(view).toMatchObject({ surface: 'plane', xy: [0, 0, 3, 4, -1.5, 2], names: ['1', '2', '3'] });
    expect(title).toBe('some');
  });

  test('may list its nodes in any order, from 1 or from 0, with any line ends', () => {
    const sorted = tsplib(plane('EUC_2D', '1 0 0\n2 3 4\n3 6 8'));
    expect(tsplib(plane('EUC_2D', '3 6 8\n1 0 0\n2 3 4')).problem).toEqual(sorted.problem);
    expect(tsplib(plane('EUC_2D', '0 0 0\n1 3 4\n2 6 8')).problem).toEqual(sorted.problem);
    expect(tsplib(plane('EUC_2D', '2 6 8\n1 3 4\n0 0 0')).problem).toEqual(sorted.problem);
    expect(tsplib(plane('EUC_2D', '1 0 0\n2 3 4\n3 6 8').replaceAll('\n', '\r\n')).problem).toEqual(
      sorted.problem,
    );
  });
});

describe('a broken TSPLIB file is refused with line and remedy:', () => {
  const good = plane('EUC_2D', '1 0 0\n2 3 4\n3 6 8');
  test.each([
    ['another type', good.replace('TYPE : TSP', 'TYPE : ATSP'), /^Line 2: TYPE ATSP .* symmetric/],
    [
      'an unknown metric',
      good.replace('EUC_2D', 'XRAY1'),
      /^Line 4: XRAY1 is not supported; Lehr reads EUC_2D/,
    ],
    ['no metric', good.replace('EDGE_WEIGHT_TYPE', 'EDGE_WEIGHT_KIND'), /no EDGE_WEIGHT_TYPE; add one of/],
    ['no dimension', good.replace('DIMENSION : 3\n', ''), /no DIMENSION; add/],
    [
      'a latitude beyond the pole',
      BURMA14.replace('16.47       94.44', '96.47       94.44'),
      /^Line 10: Latitude 96.47 must lie between -90 and 90/,
    ],
    [
      'a longitude that is none',
      BURMA14.replace('16.47       94.44', '16.47       944.4'),
      /^Line 10: Longitude 944.4 must lie between -180 and 360/,
    ],
    ['a bad dimension', good.replace('DIMENSION : 3', 'DIMENSION : many'), /^Line 3: DIMENSION is "many"/],
    [
      'too few cities',
      good.replace('3 6 8\n', ''),
      /^Line 7: The section has 2 cities, but DIMENSION says 3/,
    ],
    ['a word for a number', good.replace('3 4', '3 four'), /^Line 7: "3 four" are not two finite numbers/],
    ['a node twice', good.replace('3 6 8', '2 6 8'), /^Line 8: Node 2 is here for the second time/],
    ['a node out of range', good.replace('3 6 8', '9 6 8'), /^Line 8: Node "9" is out of range/],
    ['four columns', good.replace('3 6 8', '3 6 8 9'), /^Line 8: "3 6 8 9" is not "number x y"/],
    [
      'an unknown section',
      good.replace('EOF', 'FIXED_EDGES_SECTION\n1 2\n-1'),
      /^Line 9: FIXED_EDGES_SECTION is not/,
    ],
    ['prose', `hello there\n${good}`, /^Line 1: "hello there" is no "KEYWORD : value"/],
    ['no coordinates', good.replace(/NODE_COORD[\s\S]*/, ''), /no NODE_COORD_SECTION/],
    ['an unknown format', explicit('WEIRD', '1'), /^Line 5: EDGE_WEIGHT_FORMAT WEIRD .* FULL_MATRIX/],
    [
      'a short matrix',
      explicit('UPPER_ROW', '1 2 3'),
      /^Line 6: UPPER_ROW of 4 cities takes 6 weights; .* has 3/,
    ],
    [
      'a lopsided matrix',
      explicit('FULL_MATRIX', FORMATS.FULL_MATRIX.replace('5 7 8', '5 7 9')),
      /^Line 10: From 4 to 3 is 9 but back is 8/,
    ],
    ['a fraction', explicit('UPPER_ROW', '3 4 5\n6.5 7\n8'), /^Line 8: Weight 6.5 is not a whole number/],
    ['a word in a matrix', explicit('UPPER_ROW', '3 4 5\n6 x\n8'), /^Line 8: "x" is not a number/],
  ])('%s', (_, text, message) => {
    expect(() => tsplib(text)).toThrow(ProblemError);
    expect(() => tsplib(text)).toThrow(message);
  });
});
