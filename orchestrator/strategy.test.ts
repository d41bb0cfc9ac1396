/** One suite over every strategy: the invariants at the top of strategy.ts, whatever happens. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tsp } from '../anneal/tsp/kind.ts';
import { Cells } from './cells.ts';
import { Search } from './search.ts';
import { answerTo, BUDGET, options, problem, watchedLineage } from './strategy.test-world.ts';
import type { Strategy } from './strategy.ts';
import { strategyFor } from './strategy-for.ts';
import type { Outcome, Task } from './task.ts';

const STRATEGIES: Readonly<
  Record<string, (seed: number, lineage: ReturnType<typeof watchedLineage>) => Strategy>
> = {
  lanes: (seed) => new Search(options(seed)),
  cells: (seed, lineage) => new Cells(options(seed, lineage)),
};

const step = fc.oneof(
  fc.record({ do: fc.constant('target' as const), target: fc.integer({ min: 0, max: 12 }) }),
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('next' as const),
      most: fc.option(fc.integer({ min: 1, max: 5_000 })),
    }),
  },
  fc.record({ do: fc.constant('wait' as const), millis: fc.integer({ min: 0, max: 1_500 }) }),
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      pick: fc.nat(),
      moves: fc.integer({ min: 1, max: 150 }),
      is: fc.constantFrom('verified', 'verified', 'verified', 'lost', 'rejected', 'returned'),
    }),
  },
);

test.each(Object.keys(STRATEGIES))('whatever happens, the invariants of a strategy hold: %s', (name) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.nat(1_000), (steps, seed) => {
      const lineage = watchedLineage();
      const it = STRATEGIES[name]!(seed, lineage);
      const out: Task[] = [];
      let target = 4;
      let now = 0;
      let moves = 0;
      let best = Number.POSITIVE_INFINITY;
      const at = () => ({ now, elapsed: Math.min(now, BUDGET), target });
      for (const event of steps) {
        if (event.do === 'target') target = event.target;
        if (event.do === 'wait') now += event.millis;
        if (event.do === 'next') {
          const task = it.next(event.most === null ? at() : { ...at(), moves: event.most });
          if (!task) continue;
          if (event.most !== null) expect(task.moves).toBeLessThanOrEqual(event.most);
          expect(out.length).toBeLessThan(target);
          expect(out.map(({ id }) => id)).not.toContain(task.id);
          out.push(task);
        }
        if (event.do === 'settle' && out.length > 0) {
          const [task] = out.splice(event.pick % out.length, 1);
          const outcome =
            event.is === 'verified'
              ? answerTo(task!, event.moves)
              : ({ is: event.is, reason: 'it was so' } as Exclude<Outcome, { is: 'verified' }>);
          if (outcome.is === 'verified') {
            moves += outcome.moves;
            if (task!.scope) lineage.scopes.set(outcome.state, task!.scope);
          }
          const improved = it.settle(task!, outcome, at());
          expect(() => it.settle(task!, outcome, at())).toThrow('is not out');
          const energy = it.best?.energy ?? Number.POSITIVE_INFINITY;
          expect(improved).toBe(energy < best);
          expect(energy).toBeLessThanOrEqual(best);
          best = energy;
          if (it.best) expect(tsp.energy(problem, it.best.state)).toBe(best);
        }
        const { given, verified, rejected, lost, returned } = it.tally;
        expect(given).toBe(verified + rejected + lost + returned + out.length);
        expect(it.inFlight).toBe(out.length);
        expect(it.tally.moves).toBe(moves);
      }
      // Nothing is stuck: with time and all tasks back, there is work again.
      for (const task of out.splice(0)) it.settle(task, { is: 'returned' }, at());
      now += 10_000;
      target = 3;
      expect(it.next(at())).not.toBeNull();
    }),
    { numRuns: 40 },
  );
});

test('what can be sent whole, or has no map, is searched in lanes, what is larger in cells', () => {
  expect(strategyFor(options(1))).toBeInstanceOf(Search);
  expect(strategyFor({ ...options(1), size: 150_000 })).toBeInstanceOf(Cells);
  expect(strategyFor({ ...options(1), size: 150_000, divide: null })).toBeInstanceOf(Search);
});
