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
    expect([0, 1_990].map((at) => plan.heat(at))).toEqual([0, 0]);
    expect(plan.heat(2_000)).toBe(1);
    const times = reheats(300_000);
    expect(times).toHaveLength(5);
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
        },
      ),
    );
  });

  test('knows how long the cooling under way is', () => {
    expect([0, 9_000].map((at) => coolingPlan(10_000).length(at))).toEqual([10_000, 10_000]);
    // 24 s after the opening are coolings of 8 and 16 s.
    expect([0, 2_000, 9_999, 10_000, 25_999].map((at) => coolingPlan(26_000).length(at))).toEqual([
      2_000, 8_000, 8_000, 16_000, 16_000,
    ]);
    expect([2_000, 32_000].map((at) => coolingPlan(null).length(at))).toEqual([30_000, 60_000]);
  });

  test('is as cool at the start as it is asked to be, and cold at the end', () => {
    const plan = coolingPlan(10_000);
    expect([0, 5_000, 10_000].map((at) => plan.temperature(at, 1_000, 2))).toEqual([2_000, 1_000, 0]);
  });

  test('without a budget comes back again and again, and never ends', () => {
    const plan = coolingPlan(null);
    expect(plan.heat(0)).toBe(0);
    expect(plan.heat(2_000)).toBe(1);
    expect(plan.heat(31_999)).toBeLessThan(0.01);
    expect(plan.heat(32_000)).toBe(0.5);
    expect(plan.remaining(1e12)).toBe(Number.POSITIVE_INFINITY);
  });
});
