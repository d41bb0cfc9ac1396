/** Nothing a stranger says counts before this file has looked at it. */
import { ProblemError, type ProblemKind } from '../anneal/kind.ts';
import type { Outcome, Task } from './task.ts';

/** What an answer is held against. */
export interface Truth<Problem> {
  readonly kind: ProblemKind<Problem>;
  readonly problem: Problem;
  /** The energy of a state that this process measured already, as when it unpacked it; null: of another. */
  measured(state: Uint8Array): number | null;
}

/**
 * Checks the answer to a task: its form, that its state is one of the problem's, and that its energy, recomputed in O(n),
 * is the one claimed. Whether the moves were really done only a replay can tell. A state that is none, or has another
 * energy, is a lie: no kernel of ours gives it.
 */
export function verify<Problem>(
  { kind, problem, measured }: Truth<Problem>,
  task: Task,
  answer: unknown,
): Extract<Outcome, { is: 'verified' | 'rejected' }> {
  if (typeof answer !== 'object' || answer === null) return rejected('the answer is no object');
  const { task: id, state, energy, moves } = answer as Record<string, unknown>;
  if (id !== task.id) return rejected('the answer is to another task');
  if (!(state instanceof Uint8Array)) return rejected('state is no bytes');
  if (!isCount(moves) || moves < 1 || moves > task.moves) return rejected('moves are out of bounds');
  if (typeof energy !== 'number' || !Number.isSafeInteger(energy)) return rejected('energy is no integer');
  try {
    const real = task.scope
      ? kind.parts!.energy(problem, task.scope, state)
      : (measured(state) ?? kind.energy(problem, state));
    if (real !== energy) return lie(`energy is ${real}, not ${energy}`);
  } catch (error) {
    if (error instanceof ProblemError) return lie(error.message);
    throw error;
  }
  // The bytes may be a window on a whole network frame: keep the state, not the frame.
  const own = state.length === state.buffer.byteLength ? state : state.slice();
  return { is: 'verified', state: own, energy, moves };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function rejected(reason: string) {
  return { is: 'rejected', reason } as const;
}

function lie(reason: string) {
  return { is: 'rejected', reason, isLie: true } as const;
}
