import { expect, test } from 'vitest';
import type { DonorCredit } from '../peer/procedures.ts';
import { Credit } from './credit.ts';
import type { Donor } from './donor.ts';

const credit = (improvements: number): DonorCredit => ({ moves: 0, tasks: 0, improvements });

/** A donor of whom only the credit is looked at; the orchestrator's answers are the test's. */
function world() {
  let asked = 0;
  let booked = 0;
  let told = 0;
  const donor: Pick<Donor, 'welcome' | 'credit'> = {
    welcome: { donor: 'd1', name: 'Ada', credit: credit(0) },
    credit: async () => {
      asked += 1;
      return credit(booked);
    },
  };
  const kept = new Credit(donor as Donor, () => {
    told += 1;
  });
  return {
    kept,
    /** Each second from one to the other; how often it asked. */
    async seconds(from: number, to: number, busyAt: (now: number) => number) {
      const before = asked;
      for (let now = from * 1000; now <= to * 1000; now += 1000) {
        kept.sweep(now, busyAt(now));
        await new Promise((turn) => setImmediate(turn));
      }
      return asked - before;
    },
    book: (improvements: number) => {
      booked = improvements;
    },
    get told() {
      return told;
    },
  };
}

test('the credit is asked for at once, then every ten seconds, however busy the donor is', async () => {
  const it = world();
  expect(await it.seconds(0, 0, (now) => now)).toBe(1);
  expect(await it.seconds(1, 10, (now) => now)).toBe(0);
  expect(await it.seconds(11, 21, (now) => now)).toBe(1);
});

test('the credit is asked for once more a second after the last task, and not again', async () => {
  const it = world();
  await it.seconds(0, 0, () => 0);
  it.book(1);
  const lastTask = 2500;
  expect(await it.seconds(3, 3, () => lastTask)).toBe(0);
  expect(await it.seconds(4, 4, () => lastTask)).toBe(1);
  expect(it.kept.since?.improvements).toBe(1);
  expect(it.told).toBe(2);
  expect(await it.seconds(5, 13, () => lastTask)).toBe(0);
});
