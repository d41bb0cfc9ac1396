import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutAtAntimeridian } from './antimeridian.ts';
import { geojson } from './geojson.ts';
import { lengthForPeople, type Tour } from './tour.ts';
import { tsplibTour } from './tsplib-tour.ts';

const TOUR: Tour = {
  title: 'Three <cities> & "more"',
  view: { surface: 'map', xy: [170, 10, -170, 30, 0, -20], names: ['A', 'B', 'C'], unit: 'm' },
  order: [0, 1, 2],
  length: 12_345_678,
};
const PLANE: Tour = { ...TOUR, view: { ...TOUR.view, surface: 'plane', unit: '' } };

test('a TSPLIB tour numbers cities from 1 and ends with -1', () => {
  const lines = tsplibTour({ ...TOUR, title: 'two\nlines', order: [2, 0, 1] }).split('\n');
  expect(lines[0]).toBe('NAME : two lines');
  expect(lines[1]).toContain('12345678 m');
  expect(lines.slice(2)).toEqual([
    'TYPE : TOUR',
    'DIMENSION : 3',
    'TOUR_SECTION',
    '3',
    '1',
    '2',
    '-1',
    'EOF',
    '',
  ]);
});

describe('a line over the antimeridian', () => {
  test('is cut where it crosses, at the right latitude, on both sides', () => {
    expect(cutAtAntimeridian(TOUR.view.xy, [0, 1, 2])).toEqual([
      [
        [170, 10],
        [180, 20],
      ],
      [
        [-180, 20],
        [-170, 30],
        [0, -20],
        [170, 10],
      ],
    ]);
  });

  test('stays within ±180 and takes no step of more than half the globe, whatever the cities', () => {
    const city = fc.tuple(fc.integer({ min: -180, max: 360 }), fc.integer({ min: -90, max: 90 }));
    fc.assert(
      fc.property(fc.array(city, { minLength: 1, maxLength: 20 }), (cities) => {
        const lines = cutAtAntimeridian(
          cities.flat(),
          cities.map((_, i) => i),
        );
        for (const line of lines) {
          expect(line.length).toBeGreaterThanOrEqual(2);
          for (const [i, [longitude]] of line.entries()) {
            expect(Math.abs(longitude)).toBeLessThanOrEqual(180);
            if (i > 0) expect(Math.abs(longitude - line[i - 1][0])).toBeLessThanOrEqual(180);
          }
        }
        expect(lines.at(-1)?.at(-1)).toEqual(lines[0][0]);
      }),
    );
  });
});

describe('GeoJSON', () => {
  test('has the route, cut, and every city with name and place', () => {
    const { features } = JSON.parse(geojson(TOUR));
    expect(features[0].geometry.type).toBe('MultiLineString');
    expect(features[0].properties).toMatchObject({ length: 12_345_678, unit: 'm', cities: 3 });
    expect(features.slice(1).map((feature: { properties: unknown }) => feature.properties)).toEqual([
      { name: 'A', order: 1 },
      { name: 'B', order: 2 },
      { name: 'C', order: 3 },
    ]);
  });

  test('is one closed line where nothing crosses', () => {
    const { features } = JSON.parse(geojson({ ...TOUR, view: { ...TOUR.view, xy: [0, 0, 10, 0, 10, 10] } }));
    expect(features[0].geometry).toEqual({
      type: 'LineString',
      coordinates: [
        [0, 0],
        [10, 0],
        [10, 10],
        [0, 0],
      ],
    });
  });

  test('is refused off the map', () => {
    expect(() => geojson(PLANE)).toThrow(/write .tour, .csv or .svg/);
  });
});

test('a length is told in kilometres where metres are many', () => {
  expect(lengthForPeople(12_345_678, 'm')).toBe('12,346 km');
  expect(lengthForPeople(9_999, 'm')).toBe('9,999 m');
  expect(lengthForPeople(7542, '')).toBe('7,542');
  expect(lengthForPeople(12_345_678, 'm', 'de')).toBe('12.346 km');
});
