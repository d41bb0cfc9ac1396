import { encodeTuple } from '../../peer/msgpack-encode.ts';
import type { AnnealTask } from '../../peer/procedures.ts';
import { gapOf, type Instance, openJob } from './instance.ts';
import { type Result, Simulation, type Worker, type World } from './simulate.ts';
import { Workbench } from './workbench.ts';

/** One simulated job, its tour measured from the file. */
export interface Trial {
  readonly gap: number;
  readonly result: Result;
}

/** Bytes of the calls made and answered, about the whole problem and about parts of it. */
export class Scales {
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
  readonly scales = new Scales();
  private readonly workbench: Workbench;

  constructor(readonly instance: Instance) {
    this.workbench = new Workbench(instance.bytes);
  }

  async run(world: World, seconds: number, seed: number): Promise<Trial> {
    const job = openJob(this.instance, seconds, seed);
    const result = await new Simulation(job, this.weighing(), world, seed).run();
    const { state, energy } = job.best!;
    return { gap: gapOf(this.instance, state, energy), result };
  }

  /** The median trial by its gap. */
  async median(world: World, seconds: number, seeds: number): Promise<Trial> {
    const trials: Trial[] = [];
    for (let seed = 1; seed <= seeds; seed++) trials.push(await this.run(world, seconds, seed));
    trials.sort((a, b) => a.gap - b.gap);
    return trials[(trials.length - 1) >> 1]!;
  }

  private weighing(): Worker {
    const { workbench, scales } = this;
    return {
      get prepare() {
        return workbench.prepare;
      },
      async run(task, speed) {
        const work = await workbench.run(task, speed);
        scales.weigh(task, work.answer);
        return work;
      },
    };
  }
}
