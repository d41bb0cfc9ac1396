import type { ProblemKind } from '../kind.ts';
import { Random } from '../random.ts';
import { type Effort, whole } from './check.ts';
import { runTask, tasksOf } from './tasks.ts';

/** A damaged state is refused, or is one that the kind itself would write: two bytes for one state would be two answers. */
export function refusesDamage<Problem>(
  kind: ProblemKind<Problem>,
  bytes: Uint8Array,
  { mutants }: Effort,
): string {
  const problem = kind.decode(bytes);
  const [task] = tasksOf(kind, bytes, { moves: 1, mutants: 1, taskMoves: 100 });
  const { state } = runTask(kind, problem, task);
  const random = new Random();
  random.seed(7);
  const longer = new Uint8Array(state.length + 1);
  longer.set(state);
  mustRefuse(kind, problem, longer, 'a state with a byte too many');
  if (state.length > 0) mustRefuse(kind, problem, state.slice(0, -1), 'a state with a byte too few');
  let refused = 2;
  for (let i = 0; i < mutants && state.length > 0; i++) {
    const mutant = state.slice();
    mutant[random.below(mutant.length)] ^= 1 << random.below(8);
    try {
      whole(kind.energy(problem, mutant), `energy of a state with one bit changed`);
      const kept = kind.createKernel(problem);
      kept.start({ ...task, state: mutant, moves: 1 });
      kept.answer();
    } catch (error) {
      if (!isProblemError(error)) throw error;
      refused++;
    }
  }
  return `${refused} of ${mutants + 2} refused, the others are states`;
}

function mustRefuse<Problem>(
  kind: ProblemKind<Problem>,
  problem: Problem,
  state: Uint8Array,
  what: string,
): void {
  try {
    kind.energy(problem, state);
  } catch (error) {
    if (isProblemError(error)) return;
    throw error;
  }
  throw new Error(`${what} is accepted; refuse it, or one state has two encodings`);
}

/** By name: a user's bundle has a copy of the class. */
function isProblemError(error: unknown): boolean {
  return error instanceof Error && error.name === 'ProblemError';
}
