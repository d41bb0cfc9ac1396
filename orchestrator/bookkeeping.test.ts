/** The small parts that count: clocks, rates, throttles, accounts, donors, names. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { systemClock } from './clock.ts';
import { donorId, donorName } from './donor-name.ts';
import { credited, leaderboard, openAccount } from './leaderboard.ts';
import { ManualClock } from './manual-clock.ts';
import { Rate } from './rate.ts';
import { Throttle } from './throttle.ts';
import { WorkClock } from './work-clock.ts';

test('time goes on when the machine’s clock is set back; dates follow it', () => {
  const before = systemClock.now();
  const set = vi.spyOn(Date, 'now').mockReturnValue(1_000);
  try {
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
    expect(systemClock.wall()).toBe(1_000);
  } finally {
    set.mockRestore();
  }
});

describe('the work clock', () => {
  test('stands still while nobody works', () => {
    const clock = new WorkClock();
    clock.update(0, 1);
    clock.update(1_000, 0);
    clock.update(9_000, 1);
    expect(clock.elapsed(9_500)).toBe(1_500);
  });

  test('takes a long gap for a sleep and a step back for none', () => {
    const clock = new WorkClock(100);
    clock.update(0, 1);
    clock.update(3_600_000, 1);
    expect(clock.elapsed(3_600_000)).toBe(5_100);
    expect(clock.elapsed(0)).toBe(5_100);
  });

  test('goes by the share of the donors that work for it', () => {
    const clock = new WorkClock();
    clock.update(0, 0.25);
    clock.update(1_000, 1);
    expect(clock.elapsed(2_000)).toBe(1_250);
  });
});

test('the rate forgets what is older than its window', () => {
  const rate = new Rate();
  expect(rate.perSecond(0)).toBe(0);
  for (let at = 0; at <= 10_000; at += 1_000) rate.add(at, 2_000);
  expect(rate.perSecond(10_000)).toBe(2_000);
  expect(rate.perSecond(30_000)).toBe(0);
});

describe('a throttle', () => {
  test('runs at once, then once per interval, and always after the last request', async () => {
    const clock = new ManualClock();
    const ran: number[] = [];
    const start = clock.now();
    const throttle = new Throttle(
      clock,
      () => 250,
      () => void ran.push(clock.now() - start),
    );
    for (let at = 0; at < 1_000; at += 100) {
      throttle.request();
      await clock.advance(100);
    }
    await clock.advance(1_000);
    expect(ran).toEqual([0, 250, 500, 750, 1_000]);
    expect(clock.pending).toBe(0);
  });

  test('never runs twice at the same time, and serves what came meanwhile', async () => {
    const clock = new ManualClock();
    const finish: (() => void)[] = [];
    const throttle = new Throttle(
      clock,
      () => 10,
      () => new Promise<void>((resolve) => finish.push(resolve)),
    );
    throttle.request();
    await clock.advance(100);
    throttle.request();
    throttle.request();
    await clock.advance(100);
    expect(finish).toHaveLength(1);
    finish[0]!();
    await clock.advance(100);
    expect(finish).toHaveLength(2);
  });
});

describe('accounts', () => {
  test('count all time and today apart', () => {
    let account = openAccount('a', 'Ada', '2026-11-21');
    account = credited(account, '2026-11-21', 10, true);
    account = credited(account, '2026-11-22', 5, false);
    const { allTime, today } = leaderboard([account], '2026-11-22', () => true);
    expect(allTime).toEqual([
      { donor: 'a', name: 'Ada', moves: 15, tasks: 2, improvements: 1, online: true },
    ]);
    expect(today).toEqual([{ donor: 'a', name: 'Ada', moves: 5, tasks: 1, improvements: 0, online: true }]);
    expect(leaderboard([account], '2026-11-23', () => false).today).toEqual([]);
  });

  test('the leaderboard is sorted by moves, has at most 20 rows, and none without work', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 50 }), { maxLength: 60 }), (moves) => {
        const accounts = moves.map((count, index) => {
          const account = openAccount(`d${index}`, 'x', 'day');
          return count === 0 ? account : credited(account, 'day', count, false);
        });
        const shown = leaderboard(accounts, 'day', () => false).allTime.map((row) => row.moves);
        const expected = moves.filter((count) => count > 0).sort((a, b) => b - a);
        expect(shown).toEqual(expected.slice(0, 20));
      }),
    );
  });
});

describe('names', () => {
  test('the public id does not contain the token and is the same each time', () => {
    const token = 'ab'.repeat(16);
    expect(donorId(token)).toMatch(/^[0-9a-f]{16}$/);
    expect(donorId(token)).toBe(donorId(token));
    expect(donorId(token)).not.toBe(donorId('cd'.repeat(16)));
  });

  test('a nickname is as wished, without what could break a line; an empty one is made up', () => {
    expect(donorName('  Ada \u202e Lovelace\n', '0').name).toBe('Ada Lovelace');
    expect(donorName('', donorId('x')).name).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (wish) => {
        const { name } = donorName(wish, donorId(wish));
        expect([...name].length).toBeGreaterThan(0);
        expect([...name].length).toBeLessThanOrEqual(24);
        expect(name).not.toMatch(/[\n\r\u202a-\u202e]/);
      }),
    );
  });
});
