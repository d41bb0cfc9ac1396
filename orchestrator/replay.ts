/** Computes a whole claim again: every task of a proof bit for bit, every state put together, and the energy of the best. */
import { type Kernel, ProblemError, type ProblemKind } from '../anneal/kind.ts';
import type { ProofStep, TaskStep } from '../peer/proof.ts';
import { hashOf } from './hash.ts';
import type { Result } from './result-file.ts';

export interface ReplayedStep {
  readonly step: number;
  readonly is: ProofStep['is'];
  /** same: the very bytes. taken: a given start, only its energy was checked. unproven: it goes on from one that differs. */
  readonly outcome: 'same' | 'taken' | 'unproven' | 'different';
  readonly why: string | null;
}

export interface Verdict {
  /** No step differs, and the best has the energy it is said to have. */
  readonly holds: boolean;
  /** Every step was computed again, from the kernel's own start or one that somebody gave. */
  readonly isWhole: boolean;
  /** Of the best, computed anew; null where its bytes are no state. */
  readonly energy: number | null;
  readonly steps: readonly ReplayedStep[];
  readonly moves: number;
  /** Tasks further back than the file tells of. */
  readonly behind: number;
  readonly why: string | null;
}

/** Ends each task after slices of so many moves, to tell how far it is. */
const SLICE = 20_000;

export interface ReplayHooks {
  /** Called now and then with the moves done. */
  onMoves(moves: number): void;
}

/** @param kind of the result, with the kernel version it names */
export function replayResult(kind: ProblemKind<unknown>, result: Result, hooks: ReplayHooks): Verdict {
  return new Replay(kind, result, hooks).verdict();
}

class Replay {
  private readonly problem: unknown;
  /** The state of each step that could be computed. */
  private readonly states: (Uint8Array | null)[] = [];
  private kernel: Kernel | null = null;
  private moves = 0;

  constructor(
    private readonly kind: ProblemKind<unknown>,
    private readonly result: Result,
    private readonly hooks: ReplayHooks,
  ) {
    this.problem = kind.decode(result.problem);
  }

  verdict(): Verdict {
    const { proof, best } = this.result;
    const steps = proof.steps.map((step, i) => this.step(step, i));
    const last = proof.steps.at(-1);
    const claimed = last && (last.is === 'given' ? hashOf(last.state) : last.state);
    const energy = this.energy(best.state);
    const wrong = steps.find(({ outcome }) => outcome === 'different');
    const why =
      energy !== best.energy
        ? `the best is ${energy ?? 'no state of the problem'}, not ${best.energy}`
        : claimed !== hashOf(best.state)
          ? 'the steps do not end in the best'
          : wrong
            ? `step ${wrong.step + 1}: ${wrong.why}`
            : null;
    // What was cut off the ways to different given states overlaps: the longest counts.
    const behind = proof.steps.reduce(
      (most, step) => Math.max(most, step.is === 'given' ? step.behind : 0),
      0,
    );
    return {
      holds: why === null,
      isWhole: why === null && behind === 0,
      energy,
      steps,
      moves: this.moves,
      behind,
      why,
    };
  }

  private step(step: ProofStep, i: number): ReplayedStep {
    const told = (outcome: ReplayedStep['outcome'], why: string | null = null) => ({
      step: i,
      is: step.is,
      outcome,
      why,
    });
    this.states[i] = null;
    try {
      if (step.is === 'given')
        return this.given(step, i) ? told('taken') : told('different', 'its energy is another');
      const inputs = this.inputs(step, i);
      if (!inputs) return told('unproven', 'it goes on from a step that could not be computed');
      const made = step.is === 'task' ? this.task(step, inputs) : this.splice(step, inputs);
      if (made.energy !== step.energy)
        return told('different', `the kernel gives ${made.energy}, not ${step.energy}`);
      if (hashOf(made.state) !== step.state)
        return told('different', `the kernel gives another state of the energy ${made.energy}`);
      this.states[i] = made.state;
      return told('same');
    } catch (error) {
      if (error instanceof ProblemError) return told('different', error.message);
      throw error;
    }
  }

  private given({ state, energy }: Extract<ProofStep, { is: 'given' }>, i: number): boolean {
    this.states[i] = state;
    return energy === null || this.energy(state) === energy;
  }

  /** The states a step goes on from; null where one is not known. */
  private inputs(step: Exclude<ProofStep, { is: 'given' }>, i: number): Uint8Array[] | null {
    const at = step.is === 'task' ? [step.from ?? [], step.mates].flat() : [step.into, ...step.parts];
    if (at.some((input) => input >= i)) throw new ProblemError('it names a later step');
    const states = at.map((input) => this.states[input]!);
    return states.some((state) => !state) ? null : states;
  }

  private task({ from, scope, seed, schedule, moves, until }: TaskStep, inputs: readonly Uint8Array[]) {
    const kernel = this.kernelOf(scope);
    const [state, mates] = from === null ? [null, inputs] : [inputs[0]!, inputs.slice(1)];
    kernel.start({ seed, state, mates, schedule, moves });
    for (let done = 0; done < until; ) {
      const before = done;
      done = kernel.run(Math.min(SLICE, until - done));
      if (done === before) throw new ProblemError(`its task has ${moves} moves, and ${until} were done`);
      this.moves += done - before;
      this.hooks.onMoves(this.moves);
    }
    return kernel.answer();
  }

  private splice(step: Extract<ProofStep, { is: 'splice' }>, [whole, ...states]: readonly Uint8Array[]) {
    const pieces = step.parts.map((part, i) => {
      const made = this.result.proof.steps[part]!;
      const scope = made.is === 'task' ? made.scope : null;
      if (!scope) throw new ProblemError('it puts together what is no part');
      return { scope, state: states[i]! };
    });
    const { parts } = this.kind;
    if (!parts) throw new ProblemError(`a problem of kind ${this.kind.name} has no parts`);
    return parts.splice(this.problem, whole!, pieces);
  }

  private kernelOf(scope: Uint8Array | null): Kernel {
    if (scope === null) {
      this.kernel ??= this.kind.createKernel(this.problem);
      return this.kernel;
    }
    if (!this.kind.parts) throw new ProblemError(`a problem of kind ${this.kind.name} has no parts`);
    return this.kind.parts.createKernel(this.problem, scope);
  }

  private energy(state: Uint8Array): number | null {
    try {
      return this.kind.energy(this.problem, state);
    } catch (error) {
      if (error instanceof ProblemError) return null;
      throw error;
    }
  }
}
