import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { finish } from '../steps.ts';
import { Distance, tourLength } from './distance.ts';
import { greedyTour, savingsTour } from './greedy.ts';
import { KdTree, type Quadrant } from './kd-tree.ts';
import { uncrossLongEdges } from './long-edges.ts';
import { euclidean, greatCircle, matrix, type TspProblem } from './problem.ts';
import { spaceOf } from './space.ts';

const coordinate = fc.integer({ min: -20, max: 20 });
const point = fc.tuple(coordinate, coordinate, coordinate);
const pointSets = fc.array(point, { minLength: 2, maxLength: 60 });
const AXES: Pick<Quadrant, 'u' | 'v'> = { u: [1, 0, 0], v: [0, 1, 0] };

const problems: fc.Arbitrary<TspProblem> = fc.oneof(
  fc
    .array(fc.tuple(fc.nat(30), fc.nat(30)), { minLength: 2, maxLength: 80 })
    .map((places) => euclidean(Float64Array.from(places.flat()), 'nearest')),
  fc
    .array(fc.tuple(fc.integer({ min: -180, max: 180 }), fc.integer({ min: -90, max: 90 })), {
      minLength: 2,
      maxLength: 80,
    })
    .map((places) => greatCircle(Float64Array.from(places.flat()))),
  fc
    .integer({ min: 2, max: 30 })
    .chain((n) =>
      fc
        .array(fc.nat(50), { minLength: (n * (n - 1)) / 2, maxLength: (n * (n - 1)) / 2 })
        .map((weights) => matrix(n, weights)),
    ),
);

describe('the k-d tree', () => {
  test('finds the same neighbours as looking at every point, in every quadrant, duplicates included', () => {
    fc.assert(
      fc.property(
        pointSets,
        fc.integer({ min: 1, max: 8 }),
        fc.boolean(),
        fc.boolean(),
        (places, k, plusU, plusV) => {
          const points = Float64Array.from(places.flat());
          const tree = KdTree.of(
            points,
            Int32Array.from(places, (_, i) => i),
          );
          const squared = (a: number, b: number) =>
            [0, 1, 2].reduce((sum, d) => sum + (places[a][d] - places[b][d]) ** 2, 0);
          for (const quadrant of [null, { ...AXES, plusU, plusV }]) {
            const inside = (i: number) =>
              quadrant === null ||
              (places[i][0] >= places[0][0] === plusU && places[i][1] >= places[0][1] === plusV);
            const expected = places
              .map((_, i) => i)
              .filter((i) => i !== 0 && inside(i))
              .sort((a, b) => squared(0, a) - squared(0, b) || a - b)
              .slice(0, k);
            const out = new Int32Array(k);
            expect([...out.subarray(0, tree.nearest(0, k, out, 0, quadrant))]).toEqual(expected);
          }
        },
      ),
    );
  });
});

describe('a city’s candidates', () => {
  test('are others, each once, nearest first, in any metric', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const distance = Distance.of(problem);
        const k = Math.min(6, problem.n - 1);
        const lists = finish(finish(spaceOf(distance)).candidates(k));
        for (let i = 0; i < problem.n; i++) {
          const row = [...lists.subarray(i * k, i * k + k)];
          expect(new Set([...row, i]).size).toBe(k + 1);
          const lengths = row.map((j) => distance.between(i, j));
          expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
        }
      }),
    );
  });

  test('reach out of a cluster to every quadrant', () => {
    const cluster = Array.from({ length: 20 }, (_, i) => [i % 5, Math.trunc(i / 5)]);
    const far = [
      [1000, 1000],
      [-1000, 1000],
      [1000, -1000],
      [-1000, -1000],
    ];
    // City 0 is the cluster's lower left corner: only the cluster lies up and to the right of it nearby.
    const problem = euclidean(Float64Array.from([...cluster, ...far].flat()), 'nearest');
    const row = finish(finish(spaceOf(Distance.of(problem))).candidates(6)).subarray(0, 6);
    expect([...row].filter((city) => city >= 20)).toEqual([21, 22, 23]);
  });

  test('of a matrix hold the clusters together', () => {
    // Two clusters of eight, each a line with steps of 1, at distance 100: their one bridge of 50 is no one's near neighbour.
    const n = 16;
    const weights: number[] = [];
    for (let i = 0; i < n; i++)
      for (let j = i + 1; j < n; j++) weights.push(i === 0 && j === 15 ? 50 : i < 8 === j < 8 ? j - i : 100);
    const space = finish(spaceOf(Distance.of(matrix(n, weights))));
    const row = finish(space.candidates(6)).subarray(0, 6);
    expect([...row]).toContain(15);
  });
});

describe('the greedy tour', () => {
  test('visits every city once in any metric, and long edges are only ever shortened', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const distance = Distance.of(problem);
        const order = finish(greedyTour(distance, finish(spaceOf(distance))));
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: problem.n }, (_, i) => i));
        const before = tourLength(distance, order);
        finish(uncrossLongEdges(distance, order));
        expect(new Set(order).size).toBe(problem.n);
        expect(tourLength(distance, order)).toBeLessThanOrEqual(before);
      }),
    );
  });

  test('by savings visits every city once too, whatever the hub', () => {
    fc.assert(
      fc.property(problems, fc.nat(), (problem, hub) => {
        const distance = Distance.of(problem);
        const order = finish(savingsTour(distance, finish(spaceOf(distance)), hub % problem.n));
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: problem.n }, (_, i) => i));
      }),
    );
  });
});
