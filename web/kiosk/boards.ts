import type { Leaderboard, LeaderboardRow } from '../../peer/procedures.ts';

/** Which boards to show: on the first day that of all time has the rows of today, and says nothing beside it. */
export function boardsOf(board: Leaderboard | null): readonly (keyof Leaderboard)[] {
  return board === null || areSame(board.today, board.allTime) ? ['today'] : ['today', 'allTime'];
}

function areSame(today: readonly LeaderboardRow[], allTime: readonly LeaderboardRow[]): boolean {
  return (
    today.length === allTime.length &&
    today.every(({ donor, moves }, i) => donor === allTime[i]!.donor && moves === allTime[i]!.moves)
  );
}
