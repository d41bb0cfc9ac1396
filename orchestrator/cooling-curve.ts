/** How hot a job is meant to be over its whole budget: what the kiosk draws beside the energies that were reached. Pure. */
import type { HeatSample, Job } from '../peer/procedures.ts';
import { JobPlan } from './job-plan.ts';

const POINTS = 160;
/** Seconds ahead that a job without an end is told of, as a part of what it has had; and at least. */
const AHEAD = 0.25;
const LEAST = 60;

/**
 * In equal steps from the job's beginning to the end of its budget; without a budget of time, a little further than it is. What
 * a budget of moves has had is told as it would be planned now.
 */
export function coolingCurve({ budget, moves, elapsed, stats }: Job): readonly HeatSample[] {
  const plan = new JobPlan({ budget, moves }, stats.moves, elapsed * 1_000);
  const end = budget ?? Math.max(LEAST, elapsed * (1 + AHEAD));
  return Array.from({ length: POINTS }, (_, i) => {
    const at = (end * i) / (POINTS - 1);
    return { elapsed: at, heat: plan.heat(at * 1_000) };
  });
}
