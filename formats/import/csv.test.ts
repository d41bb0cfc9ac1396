import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../anneal/kind.ts';
import { csv } from './csv.ts';

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
      'a decimal comma',
      'lat;lon\n52,5;13',
      /^Line 2, column 1 \(lat\) is "52,5"; write the decimal with a point/,
    ],
    ['a missing value', 'lat,lon\n1', /^Line 2, column 2 \(lon\) is empty/],
    [
      'latitude out of range',
      'lon,lat\n1,95',
      /^Line 2, column 2 \(lat\) is 95; it must lie between -90 and 90/,
    ],
    ['an open quote', 'name,lat,lon\n"Berlin,1,2', /no valid CSV/],
    ['coordinates too fine to round', 'x,y\n0,0\n0.5,1.5\n1,1', /multiply x and y/],
  ])('with %s is refused with a reason', (_, text, message) => {
    expect(() => csv(text)).toThrow(ProblemError);
    expect(() => csv(text)).toThrow(message);
  });

  test('reports the line of the file, also after empty and quoted lines', () => {
    expect(() => csv('name,lat,lon\n\n"two\nlines",1,2\nBerlin,x,2')).toThrow(/^Line 5, column 2 \(lat\)/);
  });
});
