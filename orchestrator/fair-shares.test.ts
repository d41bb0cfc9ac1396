import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FairShares } from './fair-shares.ts';

const LONGEST = 1_000;

const weight = fc.oneof(
  fc.constant(1),
  fc.integer({ min: 1, max: 100 }),
  fc.double({ min: 0.01, max: 100, noNaN: true }),
);
const task = fc.oneof(fc.constant(LONGEST), fc.integer({ min: 20, max: LONGEST }));

/** Gives a task to the first in order; returns whom. */
function give(shares: FairShares, time: number): string {
  const [id] = shares.order();
  shares.charge(id!, time);
  return id!;
}

function sharesOf(weights: readonly number[]): FairShares {
  const shares = new FairShares(LONGEST);
  for (const [i, weight] of weights.entries()) shares.add(String(i), weight);
  return shares;
}

describe('fair shares', () => {
  test('while the same jobs have work, each is within one longest task of its share at any time', () => {
    fc.assert(
      fc.property(
        fc.array(weight, { minLength: 1, maxLength: 8 }),
        fc.array(task, { maxLength: 400 }),
        (weights, tasks) => {
          const shares = sharesOf(weights);
          const had = weights.map(() => 0);
          let all = 0;
          for (const time of tasks) {
            had[Number(give(shares, time))]! += time;
            all += time;
            for (const [i, got] of had.entries())
              expect(Math.abs(got - all * shares.share(String(i)))).toBeLessThanOrEqual(LONGEST + 1e-6);
          }
        },
      ),
    );
  });

  test('equal jobs with equal tasks take turns: over any window they differ by one task', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.nat({ max: 50 }),
        fc.nat({ max: 50 }),
        (jobs, before, window) => {
          const shares = sharesOf(Array.from({ length: jobs }, () => 1));
          for (let i = 0; i < before; i++) give(shares, LONGEST);
          const had = Array.from({ length: jobs }, () => 0);
          for (let i = 0; i < window; i++) had[Number(give(shares, LONGEST))]!++;
          expect(Math.max(...had) - Math.min(...had)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  test('nobody starves, whoever comes, goes or has nothing to give out', () => {
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.record({ do: fc.constant('give' as const), time: task }) },
      {
        weight: 1,
        arbitrary: fc.record({
          do: fc.constant('add' as const),
          job: fc.nat({ max: 7 }),
          weight: fc.integer({ min: 1, max: 4 }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), job: fc.nat({ max: 7 }) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('passed' as const), job: fc.nat({ max: 7 }) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const shares = new FairShares(LONGEST);
        const here = new Map<string, number>();
        for (const at of steps) {
          if (at.do === 'give') {
            if (here.size > 0) expect(here.has(give(shares, at.time))).toBe(true);
          } else if (at.do === 'add') {
            if (!here.has(String(at.job))) shares.add(String(at.job), at.weight);
            here.set(String(at.job), here.get(String(at.job)) ?? at.weight);
          } else if (at.do === 'remove') {
            shares.remove(String(at.job));
            here.delete(String(at.job));
          } else shares.passed(String(at.job));
        }
        // Whatever went before: within a few rounds of their weights everybody has had a task.
        const waiting = new Set(here.keys());
        for (let i = 0; i < 400; i++) if (here.size > 0) waiting.delete(give(shares, LONGEST));
        expect(waiting.size).toBe(0);
      }),
    );
  });

  test('a job alone gets all, and has all of the donors', () => {
    const shares = sharesOf([0.01]);
    for (let i = 0; i < 10; i++) expect(give(shares, LONGEST)).toBe('0');
    expect(shares.share('0')).toBe(1);
    expect(shares.share('nobody')).toBe(0);
  });

  test('a job that comes late takes its turn at once, and no more than that', () => {
    const shares = sharesOf([1]);
    for (let i = 0; i < 100; i++) give(shares, LONGEST);
    shares.add('late', 1);
    const order = Array.from({ length: 10 }, () => give(shares, LONGEST));
    expect(order.slice(0, 2)).toContain('late');
    expect(order.filter((id) => id === 'late')).toHaveLength(5);
  });

  test('a job that had nothing to give out for long comes back with one task in hand, not with all it missed', () => {
    const shares = sharesOf([1, 1]);
    for (let i = 0; i < 50; i++) {
      shares.passed('0');
      shares.charge('1', LONGEST);
    }
    const order = Array.from({ length: 8 }, () => give(shares, LONGEST));
    expect(order.slice(0, 2)).toEqual(['0', '0']);
    expect(order.filter((id) => id === '0')).toHaveLength(5);
  });

  test('time that a task did not use is given back', () => {
    const shares = sharesOf([1, 1]);
    shares.charge('0', LONGEST);
    shares.charge('0', -LONGEST);
    shares.charge('1', LONGEST);
    expect(give(shares, LONGEST)).toBe('0');
  });
});
