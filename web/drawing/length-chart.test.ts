import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatFor } from '../strings/format.ts';
import { lengthChart } from './length-chart.ts';
import { thinned } from './thinned.ts';

const FRAME = { width: 600, height: 200 };
const course = (energies: readonly number[], marks: readonly { name: string; energy: number }[] = []) => ({
  samples: energies.map((energy, i) => ({ elapsed: i * 10, energy })),
  elapsed: energies.length * 10,
  marks,
  rising: false,
});

describe('the chart of a length', () => {
  test('stays within its frame whatever the numbers are', () => {
    const energy = fc.integer({ min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(fc.array(energy, { minLength: 1, maxLength: 40 }), energy, (energies, mark) => {
        const chart = lengthChart(course(energies, [{ name: 'm', energy: mark }]), FRAME);
        const ys = [
          ...[...(chart?.line.matchAll(/(?:V|M0 )([-\d.]+)/g) ?? [])].map(([, y]) => Number(y)),
          ...(chart?.marks ?? []).map(({ y }) => y),
          ...(chart?.lengths ?? []).map(({ y }) => y),
        ];
        for (const y of ys) expect(y >= 0 && y <= FRAME.height).toBe(true);
        for (const { x } of chart?.times ?? []) expect(x >= 0 && x <= FRAME.width).toBe(true);
        expect(chart?.lengths.length).toBeLessThanOrEqual(FRAME.height / 40 + 1);
      }),
    );
  });

  test('no two of its marks read alike, and none is below nothing, however small the range', () => {
    const format = formatFor('en');
    const size = fc.integer({ min: 0, max: 2e9 });
    const fall = fc.integer({ min: 0, max: 1e6 });
    fc.assert(
      fc.property(size, fall, (energy, more) => {
        const chart = lengthChart(course([energy + more, energy]), FRAME);
        const marks = chart?.lengths.map((mark) => format.length(mark.energy, 'm', chart.step)) ?? [];
        expect(new Set(marks).size).toBe(marks.length);
        for (const mark of marks) expect(mark).not.toMatch(/[-−]/);
      }),
    );
  });

  test('goes in steps and level to now', () => {
    const chart = lengthChart(
      {
        ...course([200, 100]),
        samples: [
          { elapsed: 0, energy: 200 },
          { elapsed: 10, energy: 100 },
        ],
        elapsed: 20,
      },
      FRAME,
    );
    expect(chart?.line).toMatch(/^M0 [\d.]+H300V[\d.]+H600$/);
  });

  test('shows the given order where it is near, and is not pressed flat by one that is far', () => {
    const near = lengthChart(course([200, 100], [{ name: 'given', energy: 300 }]), FRAME);
    expect(near?.marks).toHaveLength(1);
    expect(near?.marks[0]?.y).toBeLessThan(20);
    expect(lengthChart(course([200, 100], [{ name: 'given', energy: 3000 }]), FRAME)?.marks).toEqual([]);
  });

  test('a cut rises', () => {
    const chart = lengthChart({ ...course([-10, -20]), rising: true }, FRAME);
    const [from, to] = [...(chart?.line.matchAll(/(?:V|M0 )([-\d.]+)/g) ?? [])].map(([, y]) => Number(y));
    expect(to).toBeLessThan(from ?? 0);
  });

  test('nothing known yet is no chart, one sample is a level line', () => {
    expect(lengthChart(course([]), FRAME)).toBeNull();
    expect(lengthChart(course([7]), FRAME)?.line).toMatch(/^M0 100H600$/);
  });
});

test('its table has the first, the last and no more than asked for', () => {
  const rows = thinned(
    Array.from({ length: 500 }, (_, i) => i),
    12,
  );
  expect(rows).toHaveLength(12);
  expect([rows[0], rows.at(-1)]).toEqual([0, 499]);
  expect(thinned([1, 2], 12)).toEqual([1, 2]);
});
