import type { World } from './simulate.ts';
import type { Trials } from './trials.ts';

export interface Ladder {
  /** Length over the optimum to come to. */
  readonly target: number;
  readonly seeds: number;
  /** Seconds to begin with: about right saves runs. */
  readonly guess: number;
  /** Seconds beyond which it is given up. */
  readonly longest: number;
  /** Between one budget tried and the next. */
  readonly step: number;
}

/** Nothing shorter makes sense: a task takes 20 ms, and the way to a donor and back as long. Seconds. */
const SHORTEST = 0.1;

/**
 * Seconds of the shortest job, on a ladder of budgets, whose median tour is as good as the target; null when none up to the
 * longest is. A job cools by its budget, so "when did a long job pass the target" would tell the cooling and not the donors.
 */
export async function timeToTarget(trials: Trials, world: World, ladder: Ladder): Promise<number | null> {
  const { target, seeds, step, longest } = ladder;
  const reaches = async (seconds: number) => (await trials.median(world, seconds, seeds)).gap <= target;
  let seconds = Math.min(longest, Math.max(SHORTEST, ladder.guess));
  if (await reaches(seconds)) {
    while (seconds / step >= SHORTEST && (await reaches(seconds / step))) seconds /= step;
    return seconds;
  }
  while (seconds * step <= longest) {
    seconds *= step;
    if (await reaches(seconds)) return seconds;
  }
  return null;
}
