/**
 * Simulated jobs in processes of their own, as many at once as there are cores: kernels run on a clock of CPU time, so what
 * else the machine does makes them later and hardly worse.
 */
import { availableParallelism } from 'node:os';
import { answer, Child } from '../child.ts';
import { readInstance } from './instance.ts';
import type { World } from './terms.ts';
import { type Trial, Trials } from './trials.ts';

export const CREW_ROLE = 'trials';
const MOST = 8;

interface Order {
  readonly file: string;
  readonly world: World;
  readonly seconds: number;
  readonly seed: number;
}

export class Crew {
  private readonly free: Child[] = [];
  private readonly all = new Set<Child>();
  private readonly waiting: (() => void)[] = [];
  private places = Math.min(MOST, availableParallelism());

  /** `argv`: main()'s. */
  constructor(
    private readonly file: string,
    private readonly argv: readonly string[],
  ) {}

  run(world: World, seconds: number, seed: number): Promise<Trial> {
    return this.inPlace(async () => {
      const child = this.free.pop() ?? this.start();
      const trial = await this.order(child, { world, seconds, seed });
      this.free.push(child);
      return trial;
    });
  }

  /** Seeds 1 … `seeds`, by their gaps. */
  async sorted(world: World, seconds: number, seeds: number): Promise<Trial[]> {
    const trials = Array.from({ length: seeds }, (_, i) => this.run(world, seconds, i + 1));
    return (await Promise.all(trials)).sort((a, b) => a.gap - b.gap);
  }

  close(): void {
    for (const child of this.all) this.stop(child);
  }

  private order(child: Child, order: Omit<Order, 'file'>): Promise<Trial> {
    return child.ask<Trial>('run', { ...order, file: this.file } satisfies Order);
  }

  private start(): Child {
    const child = new Child(CREW_ROLE, this.argv);
    this.all.add(child);
    return child;
  }

  private stop(child: Child): void {
    this.all.delete(child);
    child.stop();
  }

  private async inPlace<T>(work: () => Promise<T>): Promise<T> {
    if (this.places > 0) this.places--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.places++;
    }
  }
}

/** The process's side: one job after the other. Ends with the parent process, whatever it is at: nobody asks for the rest. */
export function crewProcess(): Promise<void> {
  let trials: Trials | null = null;
  process.once('disconnect', () => process.exit());
  return answer(({ with: about }) => {
    const { file, world, seconds, seed } = about as Order;
    trials ??= new Trials(readInstance(file));
    return trials.run(world, seconds, seed);
  });
}
