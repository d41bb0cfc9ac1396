import { describe, expect, test } from 'vitest';
import { faultOf } from './fault-of.test-world.ts';
import { importText } from './import.ts';
import type { ImportedTsp } from './imported.ts';

const read = (value: unknown) => importText(JSON.stringify(value), 'stops') as ImportedTsp;
const point = (coordinates: unknown, properties: unknown = null) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Point', coordinates },
});
const collection = (...features: unknown[]) => ({ type: 'FeatureCollection', features });

describe('a GeoJSON file', () => {
  test('of points is their cities, in its order, named by their properties', () => {
    const { title, problem, view } = read({
      ...collection(
        point([13.4, 52.5, 34], { name: 'Berlin' }),
        point([2.35, 48.85], { Title: '  Paris\n(centre) ' }),
        point([13.4, 52.5], { id: 7 }),
        { ...point([-0.1, 51.5]), id: 'london' },
        point([0, 0]),
        { type: 'Feature', properties: {}, geometry: null },
      ),
      name: 'Capitals',
    });
    expect(title).toBe('Capitals');
    expect(problem).toMatchObject({ metric: 'great-circle', n: 5 });
    expect(view).toEqual({
      surface: 'map',
      xy: [13.4, 52.5, 2.35, 48.85, 13.4, 52.5, -0.1, 51.5, 0, 0],
      names: ['Berlin', 'Paris (centre)', '7', 'london', '5'],
      unit: 'm',
    });
  });

  test('may be a MultiPoint, or collections in each other', () => {
    const multi = {
      type: 'MultiPoint',
      coordinates: [
        [1, 2],
        [3, 4],
      ],
    };
    const nested = {
      type: 'GeometryCollection',
      geometries: [{ type: 'GeometryCollection', geometries: [multi] }],
    };
    expect(read(multi).view.xy).toEqual([1, 2, 3, 4]);
    expect(read(nested).view.names).toEqual(['1', '2']);
    const named = { type: 'Feature', properties: { name: 'Depot' }, geometry: multi };
    expect(read(collection(named)).view.names).toEqual(['Depot 1', 'Depot 2']);
  });

  test('of a line alone is the places along it, the end that closes it left out', () => {
    const line = {
      type: 'LineString',
      coordinates: [
        [1, 2],
        [3, 4],
        [5, 6],
        [1, 2],
      ],
    };
    const { title, view, notes } = read({ type: 'Feature', properties: { name: 'Round' }, geometry: line });
    expect(title).toBe('Round');
    expect(view.xy).toEqual([1, 2, 3, 4, 5, 6]);
    expect(notes).toBeUndefined();
    const two = { type: 'MultiLineString', coordinates: [[[1, 2]], [[3, 4]]] };
    expect(read(two).view.xy).toEqual([1, 2, 3, 4]);
  });

  test('says what was left out', () => {
    const geometry = { type: 'LineString', coordinates: [[9, 9]] };
    const area = { type: 'Feature', properties: null, geometry: { type: 'Polygon', coordinates: [] } };
    const line = { type: 'Feature', properties: null, geometry };
    expect(read(collection(line, area, point([1, 2]))).notes).toEqual([
      'The lines are left out: only the points are cities.',
      '1 polygon left out: only points are cities.',
    ]);
  });

  test.each(
    [
      ['{"type": "Topology"}', 'Line 1, column 10: the type is "Topology"; Lehr reads FeatureCollection'],
      ['{"features": []}', 'Line 1, column 1: there is no type; Lehr reads'],
      ['[\n  1]', 'Line 1, column 1: a list is no GeoJSON object'],
      ['{"type":"Point"}', 'Line 1, column 1: "coordinates" is missing here'],
      ['{"type":"Point",\n"coordinates":5}', 'Line 2, column 15: "5" is no list'],
      [
        '{"type":"Point",\n"coordinates":[5]}',
        'Line 2, column 15: a position has a longitude and a latitude',
      ],
      ['{"type":"Point","coordinates":[\n5,"6"]}', 'Line 2, column 3: "6" is no number; give degrees'],
      ['{"type":"Point","coordinates":[\n5, 95]}', 'Line 2, column 4: the latitude is 95; it must lie'],
      [
        '{"type":"MultiPoint","coordinates":[[1,2],\n[389000, 5820000]]}',
        'Line 2, column 2: the longitude is 389000; it must lie between -180 and 360 degrees: longitude stands first, and metres',
      ],
      [
        '{"type":"FeatureCollection",\n"features":[{"type":"Feature","geometry":7}]}',
        'Line 2, column 42: "7" is no GeoJSON object',
      ],
      [
        '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::25832"}},"features":[]}',
        'Line 1, column 35: the coordinates are in "urn:ogc:def:crs:EPSG::25832"; save the file as WGS 84',
      ],
      ['{"type":"FeatureCollection","features":[]}', 'The file has no places'],
      ['{"type":"Polygon","coordinates":[]}', 'The file has no places'],
      [
        '{"type":"Point",\n "coordinates":[1,2}',
        'Line 2, column 20: here the file ceases to be JSON: "}" stands',
      ],
      [
        '{"type":"Point",\n "coordinates":[1,2',
        'Line 2, column 20: here the file ceases to be JSON: the text ends',
      ],
      ['{"a": 1, // no\n"b": 2}', 'Line 1, column 10: here the file ceases to be JSON'],
      ['['.repeat(200_000), 'The file is no JSON'],
      [
        `${'{"type":"GeometryCollection","geometries":['.repeat(10)}${']}'.repeat(10)}`,
        'collections lie more than 8 deep here',
      ],
    ].map(([text, says]) => ({ text: text!, says: says! })),
  )('at fault is refused with its place: $says', ({ text, says }) => {
    const { message, place } = faultOf(text);
    expect(message).toContain(says);
    const [, line, column] = /^Line (\d+), column (\d+)/.exec(message) ?? [];
    expect(place).toEqual(line ? { line: Number(line), column: Number(column) } : null);
  });
});
