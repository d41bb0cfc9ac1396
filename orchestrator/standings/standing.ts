/**
 * How donors stand: a fold over the facts `lehr.credit.booked`. Pure, and the same facts in their order give the same standings.
 *
 * A standing names the last fact that is in it, and is written as one value: so a fact that is told again after a crash, when it was
 * written already, changes nothing. At least once becomes exactly once.
 */
import type { CreditBooking, DonorCredit } from '../../peer/procedures.ts';
import { NO_CREDIT, sum } from '../leaderboard.ts';

export interface Standing {
  readonly donor: string;
  readonly name: string;
  readonly credit: DonorCredit;
  /** The last day it was given any, and what it was given then. */
  readonly day: string;
  readonly dayCredit: DonorCredit;
  readonly barred: boolean;
  /** Place of the last fact in it; 0: none. */
  readonly seq: number;
}

/** The standings that a fact changes, as they are after it. @param find as they were before it, in part or in whole */
export function folded(
  find: (donor: string) => Standing | undefined,
  bookings: readonly CreditBooking[],
  seq: number,
): ReadonlyMap<string, Standing> {
  const changed = new Map<string, Standing>();
  for (const booking of bookings) {
    const { donor } = booking;
    const before = changed.get(donor) ?? find(donor);
    // In it already, unless this very call put it there.
    if (before && before.seq >= seq && !changed.has(donor)) continue;
    changed.set(donor, { ...next(before, booking), seq });
  }
  return changed;
}

function next(
  before: Standing | undefined,
  { donor, name, day, credit, barred }: CreditBooking,
): Omit<Standing, 'seq'> {
  if (barred || before?.barred)
    return { donor, name, credit: NO_CREDIT, day, dayCredit: NO_CREDIT, barred: true };
  const today = before?.day === day ? before.dayCredit : NO_CREDIT;
  return {
    donor,
    name,
    credit: sum(before?.credit ?? NO_CREDIT, credit),
    day,
    dayCredit: sum(today, credit),
    barred: false,
  };
}

/** Standings beyond so many go: a tenth of them, those with the fewest moves. */
export const MOST = 20_000;

/** Who makes room. The same standings always give the same. */
export function surplus(standings: ReadonlyMap<string, Standing>, most = MOST): Standing[] {
  if (standings.size <= most) return [];
  return [...standings.values()]
    .sort((a, b) => a.credit.moves - b.credit.moves || (a.donor < b.donor ? -1 : 1))
    .slice(0, standings.size - most + Math.floor(most / 10));
}
