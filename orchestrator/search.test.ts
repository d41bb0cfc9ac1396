import { describe, expect, test } from 'vitest';
import { coolingPlan } from './cooling-plan.ts';
import { BUDGET, drain, LOST, laneOf, search, state, verified } from './search.test-world.ts';
import type { SearchOptions } from './search.ts';

describe('a search', () => {
  test('gives out exactly as many tasks as asked for', () => {
    const it = search();
    expect(drain(it, 0, 0, 5)).toHaveLength(5);
    expect(drain(it, 0, 0, 5)).toHaveLength(0);
    expect(drain(it, 0, 0, 7)).toHaveLength(2);
  });

  test('begins without a temperature and with short tasks, and takes both up as answers come', () => {
    const it = search();
    const lengths: number[] = [];
    for (let step = 0; step < 7; step++) {
      const task = it.next({ now: 0, elapsed: 0, target: 1 })!;
      lengths.push(task.millis);
      expect(task.schedule.from).toBe(step === 0 ? 0 : coolingPlan(BUDGET).temperature(0, 1_000));
      it.settle(task, verified(100 - step), { now: 0, elapsed: 0, target: 1 });
    }
    const [short, full] = [lengths.slice(0, 5), lengths.slice(5)];
    expect(short).toEqual([30, 60, 120, 250, 500]);
    for (const length of full) expect(Math.abs(length - 1_000)).toBeLessThanOrEqual(125);
    expect(new Set(full).size).toBe(full.length);
  });

  test('begins cooler where the fastest donor has few moves a city, of a kind that asks for it', () => {
    const heats = [undefined, 8].map((movesPerHeat) => {
      const it = search({ movesPerHeat, size: 1_000 });
      const [first] = drain(it, 0, 0, 1);
      // 40 moves a city in the whole budget: five scales.
      it.settle(first!, verified(50, (40_000 / BUDGET) * first!.millis), { now: 0, elapsed: 0, target: 1 });
      return it.temperature(0);
    });
    expect(heats).toEqual([8_000, 5_000]);
  });

  test.each([0, 8])(
    'asks for no task that gets hotter: the next cooling’s heat is not its, with %i mates',
    (mates) => {
      for (const plan of [coolingPlan(null), coolingPlan(47_123)]) {
        for (let left = 1; left < 300; left += 7.3) {
          // The end of the opening, and of the first two coolings.
          for (const begun of [500, 2_500, 8_000]) {
            const elapsed = begun + plan.left(begun) - left;
            const it = search({ plan, mates, best: { state: state(1), energy: 9 } });
            const [first] = drain(it, 0, 0, 1);
            it.settle(first!, verified(8), { now: 0, elapsed: 0, target: 1 });
            const { from, to } = it.next({ now: 0, elapsed, target: 1 })!.schedule;
            expect(to).toBeLessThanOrEqual(Math.ceil(from));
          }
        }
      }
    },
  );

  test('never asks for more time than the budget has left', () => {
    const it = search({ best: { state: state(1), energy: 9 } });
    expect(it.next({ now: 0, elapsed: BUDGET - 25, target: 1 })!.millis).toBe(25);
  });

  test('gives a lost task out again: same id, seed and start', () => {
    const it = search();
    const [first] = drain(it, 0, 0, 1);
    it.settle(first!, verified(50), { now: 0, elapsed: 0, target: 1 });
    const second = it.next({ now: 0, elapsed: 0, target: 1 })!;
    it.settle(second, LOST, { now: 0, elapsed: 0, target: 1 });
    const again = it.next({ now: 0, elapsed: 0, target: 1 })!;
    expect(again).toEqual({ ...second, attempt: 1 });
  });

  test('waits ever longer before it repeats a task that fails at once', () => {
    const it = search();
    const waits: number[] = [];
    let now = 0;
    for (let attempt = 0; attempt < 12; attempt++) {
      const task = it.next({ now, elapsed: 0, target: 1 })!;
      it.settle(task, LOST, { now, elapsed: 0, target: 1 });
      const due = it.nextDue(now) ?? now;
      waits.push(due - now);
      if (due > now) expect(it.next({ now, elapsed: 0, target: 1 })).toBeNull();
      now = due;
    }
    expect(waits.slice(0, 4)).toEqual([0, 25, 50, 100]);
    expect(waits.at(-1)).toBe(2_000);
  });

  test('starts new lanes from the best, and lagging lanes again from the best when the cooling ends', () => {
    const it = search();
    const [a, b] = drain(it, 0, 0, 2);
    it.settle(a!, verified(1_000), { now: 0, elapsed: 0, target: 2 });
    it.settle(b!, verified(2_000), { now: 0, elapsed: 0.9 * BUDGET, target: 2 });
    const [c, d, e] = drain(it, 0, 0.9 * BUDGET, 3);
    for (const task of [c, d, e]) expect(task!.state).toEqual(state(1_000 % 256));
  });

  test('starts lanes anew while a cooling is young, as all would else go the first one’s way; but none where a state was given, or where all starts are alike', () => {
    const opened = (elapsed: number, best: SearchOptions['best'], startsDiffer?: boolean) => {
      const it = search({ mates: 4, best, startsDiffer });
      const [first] = drain(it, 0, 0, 1);
      // Moves enough for four chains in turn.
      it.settle(first!, verified(50, 1e6), { now: 0, elapsed, target: 1 });
      return [1, 2, 3].map(() => {
        const task = it.next({ now: 0, elapsed, target: 1 })!;
        it.settle(task, verified(60, 1e6), { now: 0, elapsed, target: 1 });
        return task;
      });
    };
    const given = { state: state(40), energy: 40 };
    expect(opened(200, null).map(laneOf)).toEqual(['1', '2', '3']);
    expect(opened(200, null).map((task) => task.state)).toEqual([null, null, null]);
    expect(opened(200, null, false).map((task) => task.state)).toEqual([state(50), state(50), state(50)]);
    expect(opened(0.5 * BUDGET, null).map((task) => task.state)).toEqual([state(50), state(50), state(50)]);
    expect(opened(200, given).map((task) => task.state)).toEqual([state(40), state(40), state(40)]);
  });

  test('counts a cooling’s youth from its first answer on, as a donor may take long to get ready', () => {
    const opened = (answered: number, elapsed: number) => {
      const it = search({ mates: 4 });
      const [first] = drain(it, 0, 0, 1);
      it.settle(first!, verified(50, 1e6), { now: answered, elapsed: answered, target: 1 });
      return it.next({ now: elapsed, elapsed, target: 1 })!.state;
    };
    expect(opened(0.2 * BUDGET, 0.29 * BUDGET)).toBeNull();
    expect(opened(0.2 * BUDGET, 0.31 * BUDGET)).toEqual(state(50));
    expect(opened(0.05 * BUDGET, 0.16 * BUDGET)).toEqual(state(50));
  });

  describe('heated anew', () => {
    /** A job of several coolings, whose first is cold when it begins: [opens, heats, heats again]. */
    const plan = coolingPlan(null);
    const reheats = [1_000, 4_000, 10_000];
    /** What the lanes are given at first in each cooling: one after the other, they come to ever shorter tours. */
    function begins(options: Partial<SearchOptions>): (Uint8Array | null)[][] {
      const it = search({ plan, mates: 4, ...options });
      let energy = 100;
      const work = (elapsed: number) => {
        const tasks = drain(it, elapsed, elapsed, 2);
        for (const task of tasks) it.settle(task, verified(--energy), { now: elapsed, elapsed, target: 2 });
        return tasks;
      };
      work(0);
      return reheats.map((at) => {
        work(at - 1);
        return work(at).map((task) => task.state);
      });
    }
    const given = { state: state(200), energy: 200 };

    test('begins its lanes anew, where starts differ and what was found can be taken over', () => {
      expect(begins({}).flat()).toEqual(Array.from({ length: 6 }, () => null));
      for (const options of [{ startsDiffer: false }, { mates: 0 }])
        for (const start of begins(options).flat()) expect(start).not.toBeNull();
    });

    test('first goes on from a state that it was given', () => {
      const [first, ...later] = begins({ best: given });
      for (const start of first!) expect(start).not.toBeNull();
      expect(later.flat()).toEqual([null, null, null, null]);
    });

    test('gives a task that was lost out again first, as it was', () => {
      const it = search({ plan, mates: 4 });
      const [first] = drain(it, 0, 0, 1);
      it.settle(first!, verified(50), { now: 0, elapsed: 0, target: 1 });
      const [cold] = drain(it, 990, 990, 1);
      it.settle(cold!, LOST, { now: 990, elapsed: 990, target: 1 });
      const [again] = drain(it, 1_000, 1_000, 1);
      expect(again).toMatchObject({ id: cold!.id, seed: cold!.seed, state: cold!.state, attempt: 1 });
      it.settle(again!, verified(49), { now: 1_001, elapsed: 1_001, target: 1 });
      expect(drain(it, 1_001, 1_001, 1).map((task) => task.state)).toEqual([null]);
    });
  });

  test('keeps a hot lane on its own way', () => {
    const it = search();
    const [a, b] = drain(it, 0, 0, 2);
    it.settle(a!, verified(1_000), { now: 0, elapsed: 0, target: 2 });
    it.settle(b!, verified(2_000), { now: 0, elapsed: 0.1 * BUDGET, target: 2 });
    const states = drain(it, 0, 0.1 * BUDGET, 2).map((task) => task.state);
    expect(states).toEqual([state(1_000 % 256), state(2_000 % 256)]);
  });

  test('refuses to settle a task that is not out', () => {
    const it = search();
    const task = it.next({ now: 0, elapsed: 0, target: 1 })!;
    it.settle(task, LOST, { now: 0, elapsed: 0, target: 1 });
    expect(() => it.settle(task, LOST, { now: 0, elapsed: 0, target: 1 })).toThrow('is not out');
  });

  test('asks for as many moves as the fastest donor just does not reach', () => {
    const it = search();
    const first = it.next({ now: 0, elapsed: 0, target: 1 })!;
    it.settle(first, verified(9, 1_500), { now: 0, elapsed: 0, target: 1 });
    // 1,500 moves in 30 ms, and half as many again, in 60 ms.
    expect(it.next({ now: 0, elapsed: 0, target: 1 })!.moves).toBe(4_500);
  });
});
