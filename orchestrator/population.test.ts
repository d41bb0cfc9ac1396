import { describe, expect, test } from 'vitest';
import { coolingPlan } from './cooling-plan.ts';
import { chainsWorth, MATE_FROM, matesOf, roundMillis } from './population.ts';
import { Search, type SearchOptions } from './search.ts';
import type { Point } from './strategy.ts';
import { millisFor, type Outcome, SHORTEST, type Task } from './task.ts';

/** One cooling. */
const BUDGET = 10_000;
const LATE = 0.9 * BUDGET;
const LOST: Outcome = { is: 'lost', reason: 'left' };

function search(options: Partial<SearchOptions> = {}): Search {
  const plan = coolingPlan(BUDGET);
  return new Search({ seed: 1, plan, scale: () => 1_000, best: null, size: 1_000_000, mates: 8, ...options });
}

/** A state that tells its energy. */
const verified = (energy: number, moves = 10): Outcome => ({
  is: 'verified',
  state: Uint8Array.of(energy),
  energy,
  moves,
});

function drain(of: Search, elapsed: number, target: number): Task[] {
  const tasks: Task[] = [];
  const at = { now: elapsed, elapsed, target };
  for (let task = of.next(at); task; task = of.next(at)) tasks.push(task);
  return tasks;
}

/** A search whose lanes stand at energies 10, 11 … */
function standing(lanes: number, elapsed: number, options: Partial<SearchOptions> = {}): Search {
  const it = search(options);
  for (const [i, task] of drain(it, elapsed, lanes).entries())
    it.settle(task, verified(10 + i), { now: elapsed, elapsed, target: lanes });
  return it;
}

describe('chains', () => {
  test('keep apart while they are hot, and go on alone', () => {
    const early = (MATE_FROM - 0.1) * BUDGET;
    for (const task of drain(standing(6, early), early, 6)) expect(task.mates).toEqual([]);
  });

  test('are given the best and others as mates when most of the cooling is over, four at most and never themselves', () => {
    for (const { state, mates } of drain(standing(12, LATE), LATE, 12)) {
      const own = state![0];
      const energies = mates.map((mate) => mate[0]!);
      expect(new Set(energies).size).toBe(energies.length);
      expect(energies.length).toBeGreaterThanOrEqual(2);
      expect(energies.length).toBeLessThanOrEqual(4);
      expect(energies).not.toContain(own);
      if (own !== 10) expect(energies[0]).toBe(10);
    }
  });

  test.each([2_000, 1_000_000])(
    'reach all others in the first rounds of tasks that mate, of %i cities',
    (size) => {
      const it = standing(16, MATE_FROM * BUDGET, { size });
      // What a chain has heard of: every mate passes on all it knows.
      const known = new Map(Array.from({ length: 16 }, (_, i) => [10 + i, new Set([10 + i])]));
      let fresh = 100;
      for (let round = 0; round < 5; round++) {
        const elapsed = (MATE_FROM + 0.035 * round) * BUDGET;
        for (const task of drain(it, elapsed, 16)) {
          const sources = [task.state!, ...task.mates].map((state) => known.get(state[0]!)!);
          known.set(++fresh, new Set(sources.flatMap((each) => [...each])));
          it.settle(task, verified(fresh), { now: elapsed, elapsed, target: 16 });
        }
      }
      const last = [...known.values()].slice(-16);
      for (const heard of last) expect(heard.size).toBe(16);
    },
  );

  test('take a task that was lost up again with the same mates', () => {
    const it = standing(6, LATE);
    const [task] = drain(it, LATE, 1);
    it.settle(task!, LOST, { now: LATE, elapsed: LATE, target: 1 });
    expect(drain(it, LATE, 1)).toEqual([{ ...task!, attempt: 1 }]);
  });

  test('that hear of a false mate choose others', () => {
    const it = standing(6, LATE);
    const [task] = drain(it, LATE, 1);
    it.settle(task!, LOST, { now: LATE, elapsed: LATE, target: 1 });
    const [first] = task!.mates;
    it.forget((state) => state[0] === first![0], null);
    const [again] = drain(it, LATE, 1);
    expect(again!.id).toBe(task!.id);
    expect(again!.mates.map((mate) => mate[0])).not.toContain(first![0]);
  });
});

test('one donor keeps several chains in turn where there is time for them, and one where there is not', () => {
  for (const [size, lanes] of [
    [100, 4],
    [1_000_000, 1],
  ] as const) {
    const it = search({ size });
    const seen = new Set<string>();
    for (let i = 0; i < 40; i++) {
      const task = it.next({ now: 10 * i, elapsed: 10 * i, target: 1 })!;
      seen.add(task.id.split('.')[0]!);
      it.settle(task, verified(50, 1_000), { now: 10 * i, elapsed: 10 * i, target: 1 });
    }
    expect(seen.size).toBe(lanes);
  }
});

test('tasks take whole milliseconds, whatever part of one the clock of a job that shares its donors stands at', () => {
  for (const size of [1_002, 13_509])
    for (const budget of [1_000, 60_000, null])
      for (let elapsed = 0.25; elapsed < 40_000; elapsed += 1.5) {
        const plan = coolingPlan(budget);
        const most = millisFor({ id: 0, step: 7 }, plan.left(elapsed));
        const millis = roundMillis(plan, elapsed, { most, size, lanes: 2 });
        if (!Number.isInteger(millis) || millis < SHORTEST)
          expect.fail(`${millis} ms at ${elapsed} of ${budget}`);
      }
});

test('mates are as many as the kernel takes', () => {
  const point = (energy: number): Point => ({ state: Uint8Array.of(energy), energy });
  const lane = { id: 0, at: point(1), cooling: 0, step: 3, attempts: 0, notBefore: 0, mates: null };
  const lanes = new Map([[0, lane]]);
  const best = point(0);
  const population = { best, lanes, laneCount: 1, coolings: { number: 0, best, elite: [best] } };
  expect(matesOf(lane, population, { most: 0, size: 100, seed: 1, progress: 0.8 })).toEqual([]);
  expect(matesOf(lane, population, { most: 8, size: 100, seed: 1, progress: 0.8 })).toEqual([best]);
});

test('chains of a large problem take fewer mates once the first have made them alike', () => {
  const point = (energy: number): Point => ({ state: Uint8Array.of(energy), energy });
  const lane = (id: number) => ({
    id,
    at: point(id),
    cooling: 0,
    step: 3,
    attempts: 0,
    notBefore: 0,
    mates: null,
  });
  const lanes = new Map(Array.from({ length: 16 }, (_, id) => [id, lane(id)]));
  const population = {
    best: point(200),
    lanes,
    laneCount: 16,
    coolings: { number: 0, best: point(200), elite: [] },
  };
  const mates = (size: number, progress: number) =>
    matesOf(lanes.get(0)!, population, { most: 8, size, seed: 1, progress }).length;
  expect([mates(13_509, 0.76), mates(13_509, 0.85), mates(2_392, 0.85)]).toEqual([4, 2, 4]);
});

describe('in a later cooling', () => {
  const point = (energy: number): Point => ({ state: Uint8Array.of(energy), energy });
  const lane = (id: number, cooling: number) => {
    return { id, at: point(100 + id), cooling, step: 3, attempts: 0, notBefore: 0, mates: null };
  };
  /** Lanes 0 to 3 are in it, 4 to 7 still stand where the one before left them. */
  const lanes = new Map([0, 1, 2, 3, 4, 5, 6, 7].map((id) => [id, lane(id, id < 4 ? 2 : 1)]));
  const elite = [point(10), point(11), point(12)];
  const population = {
    best: elite[0]!,
    lanes,
    laneCount: 8,
    coolings: { number: 2, best: elite[2]!, elite },
  };
  const chosen = (progress: number) =>
    new Set(
      Array.from({ length: 50 }, (_, seed) =>
        matesOf(lanes.get(0)!, population, { most: 8, size: 100, seed, progress }),
      ).flatMap((mates) => mates.map(({ energy }) => energy)),
    );

  test('chains mate among themselves, and with the best that they came to', () => {
    expect([...chosen(0.8)].toSorted((a, b) => a - b)).toEqual([12, 101, 102, 103]);
  });

  test('they take over from all before when it is nearly over', () => {
    expect([...chosen(0.95)].toSorted((a, b) => a - b)).toEqual([
      10, 11, 12, 101, 102, 103, 104, 105, 106, 107,
    ]);
  });
});

test('tasks end when chains begin to mate, and get shorter towards the end', () => {
  const plan = coolingPlan(BUDGET);
  expect(roundMillis(plan, 0, { most: 1_000, size: 1_000, lanes: 1 })).toBe(1_000);
  expect(roundMillis(plan, MATE_FROM * BUDGET - 300, { most: 1_000, size: 1_000, lanes: 1 })).toBe(300);
  expect(roundMillis(plan, MATE_FROM * BUDGET, { most: 1_000, size: 1_000, lanes: 1 })).toBeLessThan(500);
  expect(roundMillis(plan, BUDGET - 130, { most: 1_000, size: 1_000, lanes: 1 })).toBe(60);
  expect(roundMillis(plan, BUDGET - 100, { most: 1_000, size: 1_000, lanes: 9 })).toBe(60);
  expect(roundMillis(plan, BUDGET - 20, { most: 20, size: 1_000, lanes: 1 })).toBe(20);
  // A large problem has fewer and longer ones.
  expect(roundMillis(plan, BUDGET - 400, { most: 400, size: 10_000, lanes: 1 })).toBe(200);
  // So have very many donors.
  expect(roundMillis(plan, BUDGET - 400, { most: 400, size: 1_000, lanes: 600 })).toBe(300);
});

test('the shortest of few chains finishes a cooling: in short tasks without heat, meeting all that it has not met', () => {
  const finishing = (lanes: number) => {
    const it = search({ size: 100 });
    const begin = 0.5 * BUDGET;
    let energy = 50;
    for (const elapsed of [begin, begin + 1, begin + 2, begin + 3]) {
      for (const task of drain(it, elapsed, lanes))
        it.settle(task, verified(energy--, 1e6), { now: elapsed, elapsed, target: lanes });
    }
    const end = BUDGET - 60;
    const task = it.next({ now: end, elapsed: end, target: lanes })!;
    return { task, best: it.best! };
  };
  const { task, best } = finishing(1);
  expect(task.state).toEqual(best.state);
  expect(task.schedule).toEqual({ from: 0, to: 0 });
  expect(task.millis).toBe(20);
  // The best stands at 47 after 50, 49 and 48.
  expect(task.mates.map(([energy]) => energy)).toEqual([48, 49, 50]);
  // Many chains end as they went.
  expect(finishing(9).task.schedule.from).toBeGreaterThan(0);
});

test('what is left before few chains finish is a round of its own', () => {
  const plan = coolingPlan(BUDGET);
  const millis = (left: number) => roundMillis(plan, BUDGET - left, { most: 1_000, size: 1_000, lanes: 8 });
  expect([130, 100, 70, 60, 40, 20].map(millis)).toEqual([60, 40, 20, 20, 20, 20]);
});

test('chains are worth having in proportion to the moves that can be done', () => {
  const worth = (isOneOfMany: boolean) =>
    [10, 30_000, 60_000, 10 ** 9].map((moves) => chainsWorth(moves, 1_000, isOneOfMany));
  expect(worth(false)).toEqual([1, 2, 4, 4]);
  expect(worth(true)).toEqual([1, 2, 4, 8]);
});
