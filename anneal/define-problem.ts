import { accepts, temperatureOfAcceptance } from './acceptance.ts';
import {
  checkTask,
  type Kernel,
  type KernelAnswer,
  type KernelTask,
  ProblemError,
  type ProblemKind,
} from './kind.ts';
import { Random } from './random.ts';

export { ProblemError } from './kind.ts';
export { type Permutation, permutations, type Swap } from './permutations.ts';

/** Chance as a definition may use it: integers only, from the task's seed, the same in every engine. */
export type Chance = Pick<Random, 'below'>;

/**
 * A problem of your own: states, moves between them, and what a state is worth. Everything else is the host's: chance, the
 * cooling schedule, what is accepted, slices, and the proof by replay. So that a replay gives the same bits anywhere, no
 * function here may use anything but its arguments, integers, and IEEE + − × ÷ and square roots: no Math.random, Math.exp,
 * Math.sin …, no Date. `lehr problem test FILE` checks all that can be checked. How to: docs/define-a-problem.md.
 *
 * @typeParam Instance what `decode` makes of an input, never changed
 * @typeParam State    changed by `apply`
 * @typeParam Move     what `propose` returns, and `delta` and `apply` take
 */
export interface ProblemDefinition<Instance, State, Move> {
  /** Lower-case letters, digits and dashes. */
  readonly name: string;
  /** A whole number from 1: another one whenever some task would give another answer. */
  readonly version: number;
  /** Reads an instance. Throws an `Error` that says what is wrong with the bytes. */
  decode(bytes: Uint8Array): Instance;
  /** The `n` of the literature: a whole number from 1. */
  size(instance: Instance): number;
  init(instance: Instance, chance: Chance): State;
  /** To be minimised: an integer of at most 2^53. Scale and round what is none. */
  energy(instance: Instance, state: State): number;
  propose(instance: Instance, state: State, chance: Chance): Move;
  /** Energy after the move minus energy before, exactly, without changing anything. */
  delta(instance: Instance, state: State, move: Move): number;
  apply(instance: Instance, state: State, move: Move): void;
  /** Equal states give equal bytes. */
  encode(instance: Instance, state: State): Uint8Array;
  /** The state of these bytes. Throws an `Error` that says what is wrong unless `encode` would make them: a stranger sent them. */
  validate(instance: Instance, bytes: Uint8Array): State;
  /** How to draw a state, as SVG. Not part of any answer; no page draws it yet. */
  view?(instance: Instance, state: State): string;
  /** An instance for `lehr problem test`, where none is given. */
  sample?(chance: Chance): Uint8Array;
}

/** An instance with the bytes it came from, which name it. */
export interface DefinedInstance<Instance> {
  readonly bytes: Uint8Array;
  readonly instance: Instance;
}

export interface DefinedKind<Instance, State, Move> extends ProblemKind<DefinedInstance<Instance>> {
  readonly definition: ProblemDefinition<Instance, State, Move>;
}

/** Proposals looked at for the temperature scale, and of the descent before. */
const SAMPLE = 1_000;
const DESCENT = 20_000;
/** Cooling begins at eight scales (cooling.ts): where so many of the moves that cost anything pass near a local optimum. */
const ACCEPTED_AT_START = 0.4;

/** A kind like the built-in ones. Throws an `Error` for a name or a version that is none. */
export function defineProblem<Instance, State, Move>(
  definition: ProblemDefinition<Instance, State, Move>,
): DefinedKind<Instance, State, Move> {
  const { name, version } = definition;
  if (!/^[a-z][a-z0-9-]{0,23}$/.test(name))
    throw new Error(`The name "${name}" is none: use 1 to 24 lower-case letters, digits and dashes.`);
  if (!Number.isSafeInteger(version) || version < 1)
    throw new Error(`The version ${version} is none: use a whole number from 1.`);
  return {
    name,
    kernelVersion: `${name}/${version}`,
    definition,
    encode: (problem) => problem.bytes,
    decode(bytes) {
      const kept = bytes.slice();
      return { bytes: kept, instance: reading(() => sized(definition, definition.decode(kept.slice()))) };
    },
    size: ({ instance }) => definition.size(instance),
    energy: ({ instance }, state) => energyOf(definition, instance, stateOf(definition, instance, state)),
    temperatureScale: ({ instance }, state) =>
      temperatureScale(definition, instance, stateOf(definition, instance, state)),
    createKernel: ({ instance }) => createKernel(definition, instance),
  };
}

function createKernel<Instance, State, Move>(
  definition: ProblemDefinition<Instance, State, Move>,
  instance: Instance,
): Kernel {
  const random = new Random();
  let task: KernelTask | null = null;
  let state: State;
  let energy = 0;
  let done = 0;
  return {
    start(next) {
      checkTask(next);
      random.seed(next.seed);
      state =
        next.state === null ? definition.init(instance, random) : stateOf(definition, instance, next.state);
      energy = energyOf(definition, instance, state);
      task = next;
      done = 0;
    },
    run(moves) {
      if (task === null) throw new Error('start(task) comes before run(moves).');
      const { from, to } = task.schedule;
      const target = Math.min(task.moves, done + moves);
      for (; done < target; done++) {
        const move = definition.propose(instance, state, random);
        const delta = integer(definition.delta(instance, state, move), 'delta');
        if (!accepts(delta, from + ((to - from) * done) / task.moves, random)) continue;
        definition.apply(instance, state, move);
        energy += delta;
      }
      return done;
    },
    answer(): KernelAnswer {
      if (task === null) throw new Error('start(task) comes before answer().');
      return { state: definition.encode(instance, state).slice(), energy, moves: done };
    },
  };
}

/**
 * Measured: from near the local optimum below `state`, the temperature at which `ACCEPTED_AT_START` of the proposals that end
 * higher pass, over the eight scales that cooling begins with. Deterministic: a fixed seed.
 */
function temperatureScale<Instance, State, Move>(
  definition: ProblemDefinition<Instance, State, Move>,
  instance: Instance,
  state: State,
): number {
  const random = new Random();
  random.seed(1);
  const rises: number[] = [];
  for (let i = 0; i < DESCENT + SAMPLE; i++) {
    const move = definition.propose(instance, state, random);
    const delta = integer(definition.delta(instance, state, move), 'delta');
    if (delta <= 0) definition.apply(instance, state, move);
    else if (i >= DESCENT) rises.push(delta);
  }
  return temperatureOfAcceptance(rises, ACCEPTED_AT_START) / 8;
}

function energyOf<Instance, State, Move>(
  definition: ProblemDefinition<Instance, State, Move>,
  instance: Instance,
  state: State,
): number {
  return integer(definition.energy(instance, state), 'energy');
}

function stateOf<Instance, State, Move>(
  definition: ProblemDefinition<Instance, State, Move>,
  instance: Instance,
  bytes: Uint8Array,
): State {
  return reading(() => definition.validate(instance, bytes.slice()));
}

/** Bytes that a careless `decode` takes for an instance of nothing are named here, not where the first move finds none. */
function sized<Instance, State, Move>(
  definition: ProblemDefinition<Instance, State, Move>,
  instance: Instance,
): Instance {
  const n = definition.size(instance);
  if (Number.isSafeInteger(n) && n >= 1) return instance;
  throw new Error(
    `no instance: size gives ${n}, where it is a whole number from 1; let decode say what is wrong`,
  );
}

/** What a definition throws while it reads bytes is about the bytes. */
function reading<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw new ProblemError(error instanceof Error ? error.message : String(error));
  }
}

function integer(value: number, what: string): number {
  if (!Number.isSafeInteger(value))
    throw new Error(`${what} gave ${value}; energies are integers of at most 2^53: scale and round them.`);
  return value + 0;
}
