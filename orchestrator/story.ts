/** How a job came to its best: its energies over time, and who found what. Bounded, whatever happens. Pure. */
import type { JobBest, JobFinders, JobSample } from '../peer/procedures.ts';

export interface JobStory {
  /** In order of time; when there are too many, every other is dropped. */
  readonly history: readonly JobSample[];
  readonly finders: JobFinders;
}

const SAMPLES = 500;
const NAMES = 100;
const LAST = 20;

export const NO_STORY: JobStory = { history: [], finders: { donors: [], last: [] } };

/** The story goes on with this best. @param credited false for one that no donor found, as a start that was given */
export function told({ history, finders }: JobStory, best: JobBest, credited = true): JobStory {
  const { elapsed, energy, version, by } = best;
  return {
    history: [...thinned(history), { elapsed, energy }],
    finders: {
      donors: credited ? counted(finders.donors, by) : finders.donors,
      last: [...finders.last, { version, by, elapsed, energy }].slice(-LAST),
    },
  };
}

function thinned(history: readonly JobSample[]): readonly JobSample[] {
  return history.length < SAMPLES ? history : history.filter((_, i) => i % 2 === 0);
}

/** Most first; of more names than are kept, the one with the fewest makes room. */
function counted(donors: JobFinders['donors'], by: string): JobFinders['donors'] {
  const known = donors.find(({ name }) => name === by);
  const others = donors.filter((donor) => donor !== known);
  const one = { name: by, improvements: (known?.improvements ?? 0) + 1 };
  const place = others.findIndex(({ improvements }) => improvements < one.improvements);
  const kept = others.slice(0, NAMES - 1);
  return place === -1 ? [...kept, one] : [...kept.slice(0, place), one, ...kept.slice(place)];
}
