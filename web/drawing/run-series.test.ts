import { describe, expect, test } from 'vitest';
import { LEAST_GAP, runSeries } from './run-series.ts';
import { thinned } from './thinned.ts';

const history = [
  { elapsed: 1, energy: 1500 },
  { elapsed: 4, energy: 1100 },
  { elapsed: 9, energy: 1000 },
];
const cooling = [0, 5, 10, 15, 20].map((elapsed) => ({ elapsed, heat: 1 - elapsed / 20 }));
const run = { history, cooling, elapsed: 12, heat: 0.4, budget: 20, reference: 1000 };

describe('the curves of a run', () => {
  test('go from its first best to now, in per cent above the best known', () => {
    expect(runSeries(run)).toMatchObject({
      gap: { at: [1, 4, 9, 12], percent: [50, 10, LEAST_GAP, LEAST_GAP] },
      baseline: 'reference',
      end: 20,
    });
  });

  test('are above the best so far where none is known', () => {
    const { gap, baseline } = runSeries({ ...run, reference: null })!;
    // Its own height would be none: a floor keeps the last step from looking deepest.
    expect([gap.percent, baseline]).toEqual([[50, 10, 1.5, 1.5], 'best']);
  });

  test('fall for a cut too, whose energy is negative', () => {
    const cut = history.map(({ elapsed, energy }) => ({ elapsed, energy: energy - 3000 }));
    expect(runSeries({ ...run, history: cut, reference: -2000 })!.gap.percent).toEqual([25, 5, 0.01, 0.01]);
  });

  test('have the temperature of now between what was and what will be', () => {
    expect(runSeries(run)!.heat).toEqual({
      at: [0, 5, 10, 12, 15, 20],
      percent: [100, 75, 50, 40, 25, 0],
      done: 4,
    });
  });

  test('are there without a plan, and not before a first best', () => {
    expect(runSeries({ ...run, cooling: [], budget: null })).toMatchObject({
      heat: { at: [12], done: 1 },
      end: 12,
    });
    expect(runSeries({ ...run, history: [] })).toBeNull();
  });
});

test('a table has the first and the last row of what it thins out', () => {
  const rows = Array.from({ length: 500 }, (_, i) => i);
  expect(thinned(rows, 12)).toHaveLength(12);
  expect([thinned(rows, 12)[0], thinned(rows, 12).at(-1)]).toEqual([0, 499]);
  expect(thinned([1, 2], 12)).toEqual([1, 2]);
});
