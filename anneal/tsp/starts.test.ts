import { describe, expect, test } from 'vitest';
import { Random } from '../random.ts';
import { finish } from '../steps.ts';
import { Distance, tourLength } from './distance.ts';
import { euclidean, greatCircle } from './problem.ts';
import { spaceOf } from './space.ts';
import { Starts } from './starts.ts';

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);

/** Coordinates from −x to x, −y to y. */
function scattered(n: number, x: number, y: number): Float64Array {
  const random = new Random();
  random.seed(7);
  return Float64Array.from({ length: 2 * n }, (_, i) =>
    i % 2 === 0 ? random.below(2 * x) - x : random.below(2 * y) - y,
  );
}

const PROBLEMS = {
  'a sphere': Distance.of(greatCircle(scattered(200, 180, 80))),
  'the plane': Distance.of(euclidean(scattered(200, 500, 500), 'nearest')),
};
const startsOn = (distance: Distance) => new Starts(distance, finish(spaceOf(distance)));
const named = (order: Int32Array) => order.join(' ');

describe.each(Object.entries(PROBLEMS))('a start on %s', (_, distance) => {
  test('hangs on the seed: a quarter are greedy, the others each from a hub of its own', () => {
    const starts = startsOn(distance);
    const all = SEEDS.map((seed) => finish(starts.of(seed)));
    const counts = new Map<string, number>();
    for (const order of all) counts.set(named(order), (counts.get(named(order)) ?? 0) + 1);
    const [most = 0] = [...counts.values()].sort((a, b) => b - a);
    expect(most).toBeGreaterThanOrEqual(4);
    expect(most).toBeLessThanOrEqual(20);
    expect(counts.size).toBeGreaterThan(10);
    const lengths = all.map((order) => tourLength(distance, order));
    expect(Math.max(...lengths)).toBeLessThan(1.5 * Math.min(...lengths));
  });

  test('of the same seed is the same, in another kernel and after others', () => {
    const starts = startsOn(distance);
    for (const seed of SEEDS)
      expect(named(finish(starts.of(seed)))).toBe(named(finish(startsOn(distance).of(seed))));
  });
});

test('of a large problem is greedy, whatever the seed', () => {
  const starts = startsOn(Distance.of(euclidean(scattered(2_100, 9_999, 9_999), 'nearest')));
  expect(new Set(SEEDS.map((seed) => named(finish(starts.of(seed))))).size).toBe(1);
});
