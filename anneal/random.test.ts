import { expect, test } from 'vitest';
import { Random } from './random.ts';

test('a seed gives one sequence, and neighbouring seeds give others', () => {
  const first = (seed: number) => {
    const random = new Random();
    random.seed(seed);
    return [random.next(), random.next(), random.next()];
  };
  expect(first(1)).toEqual(first(1));
  const starts = new Set(Array.from({ length: 1000 }, (_, seed) => first(seed)[0]));
  expect(starts.size).toBe(1000);
  expect(first(0xffffffff)).not.toContain(0);
});

test('numbers below a bound reach every value about equally often', () => {
  const random = new Random();
  random.seed(7);
  const counts = new Int32Array(10);
  for (let i = 0; i < 100_000; i++) counts[random.below(10)]++;
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
});
