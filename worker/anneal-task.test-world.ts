import { tsp } from '../anneal/tsp/kind.ts';
import type { AnnealTask } from '../peer/procedures.ts';

/** A short task of a tour, from nothing to cold, of a problem that nobody stored unless it is named. */
export function annealTask(fields: Partial<AnnealTask> = {}): AnnealTask {
  return {
    job: 'j',
    task: 't',
    kind: 'tsp',
    kernel: tsp.kernelVersion,
    problem: '0'.repeat(64),
    seed: 1,
    scope: null,
    mates: [],
    state: null,
    schedule: { from: 1000, to: 0 },
    moves: 1000,
    millis: 60_000,
    until: null,
    ...fields,
  };
}
