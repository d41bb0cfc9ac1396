import { setImmediate } from 'node:timers/promises';
import { encodeTuple } from '../../peer/msgpack-encode.ts';
import type { AnnealTask } from '../../peer/procedures.ts';
import { gapOf, type Instance, openJob } from './instance.ts';
import { Simulation } from './simulate.ts';
import type { Result, Worker, World } from './terms.ts';
import { Workbench } from './workbench.ts';

/** Bytes of calls made and answered. */
export interface Load {
  readonly tasks: number;
  readonly bytes: number;
}

/** One simulated job, its tour measured from the file. */
export interface Trial {
  readonly gap: number;
  readonly result: Result;
  /** Of tasks about the whole problem, and about parts of it. */
  readonly loads: { readonly whole: Load; readonly part: Load };
}

class Scales {
  readonly whole = { tasks: 0, bytes: 0 };
  readonly part = { tasks: 0, bytes: 0 };

  weigh(task: AnnealTask, answer: unknown): void {
    const pan = task.scope === null ? this.whole : this.part;
    pan.tasks++;
    pan.bytes += encodeTuple([task]).length + encodeTuple([answer]).length;
  }
}

/** Runs jobs of one instance in worlds of any sort; one thread's kernels serve all donors, as each task begins anew. */
export class Trials {
  private readonly workbench: Workbench;

  constructor(readonly instance: Instance) {
    this.workbench = new Workbench(instance.bytes);
  }

  async run(world: World, seconds: number, seed: number): Promise<Trial> {
    const job = openJob(this.instance, seconds, seed);
    const scales = new Scales();
    const result = await new Simulation(job, this.weighing(scales), world, seed).run();
    const { state, energy } = job.best!;
    const { whole, part } = scales;
    return { gap: gapOf(this.instance, state, energy), result, loads: { whole, part } };
  }

  private weighing(scales: Scales): Worker {
    const { workbench } = this;
    return {
      get prepare() {
        return workbench.prepare;
      },
      async run(task, speed) {
        const work = await workbench.run(task, speed);
        scales.weigh(task, work.answer);
        // Virtual time never waits: without this a process would hear that its parent is gone when the job is over.
        await setImmediate();
        return work;
      },
    };
  }
}
