/** One state's making, what lies behind it, and both as a proof tells them. Pure. */
import type { Schedule } from '../peer/procedures.ts';
import type { ProofStep } from '../peer/proof.ts';
import { hashOf } from './hash.ts';

/** open: its donor is new and nobody has replayed it. counted: its donor stands. false: no kernel gives that. */
export type Standing = 'open' | 'counted' | 'replayed' | 'false';

export type Origin =
  | { readonly is: 'given'; readonly behind: number }
  | {
      readonly is: 'task';
      readonly from: Step | null;
      readonly mates: readonly Step[];
      readonly scope: Uint8Array | null;
      readonly seed: number;
      readonly schedule: Schedule;
      readonly moves: number;
      readonly until: number;
      readonly by: string;
    }
  | { readonly is: 'splice'; readonly into: Step; readonly parts: readonly Step[]; readonly seed: number };

/** One state's making. */
export interface Step {
  readonly hash: string;
  readonly energy: number;
  standing: Standing;
  /** A step that was cut is a given one. */
  origin: Origin;
  /** Steps on the longest way here, those that were cut included. */
  readonly depth: number;
  /** Kept where a chain may be cut. */
  state: Uint8Array | null;
  /** Itself and all behind it are at most so many steps: those that are reached by several ways are counted so often. */
  most: number;
  /** Everything behind it was sound when so many steps had been found false. */
  soundAt: number;
  /** The last walk that came here, and whether it is still behind this step: ancestors() alone looks at them. */
  walk: number;
  isOpen: boolean;
}

/** Steps behind one that nobody has counted: more than anybody asks for, and a sum of many is still a small integer. */
const UNCOUNTED = 2 ** 20;

/** What a step is made of; `most` is 1 or more, and UNCOUNTED when left out. */
export type Made = Pick<Step, 'hash' | 'energy' | 'standing' | 'origin' | 'depth' | 'state'> & {
  readonly most?: number;
};

/** A step that nobody has walked to. One for each answer, so its fields are written out: spread ones are looked up one by one. */
export function stepOf({ hash, energy, standing, origin, depth, state, most = UNCOUNTED }: Made): Step {
  const behind = most < UNCOUNTED ? most : UNCOUNTED;
  return { hash, energy, standing, origin, depth, state, most: behind, soundAt: -1, walk: 0, isOpen: false };
}

/** From now on nothing lies behind it. */
export function give(step: Step, state: Uint8Array): void {
  step.state = state;
  step.origin = { is: 'given', behind: step.depth };
  step.most = 1;
}

/** These steps and all behind them are at most so many, by what they say of themselves. */
export function mostBehind(of: readonly Step[]): number {
  let sum = 0;
  for (const { most } of of) sum += most;
  return sum;
}

/** Walks so far: each marks the steps it has seen with its number, where a set of them for each answer would be garbage. */
let walks = 0;

function eachInput({ origin }: Step, see: (input: Step) => void): void {
  if (origin.is === 'given') return;
  const first = origin.is === 'task' ? origin.from : origin.into;
  if (first) see(first);
  for (const input of origin.is === 'task' ? origin.mates : origin.parts) see(input);
}

/** These steps and all behind them, each before those it was made of; steps that `stop` names are left out with what is behind. */
export function ancestors(of: readonly Step[], stop: (step: Step) => boolean = () => false): Step[] {
  const walk = ++walks;
  const done: Step[] = [];
  const stack = of.filter((step) => !stop(step));
  const push = (input: Step) => {
    if (input.walk !== walk && !stop(input)) stack.push(input);
  };
  for (let step = stack.at(-1); step; step = stack.at(-1)) {
    if (step.walk !== walk) {
      step.walk = walk;
      step.isOpen = true;
      eachInput(step, push);
      continue;
    }
    stack.pop();
    // It may have been pushed more than once; all it was made of is done at the first.
    if (step.isOpen) done.push(step);
    step.isOpen = false;
  }
  return done.reverse();
}

/** Whether these steps and all behind them are more than `most`: nobody looks further, nor at all where they say that they are not. */
export function reachesBeyond(of: readonly Step[], most: number): boolean {
  if (mostBehind(of) <= most) return false;
  const walk = ++walks;
  const seen: Step[] = [];
  const see = (step: Step) => {
    if (step.walk === walk) return;
    step.walk = walk;
    seen.push(step);
  };
  for (const step of of) see(step);
  for (let i = 0; i < seen.length && seen.length <= most; i++) eachInput(seen[i]!, see);
  return seen.length > most;
}

/** Forgets what lies behind the kept states that are no deeper than this. */
export function cut(from: readonly Step[], depth: number): void {
  for (const step of ancestors(from)) {
    if (step.state && step.depth <= depth) give(step, step.state);
  }
}

export function toProof(step: Step, index: (input: Step) => number): ProofStep {
  const { origin, energy, hash: state } = step;
  switch (origin.is) {
    case 'given':
      return {
        is: 'given',
        state: step.state!,
        energy: Number.isNaN(energy) ? null : energy,
        behind: origin.behind,
      };
    case 'task': {
      const from = origin.from && index(origin.from);
      return {
        ...origin,
        from,
        mates: origin.mates.map(index),
        state,
        energy,
        replayed: step.standing === 'replayed',
      };
    }
    case 'splice':
      return { ...origin, into: index(origin.into), parts: origin.parts.map(index), state, energy };
  }
}

export function fromProof(step: ProofStep, made: readonly Step[]): Step {
  const at = (index: number): Step => {
    const input = made[index];
    if (!input) throw new Error('A step of a proof names a later one.');
    return input;
  };
  const inputs = (
    step.is === 'given'
      ? []
      : step.is === 'task'
        ? [step.from ?? [], step.mates].flat()
        : [step.into, ...step.parts]
  ).map(at);
  return stepOf({
    hash: step.is === 'given' ? hashOf(step.state) : step.state,
    energy: step.energy ?? Number.NaN,
    standing: step.is === 'task' && step.replayed ? 'replayed' : 'counted',
    origin: originOf(step, inputs),
    depth:
      step.is === 'given' ? step.behind : 1 + inputs.reduce((most, { depth }) => Math.max(most, depth), 0),
    state: step.is === 'given' ? step.state : null,
  });
}

function originOf(step: ProofStep, inputs: readonly Step[]): Origin {
  switch (step.is) {
    case 'given':
      return { is: 'given', behind: step.behind };
    case 'task': {
      const { scope, seed, schedule, moves, until, by } = step;
      const [from, mates] = step.from === null ? [null, inputs] : [inputs[0]!, inputs.slice(1)];
      return { is: 'task', from, mates, scope, seed, schedule, moves, until, by };
    }
    case 'splice':
      return { is: 'splice', into: inputs[0]!, parts: inputs.slice(1), seed: step.seed };
  }
}

/** What the end of a task came to. */
export interface Settled {
  /** How the verified answer was made; null for any other end. */
  readonly step: Step | null;
  /** It is shorter than any state before it. */
  readonly improved: boolean;
  /** There is another best to tell people of. */
  readonly isNews: boolean;
}
