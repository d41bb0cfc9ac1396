import { expect, test } from 'vitest';
import { Backlog, type Journal } from './backlog.ts';
import type { Entry, SlotEvent } from './slot-event.ts';
import { MIB } from './weight.ts';

const EVENT: SlotEvent = {
  topic: 'a.b',
  publication: 1,
  time: 1,
  details: {},
  payload: {},
  trust: undefined,
  lists: undefined,
};

/** So many events of a megabyte lie there. */
function journal(count: number): { readonly journal: Journal; readonly read: number[]; isBroken: boolean } {
  const read: number[] = [];
  const entries = new Map<number, Entry>();
  const put = (number: number) => entries.set(number, { number, event: EVENT, weight: MIB, attempts: 0 });
  for (let number = 1; number <= count; number++) put(number);
  const world = {
    read,
    isBroken: false,
    journal: {
      found: [...entries.values()],
      last: count,
      write({ number }: Entry) {
        if (world.isBroken) throw new Error('no value of any format');
        put(number);
        return Promise.resolve();
      },
      read(number: number) {
        read.push(number);
        return entries.get(number);
      },
      remove: (number: number) => void entries.delete(number),
    },
  };
  return world;
}

test('large events are read a few at a time, in order, with those that come meanwhile', async () => {
  const disk = journal(10);
  const backlog = new Backlog(disk.journal);
  expect(backlog.next()?.number).toBe(1);
  expect(disk.read).toEqual([1, 2, 3, 4]);
  await backlog.add(EVENT, MIB);
  const rest = Array.from({ length: 10 }, () => backlog.next()?.number);
  expect(rest).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect([backlog.next(), backlog.length, backlog.weight]).toEqual([undefined, 0, 0]);
});

test('large events that nobody takes wait on disk, but for the first few', async () => {
  const disk = journal(0);
  const backlog = new Backlog(disk.journal);
  for (let i = 0; i < 8; i++) await backlog.add(EVENT, MIB);
  for (let number = 1; number <= 8; number++) expect(backlog.next()?.number).toBe(number);
  expect(disk.read).toEqual([5, 6, 7, 8]);
});

test('an event that cannot be written leaves no trace', async () => {
  const disk = journal(1);
  const backlog = new Backlog(disk.journal);
  disk.isBroken = true;
  expect(() => backlog.add(EVENT, MIB)).toThrow('no value');
  disk.isBroken = false;
  expect([backlog.length, backlog.weight]).toEqual([1, MIB]);
  await backlog.add(EVENT, MIB);
  expect([backlog.next()?.number, backlog.next()?.number]).toEqual([1, 2]);
});
