import { endlessProgress, temperatureAt } from '../anneal/cooling.ts';

/** The temperature clock of one job, over its budget or, without one, over cycle after cycle. All times in milliseconds. */
export interface CoolingPlan {
  /** 0..1: where the cooling stands. */
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
  const progress = (elapsed: number) =>
    budget === null ? endlessProgress(elapsed / 1_000) : budget > 0 ? Math.min(1, elapsed / budget) : 1;
  return {
    progress,
    remaining: (elapsed) => (budget === null ? Number.POSITIVE_INFINITY : Math.max(0, budget - elapsed)),
    temperature: (elapsed, scale) => temperatureAt(progress(elapsed), scale),
    heat: (elapsed) => temperatureAt(progress(elapsed), 1) / temperatureAt(0, 1),
  };
}
