/** Where this browser's signed-in sessions are: in a SharedWorker of their own, or in a Worker of this page. */
import { sharedOrHere } from './way.ts';
import { WorkerHost } from './worker-host.ts';

/** Hash of the built pages, put in by the bundler. */
declare const __BUILD__: string;

const DESKS = `lehr desk ${__BUILD__}`;

export const wayToDesks = sharedOrHere(
  () => new SharedWorker(new URL('../desk.shared.ts', import.meta.url), { type: 'module', name: DESKS }),
  () =>
    new WorkerHost(
      () => new Worker(new URL('../desk.shared.ts', import.meta.url), { type: 'module', name: DESKS }),
    ),
);
