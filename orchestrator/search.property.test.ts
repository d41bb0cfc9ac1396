/** The invariants of search.ts, whatever happens. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BUDGET, drain, LOST, laneOf, search } from './search.test-world.ts';
import type { Outcome, Task } from './task.ts';

/** One thing that happens to a search; numbers choose among what is possible. */
type Step =
  | { readonly do: 'target'; readonly target: number }
  | { readonly do: 'next' }
  | { readonly do: 'wait'; readonly millis: number }
  | { readonly do: 'settle'; readonly pick: number; readonly outcome: Outcome };

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({
    is: fc.constant('verified' as const),
    state: fc.uint8Array({ minLength: 1, maxLength: 2 }),
    energy: fc.integer({ min: 0, max: 10_000 }),
    moves: fc.integer({ min: 1, max: 1_000 }),
  }),
  fc.constant(LOST),
  fc.constant({ is: 'rejected', reason: 'lie' } as const),
  fc.constant({ is: 'returned' } as const),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('target' as const), target: fc.integer({ min: 0, max: 80 }) }),
  { weight: 5, arbitrary: fc.constant({ do: 'next' } as const) },
  fc.record({ do: fc.constant('wait' as const), millis: fc.integer({ min: 0, max: 3_000 }) }),
  { weight: 5, arbitrary: fc.record({ do: fc.constant('settle' as const), pick: fc.nat(), outcome }) },
);

test.each([0, 8])('whatever happens, the invariants of search.ts hold with %i mates', (mates) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const it = search({ mates });
      const out: Task[] = [];
      const owed = new Map<string, Task>();
      let target = 4;
      let now = 0;
      let moves = 0;
      let best = Number.POSITIVE_INFINITY;
      for (const event of steps) {
        if (event.do === 'target') target = event.target;
        if (event.do === 'wait') now += event.millis;
        if (event.do === 'next') {
          const task = it.next({ now, elapsed: Math.min(now, BUDGET), target });
          if (!task) continue;
          expect(out.length).toBeLessThan(target);
          expect(out.map(laneOf)).not.toContain(laneOf(task));
          const debt = owed.get(laneOf(task));
          if (debt)
            expect([task.id, task.seed, task.state, task.mates]).toEqual([
              debt.id,
              debt.seed,
              debt.state,
              debt.mates,
            ]);
          owed.delete(laneOf(task));
          out.push(task);
        }
        if (event.do === 'settle' && out.length > 0) {
          const [task] = out.splice(event.pick % out.length, 1);
          const improved = it.settle(task!, event.outcome, { now, elapsed: Math.min(now, BUDGET), target });
          if (event.outcome.is === 'lost' || event.outcome.is === 'rejected') owed.set(laneOf(task!), task!);
          if (event.outcome.is === 'verified') {
            moves += event.outcome.moves;
            expect(improved).toBe(event.outcome.energy < best);
            best = Math.min(best, event.outcome.energy);
          }
        }
        const { given, verified, rejected, lost, returned } = it.tally;
        expect(given).toBe(verified + rejected + lost + returned + out.length);
        expect(it.inFlight).toBe(out.length);
        expect(it.tally.moves).toBe(moves);
        expect(it.best?.energy ?? Number.POSITIVE_INFINITY).toBe(best);
      }
      // No task is lost: with time and capacity, everything owed goes out again.
      for (const task of out.splice(0))
        it.settle(task, { is: 'returned' }, { now, elapsed: 0, target: 1_000 });
      now += 10_000;
      const again = new Set(drain(it, now, 0, 1_000).map(({ id }) => id));
      for (const { id } of owed.values()) expect(again).toContain(id);
    }),
    { numRuns: 150 },
  );
});
