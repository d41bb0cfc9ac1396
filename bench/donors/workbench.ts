import { kinds } from '../../anneal/kinds.ts';
import type { AnnealAnswer, AnnealTask } from '../../peer/procedures.ts';
import { TaskRunner } from '../../worker/kernel/run-task.ts';

/** Kernel time after which V8 has compiled what a kernel runs: a new thread is so long slower. Milliseconds. */
const WARM_MILLIS = 750;

/**
 * The kernels of all simulated donors: the product's own TaskRunner on this thread, on a clock that counts CPU time and
 * runs faster for slower donors. So a donor of half the speed does half the moves in the same `millis`.
 */
export class Workbench {
  /** Milliseconds in which a donor of speed 1 gets ready for a problem: known once the first task has run. */
  prepare = 0;
  private speed = 1;
  private runner = this.newRunner();
  private isWarm = false;

  /** @param problem its canonical bytes */
  constructor(private readonly problem: Uint8Array) {}

  async run(task: AnnealTask, speed: number) {
    if (!this.isWarm) await this.warmUp(task);
    this.isWarm = true;
    return this.once(task, speed);
  }

  /** Donors have worked before. Each prepares the problem once; here it is done, and measured, for all of them. */
  private async warmUp(task: AnnealTask): Promise<void> {
    await this.once({ ...task, millis: WARM_MILLIS }, 1);
    const one = { ...task, moves: 1 };
    this.runner = this.newRunner();
    const first = await this.once(one, 1);
    const again = await this.once(one, 1);
    // What both do belongs to the task.
    this.prepare = Math.max(0, first.millis - again.millis);
  }

  private async once(task: AnnealTask, speed: number) {
    this.speed = speed;
    const begin = cpuMillis();
    const hooks = { stopped: () => false, onMoves: () => {} };
    const reply = await this.runner.run(task, this.problem, hooks);
    if (reply.is !== 'answer') throw new Error(reply.is === 'error' ? reply.message : reply.is);
    return { answer: reply.answer satisfies AnnealAnswer, millis: (cpuMillis() - begin) / speed };
  }

  private newRunner(): TaskRunner {
    return new TaskRunner(kinds, { now: () => cpuMillis() / this.speed, breathe: async () => {} });
  }
}

function cpuMillis(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
}
