import { temperatureAt } from '../../anneal/cooling.ts';
import { tsp } from '../../anneal/tsp/kind.ts';
import type { TspProblem } from '../../anneal/tsp/problem.ts';
import { decodeTour } from '../../anneal/tsp/state.ts';

/** Moves of the first task of a run, which also warms the compiler up; then each is cut to TASK_SECONDS. */
const FIRST_MOVES = 500;
const TASK_SECONDS = 0.2;

export interface Run {
  readonly order: Int32Array;
  readonly energy: number;
  readonly moves: number;
  /** CPU seconds, everything after the import included: lists, start tour, temperature, annealing. */
  readonly seconds: number;
}

/** One chain on one core for `seconds` of CPU time: task after task, cooling with time from a heat for the moves there is time for. */
export function anneal(problem: TspProblem, seconds: number, seed: number): Run {
  const begin = process.cpuUsage();
  const used = () => {
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1e6;
  };
  const kernel = tsp.createKernel(problem);
  kernel.start({ seed, state: null, schedule: { from: 0, to: 0 }, moves: FIRST_MOVES });
  kernel.run(FIRST_MOVES);
  let answer = kernel.answer();
  const scale = tsp.temperatureScale(problem, answer.state);
  let moves = answer.moves;
  let size = FIRST_MOVES;
  // Per city, at the pace of the task before: unknown at first, when it matters least.
  let expected = Number.POSITIVE_INFINITY;
  for (let task = 1; ; task++) {
    const from = used();
    if (from >= seconds) break;
    const to = Math.min(seconds, from + TASK_SECONDS);
    const temperature = (at: number) => temperatureAt(at / seconds, scale, expected);
    const schedule = { from: temperature(from), to: temperature(to) };
    kernel.start({ seed: (seed * 100_003 + task) >>> 0, state: answer.state, schedule, moves: size });
    kernel.run(size);
    answer = kernel.answer();
    moves += answer.moves;
    const took = Math.max(1e-4, used() - from);
    expected = (answer.moves / took) * (seconds / problem.n);
    size = Math.max(
      100,
      Math.min(4 * size, Math.round((size * Math.min(TASK_SECONDS, seconds - from)) / took)),
    );
  }
  return { order: decodeTour(answer.state, problem.n), energy: answer.energy, moves, seconds: used() };
}
