import type { Kernel, KernelAnswer, ProblemKind } from '../../anneal/kind.ts';
import { coolingPlan } from '../../orchestrator/cooling-plan.ts';
import { Search } from '../../orchestrator/search.ts';
import type { Task } from '../../orchestrator/task.ts';

/** Moves between two looks at the clock to begin with; then as many as take SLICE_MILLIS. */
const FIRST_MOVES = 250;
const SLICE_MILLIS = 20;

export interface Run {
  readonly state: Uint8Array;
  readonly energy: number;
  readonly moves: number;
  /** CPU seconds, everything after the import included: lists, start tour, temperature, annealing, crossovers, choosing tasks. */
  readonly seconds: number;
}

/**
 * What a lone donor's core does for a job of so many seconds: the orchestrator's own search, on a clock of CPU time, and one
 * kernel.
 */
export function anneal<Problem>(
  kind: ProblemKind<Problem>,
  problem: Problem,
  { seconds, seed }: { readonly seconds: number; readonly seed: number },
): Run {
  const begin = cpuMillis();
  const used = () => cpuMillis() - begin;
  const budget = 1_000 * seconds;
  const kernel = kind.createKernel(problem);
  const search = new Search({
    seed,
    plan: coolingPlan(budget),
    scale: (state) => kind.temperatureScale(problem, state),
    best: null,
    size: kind.size(problem),
    mates: kind.mates ?? 0,
    movesPerHeat: kind.movesPerHeat,
    startsDiffer: kind.startsDiffer?.(problem),
  });
  const moment = () => ({ now: used(), elapsed: used(), target: 1 });
  while (used() < budget) {
    const task = search.next(moment());
    if (task === null) throw new Error('With one task out at a time there is always a next one.');
    const answer = work(kernel, task);
    search.settle(task, { is: 'verified', ...answer }, moment());
  }
  const { best, tally } = search;
  if (best === null) throw new Error('A budget has at least one task.');
  return { ...best, moves: tally.moves, seconds: used() / 1e3 };
}

/** Ends by time, as in a donor's Worker (worker/kernel/run-task.ts). */
function work(kernel: Kernel, task: Task): KernelAnswer {
  kernel.start(task);
  const end = cpuMillis() + task.millis;
  let slice = FIRST_MOVES;
  let now = cpuMillis();
  for (let done = 0; done < task.moves && now < end; ) {
    const [from, before] = [now, done];
    done = kernel.run(Math.min(slice, task.moves - done));
    now = cpuMillis();
    const fitting = ((done - before) * Math.min(SLICE_MILLIS, end - now)) / Math.max(0.01, now - from);
    slice = Math.max(1, Math.min(2 * slice, Math.floor(fitting)));
  }
  return kernel.answer();
}

function cpuMillis(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
}
