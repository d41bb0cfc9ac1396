/** Time as the orchestrator sees it: tests hand in one that they move themselves. */
export interface Clock {
  /** Milliseconds since some moment, for durations: never goes back, whatever happens to the machine's clock. */
  now(): number;
  /** Milliseconds since 1970, for dates that people see; may jump. */
  wall(): number;
  /** Runs once after so many milliseconds, unless the returned function is called first. */
  after(milliseconds: number, run: () => void): () => void;
  /** As after(), give or take an eighth of a second, together with whatever else is due about then: one waking for all. */
  about(milliseconds: number, run: () => void): () => void;
}

/** Moments to which what is due about then is put off or brought forward, so many milliseconds apart. */
const GRID = 250;
/** What is due at each of them that is waited for, by its number. */
const moments = new Map<number, Moment>();

interface Moment {
  readonly runs: Set<() => void>;
  readonly timer: ReturnType<typeof setTimeout>;
}

export const systemClock: Clock = {
  // Whole milliseconds: they add up to the seconds that people see.
  now: () => Math.floor(performance.now()),
  wall: () => Date.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
  about(milliseconds, run) {
    if (milliseconds < GRID / 2) return this.after(milliseconds, run);
    const now = this.now();
    const number = Math.round((now + milliseconds) / GRID);
    const moment = moments.get(number) ?? momentIn(number * GRID - now, number);
    const own = () => run();
    moment.runs.add(own);
    return () => {
      if (!moment.runs.delete(own) || moment.runs.size > 0 || moments.get(number) !== moment) return;
      clearTimeout(moment.timer);
      moments.delete(number);
    };
  },
};

function momentIn(milliseconds: number, number: number): Moment {
  const runs = new Set<() => void>();
  const timer = setTimeout(() => {
    moments.delete(number);
    // Each by itself: one that throws does not keep the others from running.
    for (const run of runs) queueMicrotask(() => runs.delete(run) && run());
  }, milliseconds);
  const moment = { runs, timer };
  moments.set(number, moment);
  return moment;
}
