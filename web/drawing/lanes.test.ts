import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Donor } from '../../peer/procedures.ts';
import type { TaskEnd } from '../../peer/topics.ts';
import { Lanes, WINDOW_MILLIS } from './lanes.ts';

const credit = { moves: 0, tasks: 0, improvements: 0 };
const here = (donor: string, cores = 1, running = 0): Donor => ({
  ...{ donor, name: donor.toUpperCase(), agent: 'Node 20', cores, running, joinedAt: 0, credit },
});
const ended = (donor: string, from: number, to: number, more: Partial<TaskEnd> = {}): TaskEnd => ({
  ...{ job: 'j', task: `${donor} ${to}`, attempt: 0, donor, name: donor.toUpperCase() },
  ...{ from, to, end: 'done' },
  ...more,
});

describe('lanes', () => {
  test('whoever is here has one before anything ended, and sessions of one donor share theirs', () => {
    const lanes = new Lanes();
    lanes.here([here('a', 2, 1), here('b'), here('a', 1, 1)]);
    expect(lanes.view(9).lanes).toMatchObject([
      { name: 'A', cores: 3, running: 2, bars: [] },
      { name: 'B', cores: 1 },
    ]);
  });

  test('two kernels are two rows, and no bar begins before the one before it ended', () => {
    const lanes = new Lanes();
    lanes.here([here('a', 2)]);
    lanes.take([ended('a', 0, 1000), ended('a', 0, 1100), ended('a', 500, 2000), ended('a', 900, 2100)], 0);
    expect(lanes.view(9).lanes[0]!.bars.map(({ row, from, to }) => [row, from, to])).toEqual([
      [0, 0, 1000],
      [1, 0, 1100],
      [0, 1000, 2000],
      [1, 1100, 2100],
    ]);
  });

  test('a task that was lost is found again in the lane of who did it', () => {
    const lanes = new Lanes();
    lanes.here([here('a'), here('b')]);
    lanes.take([ended('a', 0, 700, { task: 't', end: 'lost' })], 0);
    lanes.here([here('b')]);
    lanes.take([ended('b', 710, 1700, { task: 't', attempt: 1 }), ended('b', 1700, 2600)], 0);
    const [a, b] = lanes.view(9).lanes;
    expect(a).toMatchObject({ name: 'A', cores: 0, bars: [{ end: 'lost', to: 700 }] });
    expect(b!.bars.map(({ before }) => before)).toEqual([{ lane: 'a', bar: a!.bars[0] }, null]);
  });

  test('who left keeps a lane until the last bar is out of sight', () => {
    const lanes = new Lanes();
    lanes.here([here('a')]);
    lanes.take([ended('a', 0, 1000)], 0);
    lanes.here([]);
    lanes.forget(WINDOW_MILLIS + 1000);
    expect(lanes.view(9).lanes).toHaveLength(1);
    lanes.forget(WINDOW_MILLIS + 1001);
    expect(lanes.view(9).lanes).toHaveLength(0);
  });

  test('of more than fit the busiest stay in their order, and the others are summed up', () => {
    const lanes = new Lanes();
    lanes.here(['a', 'b', 'c', 'd'].map((donor) => here(donor, 2)));
    lanes.take([ended('d', 0, 1), ended('d', 0, 2), ended('b', 0, 3), ended('c', 0, 4, { end: 'lost' })], 0);
    const { lanes: shown, rest } = lanes.view(3);
    expect(shown.map(({ name }) => name)).toEqual(['B', 'D']);
    expect(rest).toEqual({ donors: 2, cores: 4, done: 0 });
  });

  test('whatever is told in whatever order, rows do not overlap and nothing grows for ever', () => {
    const end = fc.record({
      donor: fc.constantFrom('a', 'b', 'c'),
      from: fc.nat(60_000),
      took: fc.nat(3_000),
      end: fc.constantFrom<TaskEnd['end']>('done', 'lost', 'rejected'),
      task: fc.nat(20),
    });
    fc.assert(
      fc.property(fc.array(end, { maxLength: 600 }), fc.nat(9), (told, cores) => {
        const lanes = new Lanes();
        lanes.here([here('a', cores), here('b', 1)]);
        const ends = told
          .map(({ donor, from, took, end, task }) =>
            ended(donor, from, from + took, { end, task: `${task}` }),
          )
          .sort((a, b) => a.to - b.to);
        lanes.take(ends, 5);
        const now = 60_000;
        lanes.forget(now);
        for (const { bars, rows } of lanes.view(9).lanes) {
          const rowEnds: number[] = [];
          expect(bars.length).toBeLessThanOrEqual(400);
          for (const { row, from, to } of bars) {
            expect(row).toBeLessThan(rows);
            expect(from).toBeLessThanOrEqual(to);
            expect(from).toBeGreaterThanOrEqual(rowEnds[row] ?? 0);
            expect(to).toBeGreaterThanOrEqual(now - WINDOW_MILLIS);
            rowEnds[row] = to;
          }
        }
      }),
    );
  });
});
