/**
 * How a state came to be, so that anybody can compute it again (`lehr replay`): a list of steps, oldest first, each of which
 * names the earlier ones it went on from by their index. Bounded: what lies further back begins with a given state.
 */
import type { Schedule } from './procedures.ts';

export interface Proof {
  readonly kind: string;
  /** Kernel version that gives these answers. */
  readonly kernel: string;
  /** SHA-256 of the problem's canonical bytes. */
  readonly problem: string;
  /** The last one made the best. */
  readonly steps: readonly ProofStep[];
}

export type ProofStep = GivenStep | TaskStep | SpliceStep;

/** A state as it is: only its energy can be checked. */
export interface GivenStep {
  readonly is: 'given';
  readonly state: Uint8Array;
  /** Null for a part's state: its length depends on the scope. */
  readonly energy: number | null;
  /** Tasks that lie behind it and are not in the list any more; 0 for a start that somebody gave. */
  readonly behind: number;
}

interface Made {
  /** SHA-256 of the state, and its energy. */
  readonly state: string;
  readonly energy: number;
}

/** The answer to a task: `lehr.compute.anneal` with `until`. */
export interface TaskStep extends Made {
  readonly is: 'task';
  /** The step it started from; null: where the kernel likes. */
  readonly from: number | null;
  /** The steps that made its mates. */
  readonly mates: readonly number[];
  readonly scope: Uint8Array | null;
  readonly seed: number;
  readonly schedule: Schedule;
  readonly moves: number;
  /** Moves done. */
  readonly until: number;
  /** Public name of the donor. */
  readonly by: string;
  /** Whether somebody else computed it again already, with the same result. */
  readonly replayed: boolean;
}

/** Answers to tasks with a scope, put back into the whole they were cut from, in this order (kind.parts). */
export interface SpliceStep extends Made {
  readonly is: 'splice';
  readonly into: number;
  readonly parts: readonly number[];
  readonly seed: number;
}
