import { expect, test } from 'vitest';
import { Random } from '../anneal/random.ts';
import { decodeScope } from '../anneal/tsp/cells/scope.ts';
import { tsp } from '../anneal/tsp/kind.ts';
import { euclidean } from '../anneal/tsp/problem.ts';
import { Cells } from './cells.ts';
import { answerTo, kernel, N, options, problem, watchedLineage } from './strategy.test-world.ts';
import type { Point, Strategy } from './strategy.ts';
import type { Task } from './task.ts';

/** Takes all that is given out. */
function drain(it: Strategy, at: Parameters<Strategy['next']>[0]): Task[] {
  const tasks: Task[] = [];
  for (let task = it.next(at); task; task = it.next(at)) tasks.push(task);
  return tasks;
}

const START = { now: 0, elapsed: 0 };
const GIVEN: Point = (() => {
  kernel.start({ seed: 1, state: null, schedule: { from: 0, to: 0 }, moves: 10 });
  kernel.run(10);
  return kernel.answer();
})();
const silent = { ...watchedLineage(), spliced: () => {} };
const cellsOf = (best: Point | null) => new Cells({ ...options(1, silent), best });

test('cells that are out at the same time share no city, and more donors get smaller ones', () => {
  const few = drain(cellsOf(GIVEN), { ...START, target: 2 }).map(citiesOf);
  const many = drain(cellsOf(GIVEN), { ...START, target: 4 }).map(citiesOf);
  expect(few).toHaveLength(2);
  expect(many).toHaveLength(4);
  for (const cells of [few, many]) {
    const all = cells.flat();
    expect(new Set(all).size).toBe(all.length);
  }
  expect(Math.max(...many.map(({ length }) => length))).toBeLessThan(
    Math.max(...few.map(({ length }) => length)),
  );
});

test('more donors than one tour has room for work on several', () => {
  const tasks = drain(cellsOf(GIVEN), { ...START, target: 12 });
  expect(tasks.length).toBeGreaterThan(9);
  const all = tasks.flatMap(citiesOf);
  expect(all.length).toBeGreaterThan(N);
});

test('a state found false takes its cells with it: the search goes back to what is sound', () => {
  const it = cellsOf(null);
  let now = 0;
  for (let i = 0; i < 6; i++) {
    now += 1_000;
    const at = { now, elapsed: now, target: 2 };
    const task = it.next(at)!;
    it.settle(task, answerTo(task, 100), at);
    expect(task.scope === null).toBe(i === 0);
  }
  const sound = it.best!;
  now += 1_000;
  const at = { now, elapsed: now, target: 2 };
  const task = it.next(at)!;
  const lie = answerTo(task, 100);
  it.settle(task, lie, at);
  const later = it.best!;
  it.forget((state) => state === lie.state || (later !== sound && state === later.state), sound);
  expect(it.best).toBe(sound);
  // What grows from here grows from the sound tour.
  const next = it.next(at)!;
  const order = decodeScope(next.scope!, N).cities;
  expect(order.length).toBeGreaterThan(0);
  it.settle(next, answerTo(next, 1), { ...at, now: now + 1_000 });
  expect(tsp.energy(problem, it.best!.state)).toBe(it.best!.energy);
  expect(it.best!.energy).toBeLessThanOrEqual(sound.energy);
});

test('the first donor makes a tour of the whole, the others begin in cells, and all go on from the shorter', () => {
  const it = cellsOf(null);
  const at = { now: 0, elapsed: 0, target: 3 };
  const [whole, ...cells] = drain(it, at);
  expect(whole!.scope).toBeNull();
  expect(cells.map(({ scope }) => scope !== null)).toEqual([true, true]);
  it.settle(whole!, { is: 'lost', reason: 'left' }, at);
  const again = it.next(at)!;
  expect(again.scope).toBeNull();
  const tour = answerTo(again, 60);
  expect(it.settle(again, tour, at)).toBe(true);
  // Cells of the bad start come back to nobody.
  for (const cell of cells) it.settle(cell, answerTo(cell, 50), { ...at, now: 5_000 });
  expect(it.best).toEqual({ state: tour.state, energy: tour.energy });
  const later = { ...at, now: 6_000 };
  // Some cells have nothing left to gain.
  for (let i = 0; i < 50 && it.best!.energy === tour.energy; i++) {
    const next = it.next(later)!;
    it.settle(next, answerTo(next, 100), later);
  }
  expect(it.best!.energy).toBeLessThan(tour.energy);
});

test('sixteen cells of 13,509 cities take at most 4 kB for each donor and round, with their answers', () => {
  const n = 13_509;
  const random = new Random();
  random.seed(5);
  const large = euclidean(
    Float64Array.from({ length: 2 * n }, () => random.below(100_000)),
    'nearest',
  );
  const it = new Cells({
    ...options(1),
    size: n,
    divide: (state, seed) => tsp.parts!.divide(large, state, seed),
  });
  const tasks = drain(it, { ...START, target: 20 }).filter(({ scope }) => scope !== null);
  expect(tasks.length).toBeGreaterThan(16);
  for (const { scope } of tasks) {
    const answer = 2 * decodeScope(scope!, n).cities.length;
    // The rest of both messages, names and hashes, is below half a kilobyte.
    expect(scope!.length + answer + 500).toBeLessThanOrEqual(4_000);
  }
});

test('a donor that fails at once is held off ever longer', () => {
  const it = new Cells(options(1));
  const waits: number[] = [];
  let now = 0;
  for (let i = 0; i < 6; i++) {
    const at = { now, elapsed: 0, target: 1 };
    it.settle(it.next(at)!, { is: 'lost', reason: 'left' }, at);
    const due = it.nextDue(now) ?? now;
    if (due > now) expect(it.next(at)).toBeNull();
    waits.push(due - now);
    now = due;
  }
  expect(waits).toEqual([0, 25, 50, 100, 200, 400]);
});

function citiesOf({ scope }: Task): number[] {
  return Array.from(decodeScope(scope!, N).cities);
}
