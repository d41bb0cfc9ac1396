import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../peer/run.ts';
import { type JobStory, NO_STORY, retold } from './story.ts';

/** Each name finds one best, one event a best. */
const tell = (names: readonly string[]): JobStory =>
  names.reduce((story, by, i) => retold(story, bestEvent(i + 1, by)), NO_STORY);

const bestEvent = (version: number, by: string): RunEvent => ({
  ...{ is: 'best', job: 'j', n: version, at: 0, elapsed: version / 10, picture: null },
  bests: [{ version, energy: 1_000_000 - version, elapsed: version / 10, by }],
  finders: [{ name: by, improvements: 1 }],
});

describe('the story of a job', () => {
  test('is bounded, begins with the first best and ends with the last, however many there were', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 150 }), (count, people) => {
        const { history, finders } = tell(Array.from({ length: count }, (_, i) => `Donor ${i % people}`));
        expect(history.length).toBeLessThanOrEqual(500);
        expect(history.length).toBeGreaterThanOrEqual(Math.min(count, 250));
        expect(history[0]).toEqual({ elapsed: 0.1, energy: 999_999 });
        expect(history.at(-1)).toEqual({ elapsed: count / 10, energy: 1_000_000 - count });
        expect(history).toEqual([...history].sort((a, b) => a.elapsed - b.elapsed));
        expect(finders.donors.length).toBe(Math.min(people, count, 100));
        expect(finders.last).toHaveLength(Math.min(count, 20));
        expect(finders.last.at(-1)!.version).toBe(count);
      }),
      { numRuns: 20 },
    );
  });

  test('counts each name, most first', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('Ada', 'Bob', 'Cleo', 'Dan'), { maxLength: 200 }), (names) => {
        const { donors } = tell(names).finders;
        const counts = new Map<string, number>();
        for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
        expect(new Map(donors.map(({ name, improvements }) => [name, improvements]))).toEqual(counts);
        expect(donors).toEqual([...donors].sort((a, b) => b.improvements - a.improvements));
      }),
    );
  });

  test('has no samples of a time that begins anew, and keeps who found what', () => {
    const before = tell(['Ada', 'Bob']);
    const anew = {
      is: 'submitted',
      title: '',
      kind: 'tsp',
      problem: '',
      view: '',
      size: 9,
      budget: 60,
    } as const;
    const after = retold(before, { ...anew, job: 'j', n: 3, at: 0, elapsed: 0.1 });
    expect(after.history).toEqual(before.history.slice(0, 1));
    expect(after.finders).toEqual(before.finders);
  });
});
