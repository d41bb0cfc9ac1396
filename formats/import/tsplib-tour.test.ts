import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tsplibTour } from '../export/tsplib-tour.ts';
import { importTour } from './tsplib-tour.ts';

const HEAD = 'NAME : t\nTYPE : TOUR\nDIMENSION : 4\nTOUR_SECTION\n';

describe('a TSPLIB tour', () => {
  test('that we wrote is read as it was', () => {
    const orders = fc
      .integer({ min: 1, max: 60 })
      .chain((n) => fc.shuffledSubarray([...Array(n).keys()], { minLength: n, maxLength: n }));
    fc.assert(
      fc.property(orders, fc.constantFrom('\n', '\r\n', '\r'), (order, newline) => {
        const view = { surface: 'none', xy: [], names: [], unit: '' } as const;
        const text = tsplibTour({ title: 'any', view, order, length: 7 }).replaceAll('\n', newline);
        expect([...importTour(text, order.length)]).toEqual(order);
      }),
    );
  });

  test('may have its cities in one line, and no end', () => {
    expect([...importTour(`${HEAD}  3 1\t2 4`, 4)]).toEqual([2, 0, 1, 3]);
    expect([...importTour('tour_section\n1 2 3 4 -1 EOF', 4)]).toEqual([0, 1, 2, 3]);
  });

  test.each([
    [`${HEAD}1 2 0 4 -1`, 'Line 5, column 5: "0" is no city; they are numbered 1 to 4.'],
    [`${HEAD}1 2\n3 5 -1`, 'Line 6, column 3: "5" is no city'],
    [`${HEAD}1 2\n x 4`, 'Line 6, column 2: "x" is no city'],
    [
      `${HEAD}1 2 3\n2 -1`,
      'Line 6, column 1: city 2 is here for the second time; it stands in line 5 already.',
    ],
    [`${HEAD}1 2 4 -1`, 'The tour has 3 of 4 cities; city 3 is missing.'],
    [`${HEAD}1 2 3 4 1`, 'Line 5, column 9: city 1 is here for the second time'],
    ['TYPE : TSP\nTOUR_SECTION\n1 2 3 4', 'Line 1, column 1: TYPE is TSP; a tour has TYPE : TOUR.'],
    [
      'DIMENSION: 5\nTOUR_SECTION\n1 2 3 4',
      'Line 1, column 1: DIMENSION is 5, but the problem has 4 cities.',
    ],
    ['NAME : x\n  1 2 3 4', 'Line 2, column 3: "1 2 3 4" is no line of a tour\'s head.'],
    ['NAME : x', 'The file has no TOUR_SECTION'],
  ])('%j is refused: %s', (text, says) => {
    expect(() => importTour(text, 4)).toThrow(says);
  });
});
