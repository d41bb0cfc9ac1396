/** The fold: every fact counts once, however often it is told, and the same facts give the same standings. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CreditBooking } from '../../peer/procedures.ts';
import { NO_CREDIT } from '../leaderboard.ts';
import { folded, type Standing, surplus } from './standing.ts';

const booking: fc.Arbitrary<CreditBooking> = fc.record({
  donor: fc.constantFrom('a', 'b', 'c'),
  name: fc.constantFrom('Ada', 'Bo'),
  day: fc.constantFrom('2026-11-21', '2026-11-22'),
  credit: fc.record({ moves: fc.nat(1_000), tasks: fc.nat(5), improvements: fc.nat(2) }),
  barred: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});
const facts = fc.array(fc.array(booking, { maxLength: 5 }), { maxLength: 20 });

function apply(standings: Map<string, Standing>, bookings: readonly CreditBooking[], seq: number) {
  for (const [donor, standing] of folded((each) => standings.get(each), bookings, seq))
    standings.set(donor, standing);
}

describe('the fold', () => {
  test('adds up what was booked, by donor and by its last day; a liar has nothing, then and later', () => {
    fc.assert(
      fc.property(facts, (log) => {
        const standings = new Map<string, Standing>();
        for (const [i, bookings] of log.entries()) apply(standings, bookings, i + 1);
        for (const donor of ['a', 'b', 'c']) {
          const own = log.flat().filter((each) => each.donor === donor);
          const standing = standings.get(donor);
          expect(standing === undefined).toBe(own.length === 0);
          if (!standing) continue;
          const isBarred = own.some(({ barred }) => barred);
          expect(standing.barred).toBe(isBarred);
          const moves = own.reduce((sum, { credit }) => sum + credit.moves, 0);
          expect(standing.credit.moves).toBe(isBarred ? 0 : moves);
          expect(standing.name).toBe(own.at(-1)!.name);
          // Of the run of bookings on the last day.
          const from = own.findLastIndex(({ day }) => day !== own.at(-1)!.day) + 1;
          const today = own.slice(from).reduce((sum, { credit }) => sum + credit.tasks, 0);
          expect(standing.dayCredit.tasks).toBe(isBarred ? 0 : today);
        }
      }),
    );
  });

  test('is the same when it was stopped anywhere, also between two writes of one fact, and told again from there', () => {
    fc.assert(
      fc.property(facts, fc.infiniteStream(fc.nat(3)), (log, chance) => {
        const straight = new Map<string, Standing>();
        const stopped = new Map<string, Standing>();
        log.forEach((bookings, i) => {
          apply(straight, bookings, i + 1);
          // Some of the writes are done, then it is killed and the fact is told again.
          const writes = [...folded((each) => stopped.get(each), bookings, i + 1)];
          const done = chance.next().value ?? 0;
          for (const [donor, standing] of writes.slice(0, done)) stopped.set(donor, standing);
          apply(stopped, bookings, i + 1);
        });
        expect(stopped).toEqual(straight);
      }),
    );
  });

  test('whoever has the fewest moves makes room, the same whenever it is asked', () => {
    const of = (donor: string, moves: number): Standing => ({
      ...{ donor, name: donor, day: '', dayCredit: NO_CREDIT, barred: false, seq: 1 },
      credit: { moves, tasks: 1, improvements: 0 },
    });
    const all = new Map(Array.from({ length: 21 }, (_, i) => [`d${i}`, of(`d${i}`, i % 7)]));
    expect(surplus(all, 21)).toEqual([]);
    expect(surplus(all, 20).map(({ donor }) => donor)).toEqual(['d0', 'd14', 'd7']);
  });
});
