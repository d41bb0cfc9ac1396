import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../random.ts';
import { finish } from '../steps.ts';
import { Distance, tourLength } from './distance.ts';
import { euclidean, greatCircle, MAX_CITIES, matrix, type TspProblem } from './problem.ts';
import { HOW, LOOKED_UP, ROOM, recordsOf } from './records.ts';
import { Search } from './search.ts';
import { spaceOf } from './space.ts';

function random(seed: number): Random {
  const made = new Random();
  made.seed(seed);
  return made;
}

function scattered(n: number, seed: number): Float64Array {
  const numbers = random(seed);
  return Float64Array.from({ length: 2 * n }, () => numbers.below(180) - 90);
}

function candidatesOf(distance: Distance): Int32Array {
  return finish(finish(spaceOf(distance)).candidates(Math.min(6, distance.n - 1)));
}

function searchOf(distance: Distance): Search {
  return finish(Search.steps(distance, candidatesOf(distance)));
}

function kicks(search: Search, numbers: Random, count: number): number {
  let cost = 0;
  for (let i = 0; i < count; i++) {
    search.commit();
    const delta = search.kick(numbers) - search.descend(Number.POSITIVE_INFINITY);
    if (delta > 0) search.rollback();
    else cost += delta;
  }
  return cost;
}

const PROBLEMS: Readonly<Record<string, TspProblem>> = {
  nearest: euclidean(scattered(200, 1), 'nearest'),
  up: euclidean(scattered(150, 2), 'up'),
  att: euclidean(scattered(150, 3), 'att'),
  'great circle': greatCircle(scattered(120, 4)),
  matrix: matrix(
    90,
    Array.from({ length: 4_005 }, (_, i) => (i * 7_919) % 1_000),
  ),
};

test('searches of every metric that take turns find what each finds alone', () => {
  const distances = Object.values(PROBLEMS).map((problem) => Distance.of(problem));
  const alone = distances.map((distance, i) => {
    const search = searchOf(distance);
    search.descend(Number.POSITIVE_INFINITY);
    kicks(search, random(i), 60);
    return search.order;
  });
  const searches = distances.map(searchOf);
  const numbers = distances.map((_, i) => random(i));
  for (const search of searches) search.descend(7);
  for (const search of searches) search.descend(Number.POSITIVE_INFINITY);
  for (let turn = 0; turn < 12; turn++)
    for (const [i, search] of searches.entries()) kicks(search, numbers[i], 5);
  expect(searches.map((search) => search.order)).toEqual(alone);
});

describe.each(Object.entries(PROBLEMS))('a search on %s', (_, problem) => {
  const distance = Distance.of(problem);

  test('counts exactly what it gains, and undoes what it kicked', () => {
    const search = searchOf(distance);
    let length = tourLength(distance, search.order);
    length -= search.descend(Number.POSITIVE_INFINITY);
    expect(tourLength(distance, search.order)).toBe(length);
    const before = search.order;
    const numbers = random(5);
    for (let i = 0; i < 20; i++) {
      search.commit();
      search.kick(numbers);
      search.descend(Number.POSITIVE_INFINITY);
      search.rollback();
    }
    expect(search.order).toEqual(before);
    length += kicks(search, numbers, 50);
    expect(tourLength(distance, search.order)).toBe(length);
  });
});

test('more turns than the journal had room for are undone too', () => {
  const distance = Distance.of(euclidean(scattered(1_500, 7), 'nearest'));
  const search = searchOf(distance);
  const numbers = random(8);
  const strewn = Int32Array.from({ length: 1_500 }, (_, i) => i);
  for (let i = 1_499; i > 0; i--) {
    const j = numbers.below(i + 1);
    [strewn[i], strewn[j]] = [strewn[j], strewn[i]];
  }
  search.load(strewn);
  search.commit();
  const gained = search.descend(Number.POSITIVE_INFINITY);
  expect(tourLength(distance, strewn) - tourLength(distance, search.order)).toBe(gained);
  search.rollback();
  expect(search.order).toEqual(strewn);
});

test('what another search has come between cannot be undone, and says so', () => {
  const [one, other] = [PROBLEMS.nearest, PROBLEMS.matrix].map((problem) => searchOf(Distance.of(problem)));
  one.commit();
  one.kick(random(1));
  other.descend(1);
  expect(() => one.rollback()).toThrow(/commit\(\) comes before/);
  one.commit();
  expect(() => one.rollback()).not.toThrow();
});

test('there is room for the largest problem, and for the table of the largest part', () => {
  const inPlane = Distance.of(euclidean(new Float64Array(2 * MAX_CITIES), 'nearest'));
  expect(finish(recordsOf(inPlane, new Int32Array(MAX_CITIES))).length).toBeLessThanOrEqual(ROOM);
  const part = finish(Distance.of(euclidean(new Float64Array(2 * 2_048), 'nearest')).tabulated());
  expect(finish(recordsOf(part, new Int32Array(2_048)))[HOW]).toBe(LOOKED_UP);
});

test('a matrix too large for the table is asked instead, and gives the same tours', () => {
  const n = 2_100;
  const points = scattered(n, 9);
  const direct = Distance.of(euclidean(points, 'nearest'));
  const table = finish(direct.tabulated());
  const candidates = candidatesOf(direct);
  expect(finish(recordsOf(table, candidates))[HOW]).not.toBe(LOOKED_UP);
  const [one, other] = [direct, table].map((distance) => {
    const search = finish(Search.steps(distance, candidates));
    search.descend(Number.POSITIVE_INFINITY);
    kicks(search, random(3), 200);
    return search.order;
  });
  expect(one).toEqual(other);
});

test('a tour is taken as it is given', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...Array(40).keys()], { minLength: 40 }), (order) => {
      const search = searchOf(Distance.of(euclidean(scattered(40, 6), 'nearest')));
      search.load(Int32Array.from(order));
      expect([...search.order]).toEqual(order);
      expect(search.settled).toBe(false);
    }),
    { numRuns: 20 },
  );
});
