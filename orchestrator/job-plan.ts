/**
 * When a job's budget is over and how it cools until then. A budget of moves becomes one of time: the moves done so far tell
 * how long all of them will take, so the cooling stretches with the donors that come and go.
 */
import type { JobSpec } from '../peer/procedures.ts';
import { type CoolingPlan, coolingPlan } from './cooling-plan.ts';

export class JobPlan implements CoolingPlan {
  /** Milliseconds; Infinity without a budget of time. */
  private readonly budget: number;
  private plan: CoolingPlan;

  /** Goes on after so many verified moves and milliseconds of budget. */
  constructor(
    private readonly spec: Pick<JobSpec, 'budget' | 'moves'>,
    moves = 0,
    elapsed = 0,
  ) {
    this.budget = spec.budget === null ? Number.POSITIVE_INFINITY : spec.budget * 1_000;
    this.plan = planFor(this.budget);
    this.learn(moves, elapsed);
  }

  /** The budget of time is used up. */
  isSpent(elapsed: number): boolean {
    return elapsed >= this.budget;
  }

  /** So many verified moves have taken so many milliseconds. */
  learn(moves: number, elapsed: number): void {
    const { moves: most } = this.spec;
    if (most == null || moves === 0 || elapsed === 0) return;
    // Not a moment later, or its last tasks would still be hot: a cooling's end is cold, and a thorough look at what it came to.
    this.plan = planFor(Math.min(this.budget, (elapsed * most) / moves));
  }

  progress(elapsed: number): number {
    return this.plan.progress(elapsed);
  }

  remaining(elapsed: number): number {
    return this.plan.remaining(elapsed);
  }

  length(elapsed: number): number {
    return this.plan.length(elapsed);
  }

  left(elapsed: number): number {
    return this.plan.left(elapsed);
  }

  isOpening(elapsed: number): boolean {
    return this.plan.isOpening(elapsed);
  }

  temperature(elapsed: number, scale: number, heat?: number): number {
    return this.plan.temperature(elapsed, scale, heat);
  }

  heat(elapsed: number): number {
    return this.plan.heat(elapsed);
  }
}

function planFor(budget: number): CoolingPlan {
  return coolingPlan(Number.isFinite(budget) ? budget : null);
}
