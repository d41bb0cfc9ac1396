/** What is written is read as it was: every format of a tour, and whatever happens to a file on its way. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distanceOf } from '../../anneal/tsp/distance-of.ts';
import { euclidean, greatCircle, matrix } from '../../anneal/tsp/problem.ts';
import { FileError } from '../import/file-error.ts';
import { importText, readProblem } from '../import/import.ts';
import type { ImportedTsp } from '../import/imported.ts';
import { importTour } from '../import/tsplib-tour.ts';
import type { Result } from './result.ts';
import { formatsFor, TOUR_FORMATS, type TourEnding } from './tour-formats.ts';

/** Not below what a decimal of 40 digits tells. */
const degrees = (most: number) =>
  fc.double({ min: -most, max: most, noNaN: true }).map((value) => (Math.abs(value) < 1e-20 ? 0 : value));
const name = fc
  .string({ unit: fc.constantFrom(...`ab=+-@'",;<>&\t\u00e9木1`), maxLength: 8 })
  .map((text) => text.replaceAll(/\s+/g, ' ').trim());
const cities = fc.array(fc.record({ lon: degrees(180), lat: degrees(90), name }), {
  minLength: 1,
  maxLength: 12,
});
const results = cities.chain((all) =>
  fc
    .shuffledSubarray([...all.keys()], { minLength: all.length, maxLength: all.length })
    .map((order): Result => {
      const xy = all.flatMap(({ lon, lat }) => [lon + 0, lat + 0]);
      const names = all.map((city) => city.name);
      const view = { surface: 'map', xy, names, unit: 'm' } as const;
      return {
        title: 'A <tour> & more',
        view,
        problem: greatCircle(Float64Array.from(xy)),
        order,
        length: 7,
      };
    }),
);
const inOrder = <T>({ order }: Result, of: (city: number) => T) => Array.from(order, of);

describe('a tour on the map that was written', () => {
  test.each<TourEnding>(['.geojson', '.csv', '.gpx'])(
    'as %s is read with its cities in their order',
    (ending) => {
      fc.assert(
        fc.property(results, (result) => {
          const { view, problem } = importText(TOUR_FORMATS[ending].write(result), 'x') as ImportedTsp;
          expect(problem.metric).toBe('great-circle');
          expect(view.xy).toEqual(
            inOrder(result, (city) => result.view.xy.slice(2 * city, 2 * city + 2)).flat(),
          );
          const written = inOrder(result, (city) => result.view.names[city]!);
          // CSV keeps an empty name; elsewhere who has none is numbered.
          const names = ending === '.csv' ? written : written.map((text, i) => text || String(i + 1));
          expect(view.names).toEqual(names);
        }),
      );
    },
  );

  test('as .tour is read as it was', () => {
    fc.assert(
      fc.property(results, (result) => {
        const text = TOUR_FORMATS['.tour'].write(result);
        expect([...importTour(text, result.order.length)]).toEqual(Array.from(result.order));
      }),
    );
  });

  test('as .gpx and .geojson tells its title', () => {
    fc.assert(
      fc.property(results, (result) => {
        for (const ending of ['.gpx', '.geojson'] as const)
          expect(importText(TOUR_FORMATS[ending].write(result), 'x').title).toBe(result.title);
      }),
      { numRuns: 10 },
    );
  });
});

describe('a tour as CSV', () => {
  const xy = [0, 0, 30, 40, 0, 40];
  const problem = euclidean(Float64Array.from(xy), 'nearest');
  const view = { surface: 'plane', xy, names: ['Depot', '=2+3', '-5'], unit: '' } as const;
  const result: Result = { title: 't', view, problem, order: [1, 2, 0], length: 120 };

  test('tells each leg and the way so far, and is no formula to a spreadsheet', () => {
    expect(TOUR_FORMATS['.csv'].write(result)).toBe(
      "order,name,x,y,leg,total\r\n1,'=2+3,30,40,30,0\r\n2,-5,0,40,40,30\r\n3,Depot,0,0,50,70\r\n",
    );
    expect((importText(TOUR_FORMATS['.csv'].write(result), 'x') as ImportedTsp).view.names).toEqual([
      '=2+3',
      '-5',
      'Depot',
    ]);
  });

  test('needs no coordinates', () => {
    const bare = { surface: 'none', xy: [], names: ['1', '2'], unit: 'km' } as const;
    const of: Result = { ...result, view: bare, problem: matrix(2, [9]), order: [1, 0] };
    expect(TOUR_FORMATS['.csv'].write(of)).toBe('order,name,leg_km,total_km\r\n1,2,9,0\r\n2,1,9,9\r\n');
  });

  test('has legs that add up to the tour', () => {
    fc.assert(
      fc.property(results, (of) => {
        const rows = TOUR_FORMATS['.csv'].write(of).trimEnd().split('\r\n').slice(1);
        const [leg, total] = rows.at(-1)!.split(',').slice(-2).map(Number);
        const distance = distanceOf(of.problem);
        const { order } = of;
        const length = inOrder(of, (city) => city).reduce(
          (sum, city, i) => sum + distance.between(city, order[(i + 1) % order.length]!),
          0,
        );
        expect(leg! + total!).toBe(length);
      }),
    );
  });
});

test('what a problem lacks decides what it can be written as', () => {
  expect(formatsFor('map')).toEqual(['.tour', '.geojson', '.csv', '.gpx', '.svg']);
  expect(formatsFor('plane')).toEqual(['.tour', '.csv', '.svg']);
  expect(formatsFor('none')).toEqual(['.tour', '.csv']);
  expect(formatsFor('spins')).toEqual([]);
});

describe('a file that was damaged on its way', () => {
  const SAMPLES = [
    'NAME : t\nTYPE : TSP\nDIMENSION : 3\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 30 40\n3 6 9\nEOF\n',
    'NAME: m\nTYPE: TSP\nDIMENSION: 3\nEDGE_WEIGHT_TYPE: EXPLICIT\nEDGE_WEIGHT_FORMAT: UPPER_ROW\nEDGE_WEIGHT_SECTION\n3 4\n5\nEOF\n',
    'name;lat;lon\n"Bonn; Rhein";50,7;7,1\nUlm;48,4;10\n',
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"A"},"geometry":{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}}]}',
    '<?xml version="1.0"?>\n<gpx version="1.1"><rte><name>r</name><rtept lat="1" lon="2"><name>A</name></rtept><rtept lat="3" lon="4"/></rte></gpx>',
    '3 2\n1 2 5\n2 3\n',
    '# vartype=BINARY\n0 0 -3\n0 1 4\n',
    'p qubo 0 3 1 1\n0 0 -3\n0 2 4\n',
  ];
  const cut = fc.record({
    at: fc.nat(),
    drop: fc.nat({ max: 12 }),
    put: fc.string({ unit: 'binary', maxLength: 6 }),
  });
  const marks = fc.record({
    at: fc.nat(),
    drop: fc.nat({ max: 3 }),
    put: fc.string({ unit: fc.constantFrom(...'{}[]<>"\';,:&\n\r\t -.0179eE/=!\0'), maxLength: 4 }),
  });

  test('is read, asked about, or refused with a FileError: nothing else is thrown', () => {
    const damages = fc.array(fc.oneof(cut, marks), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...SAMPLES), damages, (sample, all) => {
        let text = sample;
        for (const { at, drop, put } of all) {
          const from = at % (text.length + 1);
          text = text.slice(0, from) + put + text.slice(from + drop);
        }
        try {
          readProblem(text, { title: 'x' });
        } catch (error) {
          if (!(error instanceof FileError)) throw error;
          const { place } = error;
          if (place) {
            const lines = text.split(/\r\n|\r|\n/);
            expect(place.line).toBeGreaterThanOrEqual(1);
            expect(place.line).toBeLessThanOrEqual(lines.length);
            expect(place.column ?? 1).toBeGreaterThanOrEqual(1);
            expect(place.column ?? 1).toBeLessThanOrEqual(lines[place.line - 1]!.length + 1);
          }
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
