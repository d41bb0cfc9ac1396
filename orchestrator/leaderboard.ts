/** Who gave how much. Credits are given for verified work only. */
import type { DonorCredit, Leaderboard, LeaderboardRow } from '../peer/procedures.ts';
import { NEWCOMER, type Trust } from './trust.ts';

/** One donor's durable account. */
export interface Account {
  readonly donor: string;
  readonly name: string;
  readonly credit: DonorCredit;
  /** Local date of the server, `2026-11-21`, and the credit of that day. */
  readonly day: string;
  readonly dayCredit: DonorCredit;
  /** Answers that were rejected, all time. */
  readonly rejected: number;
  readonly trust: Trust;
}

export const NO_CREDIT: DonorCredit = { moves: 0, tasks: 0, improvements: 0 };

const ROWS = 20;

type Ranked = Pick<Account, 'donor' | 'name' | 'credit' | 'day' | 'dayCredit'>;

export function openAccount(donor: string, name: string, day: string): Account {
  return { donor, name, credit: NO_CREDIT, day, dayCredit: NO_CREDIT, rejected: 0, trust: NEWCOMER };
}

/** One for each task that counts, so its fields are written out: those behind a spread take eight times as long. */
export function credited(account: Account, day: string, moves: number, improved: boolean): Account {
  const { donor, name, rejected, trust } = account;
  const gained = creditOf(moves, improved);
  return {
    donor,
    name,
    credit: sum(account.credit, gained),
    day,
    dayCredit: sum(account.day === day ? account.dayCredit : NO_CREDIT, gained),
    rejected,
    trust,
  };
}

/** Of one task. */
export function creditOf(moves: number, improved: boolean): DonorCredit {
  return { moves, tasks: 1, improvements: improved ? 1 : 0 };
}

export function sum(a: DonorCredit, b: DonorCredit): DonorCredit {
  return {
    moves: a.moves + b.moves,
    tasks: a.tasks + b.tasks,
    improvements: a.improvements + b.improvements,
  };
}

export function leaderboard(
  accounts: Iterable<Ranked>,
  day: string,
  online: (donor: string) => boolean,
): Leaderboard {
  const all = [...accounts];
  const top = (among: Ranked[], creditOf: (account: Ranked) => DonorCredit): LeaderboardRow[] =>
    among
      .filter((account) => creditOf(account).tasks > 0)
      .sort((a, b) => creditOf(b).moves - creditOf(a).moves || (a.donor < b.donor ? -1 : 1))
      .slice(0, ROWS)
      .map((account) => ({
        donor: account.donor,
        name: account.name,
        ...creditOf(account),
        online: online(account.donor),
      }));
  return {
    allTime: top(all, ({ credit }) => credit),
    today: top(
      all.filter((account) => account.day === day),
      ({ dayCredit }) => dayCredit,
    ),
  };
}

/** Local date of this machine: "today" is the booth's day, not Greenwich's. */
export function dayOf(milliseconds: number): string {
  const date = new Date(milliseconds);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
