import { type KernelTask, ProblemError, type ProblemKind } from './kind.ts';

/** A task as donors are sent it. */
interface SentTask extends KernelTask {
  readonly scope: Uint8Array | null;
  readonly mates: readonly Uint8Array[];
  readonly packed?: boolean;
}

/** The task with its states as kernels take them. Throws a `ProblemError` when they cannot be unpacked. */
export function unpacked<Task extends SentTask>(
  { name, packing }: ProblemKind<unknown>,
  problem: unknown,
  task: Task,
): Task {
  if (!task.packed) return task;
  if (task.scope !== null) throw new ProblemError('States of a part are not packed: packed must be false.');
  if (!packing) throw new ProblemError(`States of kind ${name} are not packed: packed must be false.`);
  const state = task.state && packing.unpack(problem, task.state);
  return { ...task, state, mates: task.mates.map((mate) => packing.unpack(problem, mate)) };
}
