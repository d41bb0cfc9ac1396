import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coolingPlan } from './cooling-plan.ts';
import { JobPlan } from './job-plan.ts';

describe('the plan of a job', () => {
  test('with a budget of time is the cooling plan of that time', () => {
    const plan = new JobPlan({ budget: 60, moves: null });
    plan.learn(1_000, 500);
    for (const at of [0, 1_000, 30_000, 60_000]) {
      expect(plan.progress(at)).toBe(coolingPlan(60_000).progress(at));
      expect(plan.remaining(at)).toBe(60_000 - at);
    }
    expect([plan.isSpent(59_999), plan.isSpent(60_000)]).toEqual([false, true]);
  });

  test('with a budget of moves is as long as these will take at the pace so far', () => {
    const plan = new JobPlan({ budget: null, moves: 10_000 });
    expect(plan.remaining(0)).toBe(Number.POSITIVE_INFINITY);
    plan.learn(1_000, 2_000);
    expect(plan.remaining(2_000)).toBe(18_000);
    // Twice as many donors from here on.
    plan.learn(3_000, 4_000);
    expect(plan.remaining(4_000)).toBeCloseTo(9_333, 0);
    expect(plan.isSpent(1e9)).toBe(false);
  });

  test('with both never takes longer than the time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.nat({ max: 1e6 }),
        fc.nat({ max: 1e6 }),
        (budget, moves, elapsed) => {
          const plan = new JobPlan({ budget, moves: 1e6 }, moves, elapsed);
          expect(plan.remaining(elapsed)).toBeLessThanOrEqual(Math.max(0, budget * 1_000 - elapsed));
          expect(plan.isSpent(budget * 1_000)).toBe(true);
        },
      ),
    );
  });

  test('with a budget of moves is cold when the last of them are done', () => {
    const plan = new JobPlan({ budget: null, moves: 1_000 });
    plan.learn(999, 4_995);
    expect(plan.left(4_995)).toBeCloseTo(5);
    expect(plan.progress(5_000)).toBe(1);
  });

  test('is not guessed from moves that took no time', () => {
    const plan = new JobPlan({ budget: null, moves: 1_000 });
    plan.learn(10, 0);
    expect(plan.remaining(0)).toBe(Number.POSITIVE_INFINITY);
  });
});
