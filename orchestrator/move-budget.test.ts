/** A budget of moves, alone and in a job whose donors answer, leave and lie. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeTour } from '../anneal/tsp/state.ts';
import type { Booking, Party } from './claim.ts';
import { MoveBudget } from './move-budget.ts';
import type { RunningJob } from './running-job.ts';
import type { Task } from './task.ts';
import { fewCities, loneJob } from './testing/lone-job.ts';

describe('a budget of moves', () => {
  test('is shared equally by the tasks that may still go out', () => {
    const budget = new MoveBudget(100_000);
    expect(budget.share(4)).toBe(25_000);
    budget.promise(25_000);
    expect(budget.share(3)).toBe(25_000);
  });

  test('gives nothing out that somebody was promised, until that task has ended', () => {
    const budget = new MoveBudget(2_000);
    budget.promise(2_000);
    expect(budget.share(1)).toBe(0);
    budget.settle(2_000, 1_500);
    expect(budget.share(1)).toBe(500);
    expect(budget.isSpent).toBe(false);
  });

  test('is cut no smaller than is worth the asking, and to its last move', () => {
    expect(new MoveBudget(5_000).share(1_000)).toBe(1_000);
    const last = new MoveBudget(5_000, 4_999);
    expect(last.share(1_000)).toBe(1);
  });

  test('without a bound gives any number out, and is never spent', () => {
    const budget = new MoveBudget(null, 1e12);
    expect(budget.share(1)).toBe(Number.POSITIVE_INFINITY);
    expect(budget.isSpent).toBe(false);
  });
});

const CITIES = 8;
const TOUR = encodeTour(Int32Array.from({ length: CITIES }, (_, i) => i));
const BY: Party = { session: 1, donor: 'd', name: 'Ada', own: false, paused: false, speed: 1 };

/** Ends of tasks, in the order in which they come: which task, how fast its donor is, and what becomes of it. */
const ends = fc.array(
  fc.record({
    pick: fc.nat(),
    /** Moves a millisecond: twenty-fold apart. */
    speed: fc.integer({ min: 5, max: 100 }),
    is: fc.constantFrom('verified', 'verified', 'verified', 'lost', 'returned'),
    lies: fc.constantFrom(false, false, false, false, true),
  }),
  { maxLength: 80 },
);

test('whatever donors do, a job never does more moves than it was given, and does them all', () => {
  fc.assert(
    fc.property(
      ends,
      fc.integer({ min: 1, max: 2_000_000 }),
      fc.integer({ min: 1, max: 12 }),
      (events, most, target) => {
        const job = loneJob({ problem: fewCities(CITIES), spec: { moves: most } });
        const out: Task[] = [];
        const booked: Booking<RunningJob>[] = [];
        let now = 0;
        let energy = 1e9;
        const giveOut = () => {
          for (let task = job.next(now, target); task; task = job.next(now, target)) out.push(task);
        };
        const end = (task: Task, speed: number, is: 'verified' | 'lost' | 'returned') => {
          now += 3_000;
          const moves = Math.min(task.moves, Math.max(1, speed * task.millis));
          const outcome =
            is === 'verified'
              ? { is, state: TOUR.slice(), energy: energy--, moves }
              : { is, reason: 'it was so' };
          const { step } = job.settle(task, outcome, { by: BY.name, now, lanes: target });
          if (step) booked.push({ job, step, moves, improved: true, by: BY });
        };
        const answered = () => booked.reduce((sum, { moves }) => sum + moves, 0);
        const check = () => {
          const promised = out.reduce((sum, { moves }) => sum + moves, 0);
          expect(answered() + promised).toBeLessThanOrEqual(most);
        };
        for (const { pick, speed, is, lies } of events) {
          giveOut();
          check();
          if (out.length > 0) end(out.splice(pick % out.length, 1)[0]!, speed, is);
          if (lies && booked.length > 0) job.takeBack(booked.splice(pick % booked.length, 1));
          check();
        }
        // Somebody answers in the end: the job comes to its end, at the very move.
        for (let round = 0; round < 10_000 && job.over(now) === null; round++) {
          giveOut();
          const task = out.shift();
          if (task) end(task, 50, 'verified');
          // Every lane has failed twice, and is held back for a while.
          else now += 3_000;
          check();
        }
        expect(job.over(now)).toBe('moves');
        expect(answered()).toBe(most);
        expect(job.next(now, target)).toBeNull();
      },
    ),
    { numRuns: 60 },
  );
});

test('a job with a budget of moves is hot to the last, and then has a thorough look, as one with a budget of time', () => {
  const cities = 100;
  const state = encodeTour(Int32Array.from({ length: cities }, (_, i) => i));
  const job = loneJob({ problem: fewCities(cities), spec: { moves: 500_000 } });
  job.work(0, 1);
  const given: Task[] = [];
  for (let now = 0; job.over(now) === null; ) {
    const task = job.next(now, 1)!;
    given.push(task);
    const moves = Math.min(task.moves, 100 * task.millis);
    now += Math.ceil(moves / 100);
    const outcome = { is: 'verified', state: state.slice(), energy: 1_000 - given.length, moves } as const;
    job.settle(task, outcome, { by: BY.name, now, lanes: 1 });
  }
  const heats = given.map(({ schedule }) => schedule.from);
  const last = heats.findLastIndex((heat) => heat > 0) + 1;
  expect(given.slice(last).reduce((sum, { moves }) => sum + moves, 0)).toBeLessThan(20_000);
  expect(last).toBeLessThan(given.length);
  expect(given[last]!.mates).toHaveLength(8);
});
