/** What strangers can make us keep. */
import { expect, test } from 'vitest';
import { memoryStore } from '../router-lite/store/memory.ts';
import { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import { ManualClock } from './manual-clock.ts';

function setUp(most?: number) {
  const store = memoryStore();
  const clock = new ManualClock();
  const open = () => new Ledger(new Journal(store), clock, () => {}, most);
  return { store, clock, open, ledger: open() };
}

const kept = (store: ReturnType<typeof memoryStore>) => [...store.keys('account/')];

test('who only says hello, or lies, leaves nothing behind', async () => {
  const { store, ledger } = setUp();
  for (let visit = 0; visit < 1_000; visit++) {
    ledger.greet(`d${visit}`, 'Anybody');
    ledger.mark(`d${visit}`);
    ledger.left(`d${visit}`);
    expect(ledger.size).toBe(0);
  }
  await ledger.close();
  expect(kept(store)).toEqual([]);
});

test('who worked is known again after leaving, and after a restart', async () => {
  const { ledger, open } = setUp();
  ledger.greet('a', 'Ada');
  ledger.add({ donor: 'a', name: 'Ada' }, 10, true);
  ledger.left('a');
  await ledger.close();
  expect(open().greet('a', 'Ada').credit).toEqual({ moves: 10, tasks: 1, improvements: 1 });
});

test('of too many accounts those with the fewest moves go, from the disk too', async () => {
  const { store, ledger, clock } = setUp(100);
  for (let donor = 0; donor < 1_000; donor++) {
    ledger.greet(`d${donor}`, 'Anybody');
    ledger.add({ donor: `d${donor}`, name: 'Anybody' }, donor === 3 ? 1_000_000 : 1, false);
    if (donor % 50 === 0) await clock.advance(1_000);
  }
  await ledger.close();
  expect(ledger.size).toBeLessThanOrEqual(100);
  expect(kept(store)).toHaveLength(ledger.size);
  expect(ledger.credit('d3').moves).toBe(1_000_000);
});

test('few accounts are on disk within a second, and many changed ones within five', async () => {
  const { store, clock, ledger } = setUp();
  const work = (donor: string) => ledger.add({ donor, name: 'Anybody' }, 1, false);
  work('first');
  work('second');
  await clock.advance(1_000);
  expect(kept(store)).toHaveLength(2);
  for (let donor = 0; donor < 1_000; donor++) work(`d${donor}`);
  await clock.advance(1_000);
  expect(kept(store)).toHaveLength(1_002);
  work('late');
  await clock.advance(4_999);
  expect(kept(store)).toHaveLength(1_002);
  await clock.advance(1);
  expect(kept(store)).toHaveLength(1_003);
});
