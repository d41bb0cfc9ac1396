import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { timeToTarget } from './time-to-target.ts';

const LONGEST = 1_000;

/** Gaps that fall evenly with the logarithm of the budget, to `target` at `seconds`; and the budgets that were asked for. */
function falling(seconds: number, target: number) {
  const asked: number[] = [];
  const gapAt = async (budget: number) => {
    asked.push(budget);
    return target * (1 - 0.1 * Math.log(budget / seconds));
  };
  return { asked, gapAt };
}

describe('the time to a target', () => {
  const times = fc.double({ min: 0.25, max: 400, noNaN: true });

  test('is found wherever the guess was', async () => {
    await fc.assert(
      fc.asyncProperty(times, times, async (seconds, guess) => {
        const { gapAt } = falling(seconds, 0.01);
        const found = await timeToTarget(gapAt, { target: 0.01, guess, longest: LONGEST });
        expect(found).toBeCloseTo(seconds, 6);
      }),
    );
  });

  test('takes two jobs when the guess was about right, and one for each doubling beyond', async () => {
    const right = falling(15, 0.01);
    await timeToTarget(right.gapAt, { target: 0.01, guess: 10, longest: LONGEST });
    expect(right.asked).toEqual([10, 20]);
    const early = falling(15, 0.01);
    await timeToTarget(early.gapAt, { target: 0.01, guess: 2.5, longest: LONGEST });
    expect(early.asked).toEqual([2.5, 5, 10, 20]);
    const late = falling(15, 0.01);
    await timeToTarget(late.gapAt, { target: 0.01, guess: 40, longest: LONGEST });
    expect(late.asked).toEqual([40, 80, 20, 10]);
  });

  test('is none where no budget up to the longest is enough', async () => {
    const { asked, gapAt } = falling(2 * LONGEST, 0.01);
    expect(await timeToTarget(gapAt, { target: 0.01, guess: 10, longest: LONGEST })).toBeNull();
    expect(Math.max(...asked)).toBeLessThanOrEqual(LONGEST);
  });

  test('is the shortest budget tried where every one is enough', async () => {
    const found = await timeToTarget(async () => 0, { target: 0.01, guess: 10, longest: LONGEST });
    expect(found).toBeGreaterThanOrEqual(0.1);
    expect(found).toBeLessThan(0.2);
  });
});
