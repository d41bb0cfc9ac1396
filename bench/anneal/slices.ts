import type { KernelAnswer } from '../../anneal/kind.ts';
import { kinds } from '../../anneal/kinds.ts';
import { tsp } from '../../anneal/tsp/kind.ts';
import type { AnnealTask } from '../../peer/procedures.ts';
import { TaskRunner } from '../../worker/kernel/run-task.ts';
import type { Row } from '../row.ts';
import { SLICES } from './goals.ts';
import { uniform } from './uniform.ts';

/**
 * The longest a kernel's thread is deaf, in CPU time of the process, from one breath to the next: the donors' own TaskRunner on
 * tasks of all sorts about a problem near the limit of cities. Everything counts: the bytes, the lists, the start tour, mates,
 * moves, and the answer's way into bytes.
 */
export async function benchSlices(say: (line: string) => void): Promise<Row> {
  const problem = uniform(SLICES.cities, SLICES.seed);
  const bytes = tsp.encode(problem);
  let begin = 0;
  let longest = 0;
  const breathe = async () => {
    longest = Math.max(longest, cpuMillis() - begin);
    begin = cpuMillis();
  };
  const runner = new TaskRunner(kinds, { now: cpuMillis, breathe });
  const turns: number[] = [];
  const run = async (what: string, fields: Partial<AnnealTask>): Promise<KernelAnswer> => {
    longest = 0;
    begin = cpuMillis();
    const from = begin;
    const hooks = { stopped: () => false, onMoves: () => {} };
    const reply = await runner.run({ ...TASK, ...fields }, bytes, hooks);
    await breathe();
    if (reply.is !== 'answer') throw new Error(reply.is === 'error' ? reply.message : reply.is);
    turns.push(longest);
    const took = ((cpuMillis() - from) / 1e3).toFixed(2);
    say(`${what.padEnd(40)}${longest.toFixed(1).padStart(8)} ms at most of ${took.padStart(6)} s`);
    return reply.answer;
  };
  say(`Turns of a kernel's thread at ${SLICES.cities} cities, CPU time:`);
  const first = await run('the whole, from nothing', {});
  const second = await run('again, from another seed', { seed: 2 });
  const whole = tsp.packing!.unpack(problem, first.state).state;
  const beside = tsp.packing!.pack(problem, tsp.packing!.unpack(problem, second.state).state, [whole]);
  await run('from a state, with a mate', { state: first.state, mates: [beside], beside: true });
  const division = tsp.parts!.divide(problem, whole, 1);
  for (const size of SLICES.parts) {
    const part = division.cut(size);
    if (part === null) throw new Error(`There is no room for a part of ${size} cities.`);
    await run(`a part of ${size} cities`, { scope: part.scope, packed: false });
  }
  const ours = Math.max(...turns);
  return {
    name: `longest slice at ${SLICES.cities} cities`,
    unit: 'CPU ms',
    ours,
    yardstick: SLICES.goal,
    ratio: ours / SLICES.goal,
    goal: `<= ${SLICES.goal}`,
    met: ours <= SLICES.goal,
  };
}

const TASK: AnnealTask = {
  job: 'slices',
  task: 'slices',
  kind: tsp.name,
  kernel: tsp.kernelVersion,
  problem: 'uniform',
  seed: 1,
  scope: null,
  state: null,
  mates: [],
  schedule: { from: 1000, to: 0 },
  moves: 1_000_000,
  millis: 1_000,
  until: null,
  packed: true,
};

function cpuMillis(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
}
