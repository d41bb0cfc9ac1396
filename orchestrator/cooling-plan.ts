/**
 * The temperature clock of one job. A hot kiln shows nothing: until three quarters of a cooling are over its tours are longer
 * than a quick descent's. People watch, and a budget may be cut short. So a budget of some length opens cold (two seconds of
 * pure descent, in which the tour visibly shrinks) and is then cooled several times, each cooling twice as long as the one
 * before: soon good, ever better, and the last has half of the time. Each begins at full heat: the best tour is kept anyway, and
 * world:1000 has valleys 1 % above the best known that half the heat does not leave. So does a job that was given a start: from a
 * tour of 1 %, pr2392 came in 4 s to 0.00, 0.05 and 0.15 % from full heat, from half of it to 0.11, 0.18 and 0.31 %; from one of
 * 0.2 % both came to 0.14 to 0.18 %.
 */
import { type Cooling, endlessCooling, temperatureAt } from '../anneal/cooling.ts';

/** A budget up to this is one cooling: there is nothing to spare. Milliseconds, as all times here. */
const SINGLE = 15_000;
const OPENING = 2_000;
const SHORTEST_COOLING = 8_000;

export interface CoolingPlan {
  /** 0 hottest … 1 cold: where the cooling stands. */
  progress(elapsed: number): number;
  /** Budget left; Infinity for an endless job. */
  remaining(elapsed: number): number;
  /** Of the cooling that is under way, from its beginning to its end. */
  length(elapsed: number): number;
  /** 1/256 energy units; `scale` is kind.temperatureScale, `heat` at the cooling's beginning in scales, the most when left out. */
  temperature(elapsed: number, scale: number, heat?: number): number;
  /** The temperature as a share of the hottest, 0..1. */
  heat(elapsed: number): number;
}

/** @param budget milliseconds, or null for an endless job */
export function coolingPlan(budget: number | null): CoolingPlan {
  const at = coolingOf(budget);
  const progress = (elapsed: number) => at(elapsed).progress;
  return {
    progress,
    remaining: (elapsed) => (budget === null ? Number.POSITIVE_INFINITY : Math.max(0, budget - elapsed)),
    length: (elapsed) => at(elapsed).length,
    temperature: (elapsed, scale, heat) => temperatureAt(progress(elapsed), scale, heat),
    heat: (elapsed) => temperatureAt(progress(elapsed), 1) / temperatureAt(0, 1),
  };
}

/** Lengths in milliseconds. */
function coolingOf(budget: number | null): (elapsed: number) => Cooling {
  if (budget === null) {
    return (elapsed) => {
      if (elapsed < OPENING) return { progress: 1, length: OPENING };
      const { progress, length } = endlessCooling((elapsed - OPENING) / 1_000);
      return { progress, length: 1_000 * length };
    };
  }
  if (budget <= SINGLE) {
    return (elapsed) => ({ progress: budget > 0 ? Math.min(1, elapsed / budget) : 1, length: budget });
  }
  const time = budget - OPENING;
  const coolings = Math.floor(Math.log2(time / SHORTEST_COOLING + 1));
  const first = time / (2 ** coolings - 1);
  return (elapsed) => {
    if (elapsed < OPENING || elapsed >= budget) return { progress: 1, length: OPENING };
    const at = elapsed - OPENING;
    // Coolings of first · 1, 2, 4 …: the k-th begins at first · (2^k − 1).
    const k = Math.min(coolings - 1, Math.floor(Math.log2(at / first + 1)));
    const length = first * 2 ** k;
    const progress = Math.min(1, Math.max(0, (at - (length - first)) / length));
    return { progress, length };
  };
}
