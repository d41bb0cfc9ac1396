import { expect, test } from 'vitest';
import type { LeaderboardRow } from '../../peer/procedures.ts';
import { boardsOf } from './boards.ts';

const row = (donor: string, moves: number): LeaderboardRow => ({
  ...{ donor, name: donor, online: true, moves, tasks: 1, improvements: 0 },
});
const today = [row('ada', 9), row('bob', 4)];

test('the board of all time stands beside that of today as soon as it says something else', () => {
  expect(boardsOf(null)).toEqual(['today']);
  expect(boardsOf({ today: [], allTime: [] })).toEqual(['today']);
  expect(boardsOf({ today, allTime: [row('ada', 9), row('bob', 4)] })).toEqual(['today']);
  const both = ['today', 'allTime'];
  expect(boardsOf({ today, allTime: [row('ada', 9), row('bob', 5)] })).toEqual(both);
  expect(boardsOf({ today, allTime: [row('eve', 9), row('bob', 4)] })).toEqual(both);
  expect(boardsOf({ today, allTime: [...today, row('eve', 1)] })).toEqual(both);
  expect(boardsOf({ today: [], allTime: today })).toEqual(both);
});
