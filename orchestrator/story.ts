/**
 * How a job came to its best, for who looks at it now: a fold over the events of its run (run.ts), which all that were told of them
 * can do as well. Bounded, whatever happens. Pure.
 */
import type { JobFinders, JobSample } from '../peer/procedures.ts';
import type { RunEvent } from '../peer/run.ts';

export interface JobStory {
  /** In order of time; when there are too many, every other is dropped. */
  readonly history: readonly JobSample[];
  readonly finders: JobFinders;
}

/** How many improvements each name found, most first. */
export type Found = JobFinders['donors'];

const SAMPLES = 500;
const NAMES = 100;
const LAST = 20;

export const NO_STORY: JobStory = { history: [], finders: { donors: [], last: [] } };

/** The story after an event. */
export function retold(story: JobStory, event: RunEvent): JobStory {
  switch (event.is) {
    case 'best':
      return withBests(story, event);
    case 'submitted':
      // A house's job may begin its time anew.
      return { ...story, history: story.history.filter(({ elapsed }) => elapsed <= event.elapsed) };
    default:
      return story;
  }
}

/** The story with bests that are not told yet, or are being told. */
export function withBests(
  { history, finders }: JobStory,
  { bests, finders: found }: Pick<Extract<RunEvent, { is: 'best' }>, 'bests' | 'finders'>,
): JobStory {
  return {
    history: bests.reduce<JobStory['history']>(
      (all, { elapsed, energy }) => [...thinned(all), { elapsed, energy }],
      history,
    ),
    finders: {
      donors: found.reduce((all, { name, improvements }) => counted(all, name, improvements), finders.donors),
      last: [...finders.last, ...bests].slice(-LAST),
    },
  };
}

function thinned(history: JobStory['history']): JobStory['history'] {
  return history.length < SAMPLES ? history : history.filter((_, i) => i % 2 === 0);
}

/** Most first; of more names than are kept, the one with the fewest makes room. */
export function counted(donors: Found, by: string, improvements = 1): Found {
  const known = donors.find(({ name }) => name === by);
  const others = donors.filter((donor) => donor !== known);
  const one = { name: by, improvements: (known?.improvements ?? 0) + improvements };
  const place = others.findIndex((other) => other.improvements < one.improvements);
  const kept = others.slice(0, NAMES - 1);
  return place === -1 ? [...kept, one] : [...kept.slice(0, place), one, ...kept.slice(place)];
}
