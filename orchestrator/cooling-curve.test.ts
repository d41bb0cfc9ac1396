import { expect, test } from 'vitest';
import type { Job } from '../peer/procedures.ts';
import { coolingCurve } from './cooling-curve.ts';
import { JobPlan } from './job-plan.ts';

const job = (spec: Partial<Job>, moves = 0) =>
  ({ budget: null, moves: null, elapsed: 0, stats: { moves }, ...spec }) as Job;

test('the curve of a budget is its plan, from the beginning to the end', () => {
  const curve = coolingCurve(job({ budget: 300, elapsed: 100 }));
  const plan = new JobPlan({ budget: 300, moves: null });
  expect([curve[0]!.elapsed, curve.at(-1)!.elapsed]).toEqual([0, 300]);
  for (const { elapsed, heat } of curve) expect(heat).toBe(plan.heat(elapsed * 1_000));
  expect(Math.max(...curve.map(({ heat }) => heat))).toBeGreaterThan(0.9);
  expect(curve.at(-1)!.heat).toBeLessThan(0.01);
});

test('without an end it goes a little further than the job is', () => {
  expect(coolingCurve(job({})).at(-1)!.elapsed).toBe(60);
  expect(coolingCurve(job({ elapsed: 1_000 })).at(-1)!.elapsed).toBe(1_250);
});

test('an hour and a day have as many points as a minute', () => {
  for (const budget of [0, 60, 3_600, 86_400]) {
    const curve = coolingCurve(job({ budget }));
    expect(curve.length).toBeLessThanOrEqual(160);
    for (const { heat } of curve) expect(heat >= 0 && heat <= 1).toBe(true);
  }
});
