import type { ProblemKind, Schedule } from '../anneal/kind.ts';
import type { AnnealTask } from '../peer/procedures.ts';
import type { Lane } from './lane.ts';

/** What one donor is asked to do. */
export interface Task {
  /** Unique in its job; the same when the task is given out again. */
  readonly id: string;
  readonly attempt: number;
  readonly seed: number;
  /** The part of the problem to work on, in the kind's own bytes (kind.parts); null: the whole. */
  readonly scope: Uint8Array | null;
  /** Where to start: a state of the scope, or of the whole problem; null: where the kernel likes. */
  readonly state: Uint8Array | null;
  /** States of the whole whose better parts the kernel takes over first; at most as many as the kind takes. */
  readonly mates: readonly Uint8Array[];
  readonly schedule: Schedule;
  readonly moves: number;
  /** Milliseconds of kernel time. */
  readonly millis: number;
}

/** How a task that was given out ended. */
export type Outcome =
  /** The answer's energy was recomputed and is the one claimed. */
  | { readonly is: 'verified'; readonly state: Uint8Array; readonly energy: number; readonly moves: number }
  /** The answer is malformed, or a lie: its energy is not what was claimed. */
  | { readonly is: 'rejected'; readonly reason: string; readonly isLie?: boolean }
  /** The donor left, failed or took too long. */
  | { readonly is: 'lost'; readonly reason: string }
  /** It never reached a donor, or we called it back. */
  | { readonly is: 'returned' };

/** The first tasks of a lane are short: a newcomer sees a first result within a second. */
const RAMP = [30, 60, 120, 250, 500];
/** Kernel time of a task of a lane that is under way: a second, an eighth more or less. */
export const LONGEST = 1_125;
const SPREAD = 250;
export const SHORTEST = 20;
const STRIDE = 7;
/** Multiples of the golden ratio fall evenly apart, however many there are. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Kernel time of a lane's next task in milliseconds, no longer than what is left of the budget. Full ones differ in length, so
 * that donors who began together do not all need their next task at the same moment.
 */
export function millisFor({ id, step }: Pick<Lane, 'id' | 'step'>, remaining: number): number {
  const full = LONGEST - SPREAD * (((id + STRIDE * step) * GOLDEN) % 1);
  return Math.max(SHORTEST, Math.round(Math.min(RAMP[step] ?? full, remaining)));
}

interface Origin {
  readonly job: string;
  readonly kind: Pick<ProblemKind<unknown>, 'name' | 'kernelVersion'>;
  /** Blob hash. */
  readonly problem: string;
}

/** The task as donors are told of it, before its states are packed (parcels). */
export function wired(task: Task, { job, kind, problem }: Origin): AnnealTask {
  const { id, seed, scope, state, mates, schedule, moves, millis } = task;
  return {
    job,
    task: id,
    kind: kind.name,
    kernel: kind.kernelVersion,
    problem,
    seed,
    scope,
    state,
    mates,
    schedule,
    moves,
    millis,
    until: null,
  };
}
