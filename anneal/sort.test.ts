import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keysInOrder } from './sort.ts';
import { finish } from './steps.ts';

test('keys come out in rising order, however many blocks they fill', () => {
  const size = fc.oneof(fc.nat(100), fc.integer({ min: 16_000, max: 80_000 }));
  fc.assert(
    fc.property(size, fc.integer({ min: 1, max: 2 ** 31 - 1 }), (n, factor) => {
      const keyOf = (i: number) => (Math.imul(i, factor) >>> 0) * 131_072 + i;
      const expected = Float64Array.from({ length: n }, (_, i) => keyOf(i)).sort();
      expect(finish(keysInOrder(n, keyOf))).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});
