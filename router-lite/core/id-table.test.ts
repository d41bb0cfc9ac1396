import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IdTable } from './id-table.ts';

/** Near each other, a round apart, and anywhere. */
const id = fc.oneof(
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: 1, max: 9 }).map((n) => n * 1024 + 3),
  fc.integer({ min: 1, max: 2 ** 53 - 1 }),
  fc.constant(2 ** 53),
);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('set' as const), id }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('delete' as const), id }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'run' as const, id: 0 }) },
);

test('it holds what a Map would, whichever ids come and go', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const table = new IdTable<number>();
      const map = new Map<number, number>();
      let next = 50;
      steps.forEach((step, value) => {
        if (step.kind === 'run') {
          // Calls under way, as sessions count them.
          for (let i = 0; i < 100; i++, next++) {
            table.set(next, value);
            map.set(next, value);
            if (i % 3 > 0) expect(table.delete(next - i)).toBe(map.delete(next - i));
          }
        } else if (step.kind === 'set') {
          table.set(step.id, value);
          map.set(step.id, value);
        } else {
          expect(table.delete(step.id)).toBe(map.delete(step.id));
        }
        expect(table.size).toBe(map.size);
        expect(table.get(step.id)).toBe(map.get(step.id));
      });
      for (const [id, value] of map) expect(table.get(id)).toBe(value);
      expect(table.values()).toEqual([...map].sort(([a], [b]) => a - b).map(([, value]) => value));
    }),
  );
});

test('one that stays does not keep those after it from their places', () => {
  const table = new IdTable<string>();
  table.set(1, 'long');
  for (let id = 2; id < 100_000; id++) {
    table.set(id, 'short');
    expect(table.delete(id)).toBe(true);
  }
  expect(table.get(1)).toBe('long');
  expect(table.values()).toEqual(['long']);
  table.clear();
  expect(table.size).toBe(0);
  expect(table.get(1)).toBeUndefined();
});
