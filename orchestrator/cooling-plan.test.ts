import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coolingPlan } from './cooling-plan.ts';

/** Elapsed times at which the temperature jumps up. */
function reheats(budget: number): number[] {
  const plan = coolingPlan(budget);
  const times: number[] = [];
  for (let at = 10; at < budget; at += 10) {
    if (plan.heat(at) > plan.heat(at - 10) + 0.1) times.push(at);
  }
  return times;
}

describe('the temperature of a job', () => {
  test('with a short budget falls once, from all heat to none', () => {
    const plan = coolingPlan(10_000);
    expect([0, 5_000, 10_000].map((at) => plan.heat(at))).toEqual([1, 0.5, 0]);
    expect(reheats(10_000)).toEqual([]);
  });

  test('with a long budget opens cold, then cools several times, the last one for half of the time', () => {
    const plan = coolingPlan(300_000);
    expect([0, 990].map((at) => plan.heat(at))).toEqual([0, 0]);
    expect(plan.heat(1_000)).toBe(1);
    expect([0, 990, 1_000, 300_000].map((at) => plan.isOpening(at))).toEqual([true, true, false, false]);
    const times = reheats(300_000);
    expect(times).toHaveLength(6);
    expect(300_000 - times.at(-1)!).toBeGreaterThan(149_000);
  });

  test('of any budget stays within bounds, is cold at the end and finite for every time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.double({ min: 0, max: 1.2, noNaN: true }),
        (budget, share) => {
          const plan = coolingPlan(budget);
          const at = budget * share;
          expect(plan.progress(at)).toBeGreaterThanOrEqual(0);
          expect(plan.progress(at)).toBeLessThanOrEqual(1);
          expect(plan.heat(budget)).toBe(0);
          expect(plan.temperature(at, 1_000)).toBeGreaterThanOrEqual(0);
          expect(plan.remaining(at)).toBe(Math.max(0, budget - at));
          expect(plan.left(at)).toBeGreaterThanOrEqual(0);
          expect(plan.left(at)).toBeLessThanOrEqual(
            Math.min(plan.length(at), plan.remaining(at)) + 1e-6 * budget,
          );
        },
      ),
    );
  });

  test('knows how long the cooling under way is', () => {
    expect([0, 9_000].map((at) => coolingPlan(10_000).length(at))).toEqual([10_000, 10_000]);
    // 21 s after the opening are coolings of 3, 6 and 12 s.
    const times = [0, 1_000, 3_999, 4_000, 9_999, 10_000, 21_999];
    expect(times.map((at) => coolingPlan(22_000).length(at))).toEqual([
      1_000, 3_000, 3_000, 6_000, 6_000, 12_000, 12_000,
    ]);
    expect(times.map((at) => coolingPlan(22_000).left(at))).toEqual([1_000, 3_000, 1, 6_000, 1, 12_000, 1]);
    expect(times.map((at) => coolingPlan(null).left(at))).toEqual([1_000, 3_000, 1, 6_000, 1, 12_000, 1]);
  });

  test('is as cool at the start as it is asked to be, and cold at the end', () => {
    const plan = coolingPlan(10_000);
    expect([0, 5_000, 10_000].map((at) => plan.temperature(at, 1_000, 2))).toEqual([2_000, 1_000, 0]);
  });

  test('without a budget comes back again and again, and never ends', () => {
    const plan = coolingPlan(null);
    expect(plan.heat(0)).toBe(0);
    for (const begin of [1_000, 4_000, 10_000, 22_000]) expect(plan.heat(begin)).toBe(1);
    for (const end of [3_999, 9_999, 21_999]) expect(plan.heat(end)).toBeLessThan(0.01);
    expect(plan.remaining(1e12)).toBe(Number.POSITIVE_INFINITY);
    // After some hours each cooling is as long as the one before.
    expect([4e6, 1e9, 1e12].map((at) => plan.length(at))).toEqual([1_536_000, 1_536_000, 1_536_000]);
  });
});
