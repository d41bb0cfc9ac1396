import { coolingPlan } from './cooling-plan.ts';
import { Search, type SearchOptions } from './search.ts';
import type { Outcome, Task } from './task.ts';

export const state = (...bytes: number[]) => Uint8Array.from(bytes);

/** Short enough to be one cooling. */
export const BUDGET = 15_000;

export function search(options: Partial<SearchOptions> = {}): Search {
  return new Search({
    seed: 1,
    plan: coolingPlan(BUDGET),
    scale: () => 1_000,
    best: null,
    size: 100,
    mates: 0,
    ...options,
  });
}

export const verified = (energy: number, moves = 10): Outcome => ({
  is: 'verified',
  state: state(energy % 256),
  energy,
  moves,
});
export const LOST: Outcome = { is: 'lost', reason: 'left' };

/** Tasks are numbered `<lane>.<step>`. */
export const laneOf = ({ id }: Task) => id.split('.')[0]!;

/** Takes all that is given out. */
export function drain(of: Search, now: number, elapsed: number, target: number): Task[] {
  const tasks: Task[] = [];
  for (let task = of.next({ now, elapsed, target }); task; task = of.next({ now, elapsed, target }))
    tasks.push(task);
  return tasks;
}
