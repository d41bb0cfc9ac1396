/** The journal of a slot against an account of its own, through crashes at any place among its writes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contents, Disk, entry, openOn, turn } from './slot-journal.test-world.ts';

/** What the test knows of an event: where in the list of writes it was promised, was tried, and was done with. */
interface Known {
  stored: number;
  attempts: number;
  /** So many saves were before it; undefined: it is not. */
  removed: number | undefined;
}

const step = fc.oneof(
  fc.record({ do: fc.constant('append' as const), count: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ do: fc.constantFrom('remove' as const, 'fail' as const), at: fc.nat() }),
  fc.record({ do: fc.constantFrom('end turn' as const, 'later' as const) }),
);

test('has after any crash each event that was promised and is not done with, once, and none again that it said was done with', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.nat(), async (steps, cut) => {
      const disk = new Disk();
      const journal = openOn(disk);
      const known = new Map<number, Known>();
      for (const each of steps) {
        if (each.do === 'append') {
          for (let i = 0; i < each.count; i++) {
            const it: Known = { stored: Number.POSITIVE_INFINITY, attempts: 0, removed: undefined };
            known.set(journal.last + 1, it);
            void journal.write(entry(journal.last + 1)).then(() => {
              it.stored = disk.writes.length;
            });
          }
        } else if (each.do === 'end turn') disk.endTurn();
        else if (each.do === 'later') disk.later();
        else if (each.do === 'remove' || each.do === 'fail') {
          const open = [...known].filter(([, { removed }]) => removed === undefined);
          const [number, it] = open[each.at % Math.max(open.length, 1)] ?? [0, undefined];
          if (it === undefined) continue;
          if (each.do === 'remove') {
            it.removed = disk.saves.length;
            journal.remove(number, 100 + number);
          } else {
            it.attempts += 1;
            await journal.write(entry(number, it.attempts));
          }
        }
        // What was promised in this step is told.
        await turn();
      }
      const kept = cut % (disk.writes.length + 1);
      const after = openOn(new Disk(disk.writes.slice(0, kept)));
      const found = contents(after);
      expect(found.map(([number]) => number)).toEqual(
        [...new Set(found.map(([number]) => number))].sort((a, b) => a - b),
      );
      const numbers = new Set(found.map(([number]) => number));
      for (const [number, { stored, removed }] of known) {
        if (stored <= kept && removed === undefined) expect(numbers.has(number)).toBe(true);
        if (removed !== undefined && disk.saves.slice(removed).some((end) => end <= kept))
          expect(numbers.has(number)).toBe(false);
      }
      for (const [number, attempts] of found)
        expect(attempts).toBeLessThanOrEqual(known.get(number)!.attempts);
      for (const [number] of found) expect(number).toBeLessThanOrEqual(after.last);
      // And where nothing is cut off, it is as it was.
      disk.endTurn();
      disk.later();
      const left = [...known].filter(([, { removed }]) => removed === undefined);
      expect(contents(openOn(disk))).toEqual(left.map(([number, { attempts }]) => [number, attempts]));
    }),
  );
});
