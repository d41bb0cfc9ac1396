/**
 * Where the states of one job come from. A state is known by its bytes' identity: the array that a strategy hands out in a
 * task, got in an outcome or made itself. So a strategy need not know of this file but for the states it makes out of others,
 * of which it tells the Lineage.
 *
 * Bounded: every REACH-th step of a chain keeps its state; when a chain is twice as long, the older half is cut and that state
 * is given. Steps are found by the states they made and go with them.
 */
import type { AnnealTask } from '../peer/procedures.ts';
import type { ProofStep } from '../peer/proof.ts';
import { hashOf } from './hash.ts';
import {
  ancestors,
  cut,
  fromProof,
  give,
  mostBehind,
  type Origin,
  reachesBeyond,
  type Standing,
  type Step,
  stepOf,
  toProof,
} from './step.ts';
import type { Point } from './strategy.ts';

/** What a strategy tells of states that it makes out of verified ones. */
export interface Lineage {
  /** `parts`, answers to tasks with a scope, were put into `whole` in this order. */
  spliced(made: Point, whole: Point, parts: readonly Point[], seed: number): void;
}

/** Steps of a chain that stay at least; with very many chains fewer. A power of two, so that smaller ones divide it. */
const REACH = 64;
const FEWEST = 4;
/** Steps of all chains together, about. */
const ALL_STEPS = 65_536;
/** Steps behind a state that was put together; beyond, what it was made of is given. */
const MOST_SPLICED = 512;
/** As much behind a task with mates. Fewer: there are many such tasks, and each given state travels in the proof. */
const MOST_BEHIND_MATES = 128;
/**
 * With more chains than FEW nobody walks there for each answer: what is reached by several ways is counted so often, and this is
 * how much that may come to. Some dozens of steps; of few chains, which mate with their own past, it would be a handful.
 */
const MOST_BY_ALL_WAYS = 512;
const FEW = 32;

export class Provenance implements Lineage {
  private readonly steps = new WeakMap<Uint8Array, Step>();
  private reach = REACH;
  private areFew = true;
  private falsified = 0;

  /** So many chains live at once: with many, each reaches less far back. */
  chains(count: number): void {
    this.areFew = count <= FEW;
    const share = ALL_STEPS / (2 * Math.max(1, count));
    this.reach = Math.max(FEWEST, Math.min(REACH, 2 ** Math.floor(Math.log2(share))));
  }

  /** A state from outside: a start that was asked for, the best of an earlier life. */
  given({ state, energy }: Point, behind = 0): Step {
    const step = stepOf({
      hash: hashOf(state),
      energy,
      standing: 'counted',
      origin: { is: 'given', behind },
      depth: behind,
      state,
      most: 1,
    });
    return this.keep(state, step);
  }

  /** The verified answer of the donor `by` to a task. */
  answered(task: Task, answer: Answer, by: string): Step {
    const { scope, seed, schedule, moves, state } = task;
    const from = state && this.at(state);
    const mates = task.mates.map((mate) => this.at(mate));
    const inputs = from ? [from, ...mates] : mates;
    if (state && mates.length > 0) this.shorten(inputs, [state, ...task.mates]);
    const until = answer.moves;
    const origin = { is: 'task', from, mates, scope, seed, schedule, moves, until, by } as const;
    return this.made(answer, { inputs, origin, standing: 'open' });
  }

  spliced(made: Point, whole: Point, parts: readonly Point[], seed: number): void {
    const [into, ...pieces] = this.bounded([whole, ...parts]);
    const origin = { is: 'splice', into: into!, parts: pieces, seed } as const;
    this.made(made, { inputs: [into!, ...pieces], origin, standing: 'counted' });
  }

  /**
   * As given(), with what an earlier process knew of it; what does not end in this state is not used. Of another kernel's steps
   * only how many lie behind: ours does not give the same, and a proof names one kernel.
   */
  restore(steps: readonly ProofStep[], best: Point, isSameKernel = true): void {
    const end = steps.at(-1);
    if (!end || (end.is === 'given' ? hashOf(end.state) : end.state) !== hashOf(best.state)) {
      this.given(best);
      return;
    }
    const made: Step[] = [];
    for (const step of steps) made.push(fromProof(step, made));
    const last = made.at(-1)!;
    if (isSameKernel) this.keep(best.state, last);
    else this.given(best, last.depth);
  }

  /** The step that made this state; a state nobody told of is given. */
  of(point: Point): Step {
    return this.steps.get(point.state) ?? this.given(point);
  }

  /** The same of a state whose energy is not at hand. */
  private at(state: Uint8Array): Step {
    return this.steps.get(state) ?? this.given({ state, energy: Number.NaN });
  }

  /** Somebody computed it again, or its donor stands now. */
  confirm(step: Step, standing: 'counted' | 'replayed'): void {
    if (step.standing === 'false' || step.standing === 'replayed') return;
    step.standing = standing;
  }

  falsify(step: Step): void {
    step.standing = 'false';
    this.falsified++;
  }

  /** Something behind this state is no work of a kernel. */
  isFalse(state: Uint8Array): boolean {
    return this.falsified > 0 && this.standing({ state, energy: Number.NaN }) === 'false';
  }

  /** So is one of those that the task begins with. */
  restsOnFalse({ state, mates }: Pick<Task, 'state' | 'mates'>): boolean {
    if (this.falsified === 0) return false;
    return (state !== null && this.isFalse(state)) || mates.some((mate) => this.isFalse(mate));
  }

  /** The worst of all that lies behind a state: one false step makes it false, one open step open. */
  standing(point: Point): 'sound' | 'open' | 'false' {
    let open = false;
    const behind = ancestors([this.of(point)], (step) => step.soundAt === this.falsified);
    for (const step of behind) {
      if (step.standing === 'false') return 'false';
      open ||= step.standing === 'open';
    }
    if (open) return 'open';
    for (const step of behind) step.soundAt = this.falsified;
    return 'sound';
  }

  /** How a state came to be, oldest first: at most some hundreds of steps. */
  proof(point: Point): ProofStep[] {
    const order = ancestors([this.of(point)]).reverse();
    const index = new Map(order.map((step, i) => [step, i]));
    return order.map((step) => toProof(step, (input) => index.get(input)!));
  }

  /**
   * Chains that mate reach back by many ways, and some pass by every knot: where too much lies behind these steps, those that
   * are sound are given from now on.
   */
  private shorten(steps: readonly Step[], states: readonly Uint8Array[]): void {
    const isTooMuch = this.areFew
      ? reachesBeyond(steps, MOST_BEHIND_MATES)
      : mostBehind(steps) > MOST_BY_ALL_WAYS;
    if (!isTooMuch) return;
    for (const [i, step] of steps.entries()) {
      const state = states[i]!;
      if (this.standing({ state, energy: step.energy }) === 'sound') give(step, state);
    }
  }

  private made(point: Point, { inputs, origin, standing }: Making): Step {
    const depth = 1 + inputs.reduce((most, step) => Math.max(most, step.depth), 0);
    const isKnot = depth % this.reach === 0;
    if (isKnot) cut(inputs, depth - this.reach);
    const step = stepOf({
      hash: hashOf(point.state),
      energy: point.energy,
      standing,
      origin,
      depth,
      state: isKnot ? point.state : null,
      most: 1 + mostBehind(inputs),
    });
    return this.keep(point.state, step);
  }

  /** The steps of these states; where too much lies behind them, each is given. */
  private bounded(points: readonly Point[]): Step[] {
    const steps = points.map((point) => this.of(point));
    if (!reachesBeyond(steps, MOST_SPLICED)) return steps;
    return points.map((point, i) => {
      const step = { ...steps[i]! };
      give(step, point.state);
      return step;
    });
  }

  private keep(state: Uint8Array, step: Step): Step {
    this.steps.set(state, step);
    return step;
  }
}

type Task = Pick<AnnealTask, 'scope' | 'state' | 'mates' | 'seed' | 'schedule' | 'moves'>;
type Answer = Point & { readonly moves: number };

interface Making {
  readonly inputs: readonly Step[];
  readonly origin: Origin;
  readonly standing: Standing;
}
