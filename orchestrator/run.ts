/**
 * The run of a job as the orchestrator keeps it: what happened and is no fact yet, and the story of all of it. It is a part of the
 * job's record, so that an event and the state it tells of are one write. Pure.
 *
 * 1. Events are numbered 1, 2, 3 … and each is kept, in `waiting`, before it is told, until the router says that it is stored as a
 *    fact. Its number is in its key: told again after a crash, or by another orchestrator, it is there once.
 * 2. Bests that are not told yet are kept as well, in `open`: they are told together, ever less often, and before whatever follows.
 * 3. `story` is the fold of events 1 … `count`.
 * 4. There are 5,000 events at most, and then the end.
 */
import type { JobBest, JobSpec } from '../peer/procedures.ts';
import type { RunBest, RunEvent, RunNews } from '../peer/run.ts';
import { counted, type Found, type JobStory, NO_STORY, retold, withBests } from './story.ts';

export interface Run {
  readonly count: number;
  readonly waiting: readonly RunEvent[];
  readonly story: JobStory;
  readonly open: { readonly bests: readonly RunBest[]; readonly finders: Found } | null;
  /** Of the newest best in it. */
  readonly version: number;
  /** When bests were told last, in seconds of budget; -1: never. */
  readonly toldAt: number;
  /** Bytes of pictures told. */
  readonly pictured: number;
}

export const NO_RUN: Run = {
  ...{ count: 0, waiting: [], story: NO_STORY, open: null },
  ...{ version: 0, toldAt: -1, pictured: 0 },
};

/** When something happened, and to which job. */
export interface Moment {
  readonly job: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Seconds of budget used. */
  readonly elapsed: number;
}

const MOST_EVENTS = 5_000;
/** While so many are no facts yet, bests wait. */
const MOST_WAITING = 32;
const MOST_OPEN = 16;
/** Bests are told when a hundredth of the time until now has passed since they were told last, and a second. */
const SHARE = 100;

/** There is another best. @param credited false for one that no donor found, as a start that was given */
export function found(run: Run, { version, energy, elapsed, by }: JobBest, credited = true): Run {
  const { bests, finders } = run.open ?? { bests: [], finders: [] };
  const all = [...bests, { version, energy, elapsed, by }];
  const open = {
    bests: all.length <= MOST_OPEN ? all : all.filter((_, i) => (all.length - 1 - i) % 2 === 0),
    finders: credited ? counted(finders, by) : finders,
  };
  return { ...run, version, open };
}

/** Whether bests are to be told now. */
export function isDue({ open, toldAt, waiting, count }: Run, elapsed: number): boolean {
  if (!open || waiting.length >= MOST_WAITING || count >= MOST_EVENTS) return false;
  // A clock that began anew is earlier.
  return elapsed < toldAt || elapsed - toldAt >= Math.max(1, elapsed / SHARE);
}

/** Tells the bests that are not told yet. */
export function bestsTold(run: Run, moment: Moment): Run {
  if (!run.open) return run;
  const news = { is: 'best', ...run.open, picture: null } as const;
  return { ...appended(run, moment, news), open: null, toldAt: moment.elapsed };
}

/** Something happened: told after the bests before it. */
export function happened(run: Run, moment: Moment, news: RunNews): Run {
  if (run.count >= MOST_EVENTS && news.is !== 'ended') return run;
  return appended(bestsTold(run, moment), moment, news);
}

/** Events up to this one are facts. */
export function stored(run: Run, n: number): Run {
  return { ...run, waiting: run.waiting.filter((event) => event.n > n) };
}

/** The story with all that is not told yet. */
export function storyOf({ story, open }: Run): JobStory {
  return open ? withBests(story, open) : story;
}

export function submitted({ title, kind, problem, view, budget }: JobSpec, size: number): RunNews {
  return { is: 'submitted', title, kind, problem, view, size, budget };
}

function appended(run: Run, { job, at, elapsed }: Moment, news: RunNews): Run {
  const event: RunEvent = { ...news, job, at, elapsed, n: run.count + 1 };
  return {
    ...run,
    count: event.n,
    waiting: [...run.waiting, event],
    story: retold(run.story, event),
  };
}
