/**
 * The temperature clock of one job. A hot kiln shows nothing: until three quarters of a cooling are over its tours are longer
 * than a quick descent's. People watch, and a budget may be cut short. So a budget of some length opens cold (two seconds of
 * pure descent, in which the tour visibly shrinks) and is then cooled several times, each cooling twice as long as the one
 * before: soon good, ever better, and the last has half of the time. Each begins at full heat: the best tour is kept anyway, and
 * world:1000 has valleys 1 % above the best known that half the heat does not leave.
 */
import { endlessProgress, temperatureAt } from '../anneal/cooling.ts';

/** A budget up to this is one cooling: there is nothing to spare. Milliseconds, as all times here. */
const SINGLE = 15_000;
const OPENING = 2_000;
const SHORTEST_COOLING = 8_000;

export interface CoolingPlan {
  /** 0 hottest … 1 cold: where the cooling stands. */
  progress(elapsed: number): number;
  /** Budget left; Infinity for an endless job. */
  remaining(elapsed: number): number;
  /** 1/256 energy units; `scale` is kind.temperatureScale. */
  temperature(elapsed: number, scale: number): number;
  /** The temperature as a share of the hottest, 0..1. */
  heat(elapsed: number): number;
}

/** @param budget milliseconds, or null for an endless job */
export function coolingPlan(budget: number | null): CoolingPlan {
  const progress = progressOf(budget);
  return {
    progress,
    remaining: (elapsed) => (budget === null ? Number.POSITIVE_INFINITY : Math.max(0, budget - elapsed)),
    temperature: (elapsed, scale) => temperatureAt(progress(elapsed), scale),
    heat: (elapsed) => temperatureAt(progress(elapsed), 1) / temperatureAt(0, 1),
  };
}

function progressOf(budget: number | null): (elapsed: number) => number {
  if (budget === null) {
    return (elapsed) => (elapsed < OPENING ? 1 : endlessProgress((elapsed - OPENING) / 1_000));
  }
  if (budget <= SINGLE) return (elapsed) => (budget > 0 ? Math.min(1, elapsed / budget) : 1);
  const time = budget - OPENING;
  const coolings = Math.floor(Math.log2(time / SHORTEST_COOLING + 1));
  const first = time / (2 ** coolings - 1);
  return (elapsed) => {
    if (elapsed < OPENING || elapsed >= budget) return 1;
    const at = elapsed - OPENING;
    // Coolings of first · 1, 2, 4 …: the k-th begins at first · (2^k − 1).
    const k = Math.min(coolings - 1, Math.floor(Math.log2(at / first + 1)));
    return Math.min(1, Math.max(0, (at - first * (2 ** k - 1)) / (first * 2 ** k)));
  };
}
