import { type KernelKind, type KernelTask, ProblemError } from './kind.ts';
import type { Steps } from './steps.ts';

/** A task as donors are sent it. */
interface SentTask extends KernelTask {
  readonly scope: Uint8Array | null;
  readonly mates: readonly Uint8Array[];
  readonly packed?: boolean;
}

/** The task with its states as kernels take them: each mate was packed beside the start and the mates before it. Throws a `ProblemError` when they cannot be unpacked. In steps. */
export function* unpacked<Task extends SentTask>(
  { name, packing }: KernelKind<unknown>,
  problem: unknown,
  task: Task,
): Steps<Task> {
  if (!task.packed) return task;
  if (task.scope !== null) throw new ProblemError('States of a part are not packed: packed must be false.');
  if (!packing) throw new ProblemError(`States of kind ${name} are not packed: packed must be false.`);
  const state = task.state && (yield* packing.unpackSteps(problem, task.state)).state;
  const known = state ? [state] : [];
  for (const mate of task.mates) known.push((yield* packing.unpackSteps(problem, mate, known)).state);
  return { ...task, state, mates: state ? known.slice(1) : known };
}

/** The states of an unpacked task that its answer's is packed beside. */
export function besideOf({ state, mates }: Pick<SentTask, 'state' | 'mates'>): readonly Uint8Array[] {
  return state ? [state, ...mates] : mates;
}
