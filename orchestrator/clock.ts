/** Time as the orchestrator sees it: tests hand in one that they move themselves. */
export interface Clock {
  /** Milliseconds since some moment, for durations: never goes back, whatever happens to the machine's clock. */
  now(): number;
  /** Milliseconds since 1970, for dates that people see; may jump. */
  wall(): number;
  /** Runs once after so many milliseconds, unless the returned function is called first. */
  after(milliseconds: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  // Whole milliseconds: they add up to the seconds that people see.
  now: () => Math.floor(performance.now()),
  wall: () => Date.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};
