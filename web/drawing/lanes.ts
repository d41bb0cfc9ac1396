/** Who worked on what in the last half minute, as lanes of bars: one a donor, a row a kernel. Pure; its times are the caller's. */
import type { Donor } from '../../peer/procedures.ts';
import type { TaskEnd } from '../../peer/topics.ts';

/** How much of the past is shown, and bars kept of one donor at most. */
export const WINDOW_MILLIS = 30_000;
const MOST_BARS = 400;
/** Rows of one lane; a donor with more kernels fills these. */
const MOST_ROWS = 8;

export interface Bar {
  readonly row: number;
  readonly from: number;
  readonly to: number;
  readonly end: TaskEnd['end'];
  /** The bar of the donor who had the task before and lost it; null for a task that was given out once. */
  readonly before: { readonly lane: string; readonly bar: Bar } | null;
}

export interface Lane {
  readonly donor: string;
  readonly name: string;
  /** Kernels; 0 for one who has left. */
  readonly cores: number;
  readonly running: number;
  readonly rows: number;
  readonly bars: readonly Bar[];
}

/** The lanes that fit, and the sum of the others. */
export interface LanesView {
  readonly lanes: readonly Lane[];
  readonly rest: { readonly donors: number; readonly cores: number; readonly done: number };
}

interface Track {
  name: string;
  rows: number;
  bars: Bar[];
  readonly rowEnds: number[];
}

/**
 * Invariants:
 * 1. Bars of one row do not overlap: a kernel works on one task at a time, so a bar begins no sooner than the one before ended.
 * 2. Nothing older than the window is kept, and no more than so many bars a donor.
 * 3. Whoever is here has a lane before anything of his ended; who left keeps his until his last bar is out of the window.
 */
export class Lanes {
  readonly #tracks = new Map<string, Track>();
  /** Tasks that were given back, and where. */
  readonly #open = new Map<string, { lane: string; bar: Bar }>();
  #donors: readonly Donor[] = [];

  here(donors: readonly Donor[]): void {
    this.#donors = donors;
    for (const { donor, name, cores } of donors) this.#track(donor, name).rows = rowsFor(cores);
  }

  /** @param behind what to add to the server's times to have the caller's */
  take(ends: readonly TaskEnd[], behind: number): void {
    for (const { job, task, donor, name, from, to, end } of ends) {
      const track = this.#track(donor, name);
      const row = quietest(track);
      const key = `${job} ${task}`;
      const before = this.#open.get(key) ?? null;
      const bar: Bar = {
        row,
        from:
          Math.min(to, Math.max(from, (track.rowEnds[row] ?? Number.NEGATIVE_INFINITY) - behind)) + behind,
        to: to + behind,
        end,
        before,
      };
      track.rowEnds[row] = bar.to;
      track.bars.push(bar);
      if (track.bars.length > MOST_BARS) track.bars.shift();
      if (end === 'done') this.#open.delete(key);
      else this.#open.set(key, { lane: donor, bar });
    }
  }

  /** Forgets what is out of the window. */
  forget(now: number): void {
    const oldest = now - WINDOW_MILLIS;
    const present = new Set(this.#donors.map(({ donor }) => donor));
    for (const [donor, track] of this.#tracks) {
      track.bars = track.bars.filter(({ to }) => to >= oldest);
      if (track.bars.length === 0 && !present.has(donor)) this.#tracks.delete(donor);
    }
    for (const [key, { bar }] of this.#open) if (bar.to < oldest) this.#open.delete(key);
  }

  /** In the order in which they were first seen, whoever comes and goes; of too many those with most to show. */
  view(most: number): LanesView {
    const lanes = this.#lanes();
    if (lanes.length <= most) return { lanes, rest: { donors: 0, cores: 0, done: 0 } };
    // One of the places is the line that sums up the others.
    const busiest = new Set(
      [...lanes].sort((a, b) => b.bars.length - a.bars.length).slice(0, Math.max(1, most - 1)),
    );
    const rest = lanes.filter((lane) => !busiest.has(lane));
    return {
      lanes: lanes.filter((lane) => busiest.has(lane)),
      rest: {
        donors: rest.length,
        cores: rest.reduce((sum, { cores }) => sum + cores, 0),
        done: rest.reduce((sum, { bars }) => sum + bars.filter(({ end }) => end === 'done').length, 0),
      },
    };
  }

  #lanes(): Lane[] {
    const sessions = new Map<string, { cores: number; running: number }>();
    for (const { donor, cores, running } of this.#donors) {
      const sum = sessions.get(donor) ?? { cores: 0, running: 0 };
      sessions.set(donor, { cores: sum.cores + cores, running: sum.running + Math.min(running, cores) });
    }
    const lane = ([donor, { name, rows, bars }]: [string, Track]): Lane => {
      const { cores, running } = sessions.get(donor) ?? { cores: 0, running: 0 };
      return { donor, name, cores, running, rows, bars };
    };
    return [...this.#tracks].map(lane);
  }

  #track(donor: string, name: string): Track {
    const known = this.#tracks.get(donor);
    if (known) {
      known.name = name;
      return known;
    }
    const track: Track = { name, rows: 1, bars: [], rowEnds: [] };
    this.#tracks.set(donor, track);
    return track;
  }
}

function rowsFor(cores: number): number {
  return Math.min(MOST_ROWS, Math.max(1, cores));
}

/** The row that has been without a bar longest: its kernel is the one that had this task. */
function quietest({ rows, rowEnds }: Track): number {
  let row = 0;
  for (let i = 1; i < rows; i++)
    if ((rowEnds[i] ?? Number.NEGATIVE_INFINITY) < (rowEnds[row] ?? Number.NEGATIVE_INFINITY)) row = i;
  return row;
}
