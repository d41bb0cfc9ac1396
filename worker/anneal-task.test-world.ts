import { tsp } from '../anneal/tsp/kind.ts';
import type { Peer } from '../peer/client.ts';
import { ERRORS } from '../peer/errors.ts';
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

/** Calls with a task nobody may take until the router says that nobody serves it. */
export async function unserved(orchestrator: Peer): Promise<string> {
  for (;;) {
    try {
      await orchestrator.call('lehr.compute.anneal', annealTask({ moves: 1 }));
    } catch (error) {
      const { uri } = error as { uri: string };
      if (uri === ERRORS.noSuchProcedure) return uri;
    }
    await turn();
  }
}

/** Lets sockets, ports and timers have their turn: a linked pair lives on microtasks alone. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
