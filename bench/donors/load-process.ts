/** An orchestrator in a process of its own, as `lehr orchestrator` is: what a benchmark ran before would leave its code and heap otherwise. */
import { answer, Child } from '../child.ts';
import { floorLoad } from './floor.ts';
import { type Load, orchestratorLoad } from './load.ts';

export const LOAD_ROLE = 'load';

interface Crowd {
  readonly donors: number;
  readonly seconds: number;
}

/** What a fresh process uses: the orchestrator, or the yardstick of it. @param argv main()'s */
export async function loadOf(
  what: 'orchestrator' | 'floor',
  crowd: Crowd,
  argv: readonly string[],
): Promise<Load> {
  const child = new Child(LOAD_ROLE, argv);
  try {
    return await child.ask<Load>(what, crowd);
  } finally {
    child.stop();
  }
}

/** The process's side. Ends with its parent. @param argv main()'s in this process */
export function loadProcess(argv: readonly string[]): Promise<void> {
  process.once('disconnect', () => process.exit());
  return answer(({ ask, with: about }) => {
    const { donors, seconds } = about as Crowd;
    return (ask === 'floor' ? floorLoad : orchestratorLoad)(donors, seconds, argv);
  });
}
