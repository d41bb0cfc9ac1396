/**
 * A job's temperature scale (kind.temperatureScale): measured once, at the first state that comes; of a large problem in steps,
 * between which the router has its turn, so that it comes a moment after that state.
 */
import type { ProblemKind } from '../anneal/kind.ts';
import type { Steps } from '../anneal/steps.ts';

/** Smaller problems are measured at once: some 20 ms. */
const LARGE = 1_000;

export class Scale {
  private value: number | null = null;
  private steps: Steps<number> | null = null;

  /** @param inSteps somebody calls step() until nothing is under way */
  constructor(
    private readonly kind: ProblemKind<unknown>,
    private readonly problem: unknown,
    private readonly inSteps: boolean,
  ) {}

  /** The scale; null while it is being measured. */
  at(state: Uint8Array): number | null {
    const { kind, problem } = this;
    if (this.value !== null || this.steps) return this.value;
    if (this.inSteps && kind.size(problem) > LARGE)
      this.steps = kind.temperatureSteps?.(problem, state) ?? null;
    if (!this.steps) this.value = kind.temperatureScale(problem, state);
    return this.value;
  }

  get isUnderWay(): boolean {
    return this.steps !== null;
  }

  step(): void {
    const next = this.steps?.next();
    if (!next?.done) return;
    this.value = next.value;
    this.steps = null;
  }
}
