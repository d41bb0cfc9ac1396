export interface Ladder {
  /** Length over the optimum to come to. */
  readonly target: number;
  /** Seconds to begin with: about right saves runs. */
  readonly guess: number;
  /** Seconds beyond which it is given up. */
  readonly longest: number;
}

/** Between one budget tried and the next. */
const STEP = 2;
/** Nothing shorter makes sense: a task takes 20 ms, and the way to a donor and back as long. Seconds. */
const SHORTEST = 0.1;

/** A budget in seconds, and the gap that jobs of it end with. */
type Rung = readonly [seconds: number, gap: number];

/**
 * Seconds of the shortest job whose tour is as good as the target: a job cools by its budget, so "when did a long job pass the
 * target" would tell the cooling and not the donors. Budgets on a ladder are tried until the target lies between two neighbours,
 * and between these the gap is taken to fall evenly with the logarithm of the budget. Null when none up to the longest is as good.
 */
export async function timeToTarget(
  gapAt: (seconds: number) => Promise<number>,
  { target, guess, longest }: Ladder,
): Promise<number | null> {
  const rung = async (seconds: number): Promise<Rung> => [seconds, await gapAt(seconds)];
  const first = Math.min(longest / STEP, Math.max(SHORTEST, guess));
  let [under, over] = await Promise.all([rung(first), rung(first * STEP)]);
  while (over[1] > target) {
    if (over[0] * STEP > longest * 1.001) return null;
    [under, over] = [over, await rung(over[0] * STEP)];
  }
  while (under[1] <= target) {
    if (under[0] / STEP < SHORTEST) return under[0];
    [under, over] = [await rung(under[0] / STEP), under];
  }
  return between(under, over, target);
}

function between([short, above]: Rung, [long, below]: Rung, target: number): number {
  return short * (long / short) ** ((above - target) / (above - below));
}
