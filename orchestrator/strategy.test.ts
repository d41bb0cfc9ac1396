/** One suite over every strategy: the invariants at the top of strategy.ts, whatever happens. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Random } from '../anneal/random.ts';
import { decodeScope } from '../anneal/tsp/cells/scope.ts';
import { tsp } from '../anneal/tsp/kind.ts';
import { euclidean, type TspProblem } from '../anneal/tsp/problem.ts';
import { Cells } from './cells.ts';
import { coolingPlan } from './cooling-plan.ts';
import { Search } from './search.ts';
import type { Point, Strategy } from './strategy.ts';
import { strategyFor } from './strategy-for.ts';
import type { Outcome, Task } from './task.ts';

const BUDGET = 15_000;
const N = 900;

function scattered(): TspProblem {
  const random = new Random();
  random.seed(3);
  return euclidean(
    Float64Array.from({ length: 2 * N }, () => random.below(5_000)),
    'nearest',
  );
}

const problem = scattered();
const kernel = tsp.createKernel(problem);

/** What was told of states that were put together: each is checked, as a replay would. */
function watchedLineage() {
  const scopes = new Map<Uint8Array, Uint8Array>();
  return {
    scopes,
    spliced(made: Point, whole: Point, parts: readonly Point[]) {
      const pieces = parts.map(({ state }) => ({ scope: scopes.get(state)!, state }));
      expect(tsp.parts!.splice(problem, whole.state, pieces)).toEqual({
        state: made.state,
        energy: made.energy,
      });
    },
  };
}

function options(seed: number, lineage = watchedLineage()) {
  return {
    seed,
    plan: coolingPlan(BUDGET),
    size: N,
    scale: () => 2_000,
    best: null,
    mates: 0,
    lineage,
    divide: (state: Uint8Array | null, divisionSeed: number) =>
      tsp.parts!.divide(problem, state, divisionSeed),
  };
}

const STRATEGIES: Readonly<
  Record<string, (seed: number, lineage: ReturnType<typeof watchedLineage>) => Strategy>
> = {
  lanes: (seed) => new Search(options(seed)),
  cells: (seed, lineage) => new Cells(options(seed, lineage)),
};

/** An honest donor's answer: a hundred moves or so of the real kernel. */
function answerTo(task: Task, moves: number): Extract<Outcome, { is: 'verified' }> {
  const worker = task.scope ? tsp.parts!.createKernel(problem, task.scope) : kernel;
  worker.start({ ...task, moves: Math.min(task.moves, 1_000) });
  worker.run(moves);
  const answer = worker.answer();
  return { is: 'verified', ...answer };
}

const step = fc.oneof(
  fc.record({ do: fc.constant('target' as const), target: fc.integer({ min: 0, max: 12 }) }),
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('next' as const),
      most: fc.option(fc.integer({ min: 1, max: 5_000 })),
    }),
  },
  fc.record({ do: fc.constant('wait' as const), millis: fc.integer({ min: 0, max: 1_500 }) }),
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      pick: fc.nat(),
      moves: fc.integer({ min: 1, max: 150 }),
      is: fc.constantFrom('verified', 'verified', 'verified', 'lost', 'rejected', 'returned'),
    }),
  },
);

test.each(Object.keys(STRATEGIES))('whatever happens, the invariants of a strategy hold: %s', (name) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.nat(1_000), (steps, seed) => {
      const lineage = watchedLineage();
      const it = STRATEGIES[name]!(seed, lineage);
      const out: Task[] = [];
      let target = 4;
      let now = 0;
      let moves = 0;
      let best = Number.POSITIVE_INFINITY;
      const at = () => ({ now, elapsed: Math.min(now, BUDGET), target });
      for (const event of steps) {
        if (event.do === 'target') target = event.target;
        if (event.do === 'wait') now += event.millis;
        if (event.do === 'next') {
          const task = it.next(event.most === null ? at() : { ...at(), moves: event.most });
          if (!task) continue;
          if (event.most !== null) expect(task.moves).toBeLessThanOrEqual(event.most);
          expect(out.length).toBeLessThan(target);
          expect(out.map(({ id }) => id)).not.toContain(task.id);
          out.push(task);
        }
        if (event.do === 'settle' && out.length > 0) {
          const [task] = out.splice(event.pick % out.length, 1);
          const outcome =
            event.is === 'verified'
              ? answerTo(task!, event.moves)
              : ({ is: event.is, reason: 'it was so' } as Exclude<Outcome, { is: 'verified' }>);
          if (outcome.is === 'verified') {
            moves += outcome.moves;
            if (task!.scope) lineage.scopes.set(outcome.state, task!.scope);
          }
          const improved = it.settle(task!, outcome, at());
          expect(() => it.settle(task!, outcome, at())).toThrow('is not out');
          const energy = it.best?.energy ?? Number.POSITIVE_INFINITY;
          expect(improved).toBe(energy < best);
          expect(energy).toBeLessThanOrEqual(best);
          best = energy;
          if (it.best) expect(tsp.energy(problem, it.best.state)).toBe(best);
        }
        const { given, verified, rejected, lost, returned } = it.tally;
        expect(given).toBe(verified + rejected + lost + returned + out.length);
        expect(it.inFlight).toBe(out.length);
        expect(it.tally.moves).toBe(moves);
      }
      // Nothing is stuck: with time and all tasks back, there is work again.
      for (const task of out.splice(0)) it.settle(task, { is: 'returned' }, at());
      now += 10_000;
      target = 3;
      expect(it.next(at())).not.toBeNull();
    }),
    { numRuns: 40 },
  );
});

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

test('what can be sent whole, or has no map, is searched in lanes, what is larger in cells', () => {
  expect(strategyFor(options(1))).toBeInstanceOf(Search);
  expect(strategyFor({ ...options(1), size: 150_000 })).toBeInstanceOf(Cells);
  expect(strategyFor({ ...options(1), size: 150_000, divide: null })).toBeInstanceOf(Search);
});

function citiesOf({ scope }: Task): number[] {
  return Array.from(decodeScope(scope!, N).cities);
}
