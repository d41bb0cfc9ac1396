import { kinds } from '../../anneal/kinds.ts';
import type { AnnealAnswer, AnnealTask } from '../../peer/procedures.ts';
import { TaskRunner } from '../../worker/kernel/run-task.ts';

/**
 * The kernels of all simulated donors: the product's own TaskRunner on this thread, on a clock that counts CPU time and
 * runs faster for slower donors. So a donor of half the speed does half the moves in the same `millis`.
 */
export class Workbench {
  prepare = 0;
  private speed = 1;
  private readonly runner = new TaskRunner(kinds, {
    now: () => cpuMillis() / this.speed,
    breathe: async () => {},
  });

  /** @param problem its canonical bytes */
  constructor(private readonly problem: Uint8Array) {}

  async run(task: AnnealTask, speed: number) {
    // Each donor prepares the problem once; here it is done, and measured, for all of them.
    if (this.prepare === 0) this.prepare = (await this.once({ ...task, moves: 1 }, 1)).millis;
    return this.once(task, speed);
  }

  private async once(task: AnnealTask, speed: number) {
    this.speed = speed;
    const begin = cpuMillis();
    const hooks = { stopped: () => false, onMoves: () => {} };
    const reply = await this.runner.run(task, this.problem, hooks);
    if (reply.is !== 'answer') throw new Error(reply.is === 'error' ? reply.message : reply.is);
    return { answer: reply.answer satisfies AnnealAnswer, millis: (cpuMillis() - begin) / speed };
  }
}

function cpuMillis(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
}
