import type { KernelAnswer, KernelTask, ProblemKind } from '../kind.ts';
import type { Effort } from './check.ts';

/** Tasks of every sort: a start of its own or a given one, cold, cooling or hot, and the largest seed. */
export function tasksOf<Problem>(
  kind: ProblemKind<Problem>,
  bytes: Uint8Array,
  { taskMoves: moves }: Effort,
): KernelTask[] {
  const problem = kind.decode(bytes);
  const first: KernelTask = { seed: 1, state: null, schedule: { from: 0, to: 0 }, moves };
  const { state } = runTask(kind, problem, first);
  const heat = 8 * kind.temperatureScale(problem, state);
  return [
    first,
    { seed: 2, state: null, schedule: { from: heat, to: 0 }, moves },
    { seed: 3, state, schedule: { from: heat, to: heat / 2 }, moves },
    { seed: 0xffffffff, state, schedule: { from: heat / 8, to: 0 }, moves },
  ];
}

export function runTask<Problem>(
  kind: ProblemKind<Problem>,
  problem: Problem,
  task: KernelTask,
): KernelAnswer {
  const kernel = kind.createKernel(problem);
  kernel.start(task);
  kernel.run(task.moves);
  return kernel.answer();
}
