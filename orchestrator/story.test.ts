import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JobBest } from '../peer/procedures.ts';
import { type JobStory, NO_STORY, told } from './story.ts';

const best = (version: number, by: string): JobBest => ({
  job: 'j',
  version,
  energy: 1_000_000 - version,
  state: new Uint8Array(0),
  by,
  elapsed: version / 10,
  temperature: 0,
});

const tell = (names: readonly string[]): JobStory =>
  names.reduce((story, name, i) => told(story, best(i + 1, name)), NO_STORY);

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

  test('credits nobody with a start that was given', () => {
    const story = told(told(NO_STORY, best(1, 'the given start'), false), best(2, 'Ada'));
    expect(story.finders.donors).toEqual([{ name: 'Ada', improvements: 1 }]);
    expect(story.finders.last.map(({ by }) => by)).toEqual(['the given start', 'Ada']);
    expect(story.history).toHaveLength(2);
  });
});
