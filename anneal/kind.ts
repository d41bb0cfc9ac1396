/**
 * The seam between the maths and everything that hands it work.
 *
 * A task is (problem, kernel version, seed, start state, schedule, moves); its answer is (state, energy, moves).
 * The same task gives the same answer, bit for bit, in every JavaScript engine and however `run` was sliced:
 * kernels use only integers, Math.imul, Math.fround, Math.sqrt and IEEE + - * /.
 */

import type { Steps } from './steps.ts';

/** Temperatures at the first and the last move of a task, linear in the move index, in 1/256 of an energy unit. */
export interface Schedule {
  readonly from: number;
  readonly to: number;
}

export interface KernelTask {
  /** uint32. */
  readonly seed: number;
  /** An encoded state of the problem, or null to let the kernel make its own start from the seed. */
  readonly state: Uint8Array | null;
  readonly schedule: Schedule;
  /** Moves the task is meant to do, a positive integer; the schedule is spread over them. */
  readonly moves: number;
  /**
   * Further states: before anything else the kernel takes over from each in turn what makes its own better, a move each. At
   * most `ProblemKind.mates`; none when left out.
   */
  readonly mates?: readonly Uint8Array[];
}

export interface KernelAnswer {
  /** Encoded state after the last move done. */
  readonly state: Uint8Array;
  /** Its energy: an integer ≤ 2^53. */
  readonly energy: number;
  /** Moves done, ≤ the task's. A task that stops at move m answers what a replay with the same `moves` that stops at m answers. */
  readonly moves: number;
}

/** Anneals one problem in one thread; holds buffers that are reused from task to task. */
export interface Kernel {
  /** Begins a task and forgets the one before. Throws a `ProblemError` when the state is none of the problem's. */
  start(task: KernelTask): void;
  /** `start` in steps; until they are through, nothing else of the kernel is called but another `start` or `begin`. Absent where it takes no time worth mentioning. */
  begin?(task: KernelTask): Steps<void>;
  /** Does at most `moves` further moves; returns how many the task has done in all. */
  run(moves: number): number;
  answer(): KernelAnswer;
}

/** A part of a state in one donor's hands. */
export interface Part {
  /** What the donor is told: which part, and what around it stays as it is. The part's state `null` is how it was cut. */
  readonly scope: Uint8Array;
  /** Of the part as it was cut. */
  readonly energy: number;
}

/** A part as it came back. */
export interface Piece {
  readonly scope: Uint8Array;
  readonly state: Uint8Array;
}

/** One state that many donors change at the same time, each a part; no two parts that are out share anything. */
export interface Division {
  /** Of the state with everything that came back. */
  readonly energy: number;
  /** The whole, encoded: equal tours give equal bytes. */
  state(): Uint8Array;
  /** Cuts out a part of about `size` cities, spins …; null when there is no room for one now. */
  cut(size: number): Part | null;
  /**
   * Takes a part back with a state that `Parts.energy` accepted; the energy changes by what the part's did, and what it
   * takes to fit it in. Returns false when it did not fit and stays as it was.
   */
  merge(part: Part, state: Uint8Array): boolean;
  /** Takes a part back as it was. */
  release(part: Part): void;
}

export interface PartKernels<Problem> {
  /** Like `KernelKind.createKernel`, for the states of the part. */
  createKernel(problem: Problem, scope: Uint8Array): Kernel;
  /** The same in steps. */
  kernelSteps(problem: Problem, scope: Uint8Array): Steps<Kernel>;
}

/** How a problem is worked on part by part. */
export interface Parts<Problem> extends PartKernels<Problem> {
  /** False where there are no parts (a matrix without coordinates). */
  isDivisible(problem: Problem): boolean;
  /** What `divide` needs and keeps, in steps; without them the first `divide` does all at once. */
  prepare(problem: Problem): Steps<void>;
  /** `state` null: a quick start of the division's own. Throws a `ProblemError` where the problem is not divisible. */
  divide(problem: Problem, state: Uint8Array | null, seed: number): Division;
  /** What a division of `whole` comes to that takes these parts back in this order: the same bytes. */
  splice(
    problem: Problem,
    whole: Uint8Array,
    parts: readonly Piece[],
  ): Pick<KernelAnswer, 'state' | 'energy'>;
  /** Like `ProblemKind.energy`, for a state of the part. */
  energy(problem: Problem, scope: Uint8Array, state: Uint8Array): number;
}

/** A state that came packed, and its energy, which is the cheapest to measure on the way. */
export type Unpacked = Pick<KernelAnswer, 'state' | 'energy'>;

/** States in fewer bytes, for the way between orchestrator and donors. Both ends make the same of a problem. */
export interface Packing<Problem> {
  /** What packing this problem's states needs and keeps, in steps; without them the first state that is packed or unpacked makes all at once. */
  prepare(problem: Problem): Steps<void>;
  /** `beside`: states that the other end has too, and unpacks with; those that are most alike first. */
  pack(problem: Problem, state: Uint8Array, beside?: readonly Uint8Array[]): Uint8Array;
  packSteps(problem: Problem, state: Uint8Array, beside?: readonly Uint8Array[]): Steps<Uint8Array>;
  /** Throws a `ProblemError` when the bytes are no packed state of this problem, or the states they were packed beside are missing. */
  unpack(problem: Problem, bytes: Uint8Array, beside?: readonly Uint8Array[]): Unpacked;
  unpackSteps(problem: Problem, bytes: Uint8Array, beside?: readonly Uint8Array[]): Steps<Unpacked>;
  /** Whether to pack beside others while so many tasks are out: it saves bytes of large states, and takes time of who packs. */
  paysBeside(problem: Problem, tasks: number): boolean;
  /** In more bytes, which take a quarter of the time to unpack: see isQuick. Only for who says that it reads them. */
  packQuick(problem: Problem, state: Uint8Array): Uint8Array;
  /** Whether that is worth its bytes to who unpacks, while so many tasks are out. */
  paysQuick(problem: Problem, tasks: number): boolean;
  /** Whether who does not read the quick form cannot read this. */
  isQuick(bytes: Uint8Array): boolean;
  /** Whether these bytes can be unpacked without any other state. */
  standsAlone(bytes: Uint8Array): boolean;
}

/** What a kernel's thread has to know of a kind; nothing else of it is loaded there. */
export interface KernelKind<Problem> {
  /** `tsp`, `maxcut` … */
  readonly name: string;
  /** Version of the kernel, e.g. `tsp/1`: changes whenever some task would give another answer. */
  readonly kernelVersion: string;
  /** Throws a `ProblemError` that says what is wrong with the bytes. */
  decode(bytes: Uint8Array): Problem;
  createKernel(problem: Problem): Kernel;
  /** The same in steps; absent where it takes no time worth mentioning. */
  kernelSteps?(problem: Problem): Steps<Kernel>;
  /** Absent where only the whole can be worked on. */
  readonly parts?: PartKernels<Problem>;
  /** Absent where states travel as they are. */
  readonly packing?: Packing<Problem>;
}

export interface ProblemKind<Problem> extends KernelKind<Problem> {
  /** Canonical bytes: equal problems give equal bytes, so their SHA-256 names the problem. */
  encode(problem: Problem): Uint8Array;
  /** Number of cities, spins …: the `n` of the literature. */
  size(problem: Problem): number;
  /** O(n). Throws a `ProblemError` when the bytes are no valid state of this problem. */
  energy(problem: Problem, state: Uint8Array): number;
  /** Mean temperature at which about a tenth of all moves are accepted at a local optimum, in 1/256 energy units: the unit for cooling schedules. */
  temperatureScale(problem: Problem, state: Uint8Array): number;
  /** The same in steps; absent where it takes no time worth mentioning. */
  temperatureSteps?(problem: Problem, state: Uint8Array): Steps<number>;
  /**
   * Moves a city (spin …) that one donor needs for each unit of temperature it cools from; with time for fewer a job begins
   * cooler. Absent: every cooling begins at full heat.
   */
  readonly movesPerHeat?: number;
  /** False where tasks without a state all begin alike, whatever their seed: a new chain may as well go on from another's. Absent: they differ. */
  startsDiffer?(problem: Problem): boolean;
  readonly parts?: Parts<Problem>;
  /** Most mates that a task about the whole may name; absent: its kernels take none. */
  readonly mates?: number;
}

/** The input is at fault: a malformed problem, file or state. The message says what and where. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
}

/** What every kernel asks of a task before it begins. Throws a `ProblemError`. */
export function checkTask(task: KernelTask): void {
  const { from, to } = task.schedule;
  if (!Number.isInteger(task.moves) || task.moves < 1)
    throw new ProblemError(`A task does a positive whole number of moves, not ${task.moves}.`);
  if (!(from >= 0 && to >= 0 && Number.isFinite(from) && Number.isFinite(to)))
    throw new ProblemError(`Temperatures are finite and not negative, unlike ${from} to ${to}.`);
  if (!Number.isInteger(task.seed) || task.seed < 0 || task.seed > 0xffffffff)
    throw new ProblemError(`A seed is a uint32, unlike ${task.seed}.`);
}
