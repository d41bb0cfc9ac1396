import { expect, test } from 'vitest';
import type { Donor } from '../../peer/procedures.ts';
import { Joins } from './joins.ts';

function donor(name: string, joinedAt: number): Donor {
  const credit = { moves: 0, tasks: 0, improvements: 0 };
  return { donor: name, name, agent: 'Node 20', cores: 1, running: 0, joinedAt, credit };
}

test('whoever was here before the page opened is not news', () => {
  const joins = new Joins(1000);
  expect(joins.take([donor('Ada', 10), donor('Emmy', 1000)], 0)).toEqual(['Emmy']);
});

test('whoever is new on a later list is news once, whatever the clocks say', () => {
  const joins = new Joins(1000);
  joins.take([donor('Ada', 10)], 0);
  expect(joins.take([donor('Ada', 10), donor('Emmy', 5)], 500)).toEqual(['Emmy']);
  expect(joins.take([donor('Ada', 10), donor('Emmy', 5)], 900)).toEqual([]);
});

test('a reload or a restarted router announces nobody again, a return after long does', () => {
  const joins = new Joins(1000);
  joins.take([donor('Ada', 10)], 0);
  joins.take([], 1000);
  expect(joins.take([donor('Ada', 30_000)], 30_000)).toEqual([]);
  joins.take([], 31_000);
  expect(joins.take([donor('Ada', 200_000)], 200_000)).toEqual(['Ada']);
});
