import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JobBest } from '../peer/procedures.ts';
import type { RunEvent } from '../peer/run.ts';
import { bestsTold, found, happened, isDue, NO_RUN, type Run, stored, storyOf } from './run.ts';
import { NO_STORY, retold } from './story.ts';

const best = (version: number, elapsed: number, by = 'Ada'): JobBest => ({
  ...{
    job: 'j',
    version,
    energy: 1_000_000 - version,
    state: new Uint8Array(0),
    by,
    elapsed,
    temperature: 0,
  },
});

type Step = { readonly is: 'best'; readonly by: string } | { readonly is: 'paused' | 'resumed' | 'started' };
const steps = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ is: fc.constant('best' as const), by: fc.constantFrom('Ada', 'Bob') }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        is: fc.constantFrom('paused' as const, 'resumed' as const, 'started' as const),
      }),
    },
  ),
  { maxLength: 400 },
);

/** One step every so many seconds, all events being stored at once: resolves with them as well. */
function after(all: readonly Step[], seconds: number): { readonly run: Run; readonly events: RunEvent[] } {
  let run = NO_RUN;
  let version = 0;
  const events: RunEvent[] = [];
  for (const [i, step] of all.entries()) {
    const moment = { job: 'j', at: i, elapsed: i * seconds };
    if (step.is === 'best') run = found(run, best(++version, moment.elapsed, step.by));
    else run = happened(run, moment, step);
    if (isDue(run, moment.elapsed)) run = bestsTold(run, moment);
    // As kept in the journal and read again.
    run = JSON.parse(JSON.stringify(run)) as Run;
    events.push(...run.waiting);
    run = stored(run, run.count);
  }
  return { run, events };
}

describe('the run of a job', () => {
  test('numbers its events without a gap, and their fold is its story', () => {
    fc.assert(
      fc.property(steps, fc.double({ min: 0.05, max: 20, noNaN: true }), (all, seconds) => {
        const { run, events } = after(all, seconds);
        const last = bestsTold(run, { job: 'j', at: 0, elapsed: all.length * seconds });
        const told = [...events, ...last.waiting];
        expect(told.map(({ n }) => n)).toEqual(told.map((_, i) => i + 1));
        expect(last.story).toEqual(told.reduce(retold, NO_STORY));
        expect(storyOf(run).finders).toEqual(last.story.finders);
        const improvements = all.filter(({ is }) => is === 'best').length;
        const credited = last.story.finders.donors.reduce((sum, each) => sum + each.improvements, 0);
        expect(credited).toBe(improvements);
        expect(last.story.history.at(-1)?.energy).toBe(improvements ? 1_000_000 - improvements : undefined);
        // Bests stand before what happened after them.
        const elapsed = told.map((event) => event.elapsed);
        expect(elapsed).toEqual(elapsed.toSorted((a, b) => a - b));
      }),
    );
  });

  test('tells of a day in a thousand events, each within a hundredth of its time', () => {
    let run = NO_RUN;
    let told = 0;
    let latest = 0;
    for (let second = 0; second < 86_400; second++) {
      run = found(run, best(second + 1, second));
      if (isDue(run, second))
        run = stored(bestsTold(run, { job: 'j', at: 0, elapsed: second }), run.count + 1);
      if (run.open === null) told = second;
      latest = Math.max(latest, (second - told) / Math.max(1, second / 99));
    }
    expect(latest).toBeLessThanOrEqual(1);
    expect(run.count).toBeLessThan(1_000);
    expect(run.story.history.at(-1)!.elapsed).toBe(told);
  });

  test('is bounded where nothing is stored, and where somebody pauses without end', () => {
    let run = NO_RUN;
    for (let i = 0; i < 10_000; i++) {
      const moment = { job: 'j', at: i, elapsed: 10 * i };
      run = found(run, best(i + 1, moment.elapsed, `Donor ${i}`));
      if (isDue(run, moment.elapsed)) run = bestsTold(run, moment);
    }
    expect(run.waiting.length).toBeLessThanOrEqual(32);
    expect(run.open!.bests.length).toBeLessThanOrEqual(16);
    expect(run.open!.bests.at(-1)!.version).toBe(10_000);
    expect(run.open!.finders.length).toBeLessThanOrEqual(100);
    for (let i = 0; i < 10_000; i++) run = happened(run, { job: 'j', at: i, elapsed: 1e6 }, { is: 'paused' });
    const end = happened(
      run,
      { job: 'j', at: 0, elapsed: 1e6 },
      { is: 'ended', why: 'cancelled', failure: null },
    );
    expect(end.count).toBeLessThanOrEqual(5_002);
    expect(end.waiting.at(-1)).toMatchObject({ is: 'ended', n: end.count });
  });

  test('credits nobody with a start that was given', () => {
    const given = found(NO_RUN, best(1, 0, 'the given start'), false);
    const { finders, history } = storyOf(found(given, best(2, 1)));
    expect(finders.donors).toEqual([{ name: 'Ada', improvements: 1 }]);
    expect(finders.last.map(({ by }) => by)).toEqual(['the given start', 'Ada']);
    expect(history).toHaveLength(2);
  });
});
