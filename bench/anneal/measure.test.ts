import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tsp } from '../../anneal/tsp/kind.ts';
import { encodeTour } from '../../anneal/tsp/state.ts';
import { tsplib } from '../../formats/import/tsplib.ts';
import { MATRIX_FORMATS } from '../../formats/import/tsplib-matrix.ts';
import { measure } from './measure.ts';

const tours = fc
  .integer({ min: 1, max: 9 })
  .chain((n) =>
    fc.tuple(
      fc.shuffledSubarray([...Array(n).keys()], { minLength: n, maxLength: n }),
      fc.shuffledSubarray([...Array(n).keys()], { minLength: n, maxLength: n }),
      fc.array(fc.integer({ min: 0, max: 999 }), { minLength: n * n, maxLength: n * n }),
      fc.constantFrom('\n', '\r\n'),
    ),
  );

/** The product's reading beside the bench's. */
function expectSame(text: string, order: number[]): void {
  expect(measure(text, order)).toBe(tsp.energy(tsplib(text).problem, encodeTour(order)));
}

describe('a tour is as long by the naive reading as by the product’s', () => {
  test.each(Object.keys(MATRIX_FORMATS) as (keyof typeof MATRIX_FORMATS)[])(
    'with weights as %s',
    (format) => {
      const { from, to } = MATRIX_FORMATS[format];
      fc.assert(
        fc.property(tours, ([order, , numbers, newline]) => {
          const n = order.length;
          const weight = (a: number, b: number) =>
            a === b ? 0 : numbers[Math.min(a, b) * n + Math.max(a, b)]!;
          const rows = order.map((_, row) =>
            Array.from({ length: to(row, n) - from(row) }, (_, k) => weight(row, from(row) + k)).join(' '),
          );
          const head = `NAME: x\nTYPE: TSP\nDIMENSION: ${n}\nEDGE_WEIGHT_TYPE: EXPLICIT\nEDGE_WEIGHT_FORMAT: ${format}`;
          expectSame(
            [head, 'EDGE_WEIGHT_SECTION', ...rows, 'EOF'].join('\n').replaceAll('\n', newline),
            order,
          );
        }),
      );
    },
  );

  test.each(['EUC_2D', 'CEIL_2D', 'ATT', 'GEO', 'euc_2d'])(
    'with %s, nodes in any order, from 0 or 1',
    (type) => {
      fc.assert(
        fc.property(tours, fc.constantFrom(0, 1), ([order, nodes, numbers, newline], base) => {
          const rows = nodes.map(
            (node) =>
              `${node + base}\t${(numbers[node]! % 90) + 0.3} ${numbers[nodes.length - 1 - node]! / 10}`,
          );
          const head = `NAME : x\nTYPE : TSP\nDIMENSION : ${order.length}\nEDGE_WEIGHT_TYPE : ${type}`;
          expectSame([head, ' NODE_COORD_SECTION ', ...rows].join('\n').replaceAll('\n', newline), order);
        }),
      );
    },
  );
});

test('what is no permutation has no length, also where it is as long as the largest problems', () => {
  const n = 200_000;
  const rows = Array.from({ length: n }, (_, i) => `${i + 1} ${i % 500} ${Math.floor(i / 500)}`);
  const text = `DIMENSION: ${n}\nEDGE_WEIGHT_TYPE: EUC_2D\nNODE_COORD_SECTION\n${rows.join('\n')}\nEOF`;
  const order = Int32Array.from({ length: n }, (_, i) => i);
  expect(measure(text, order)).toBeGreaterThan(n);
  expect(() => measure(text, order.slice(1))).toThrow('no permutation of 200000');
  expect(() => measure(text, order.with(7, 8))).toThrow('no permutation');
  expect(() => measure(text, order.with(7, n))).toThrow('no permutation');
});
