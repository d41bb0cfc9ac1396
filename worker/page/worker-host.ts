/** What a SharedWorker would hold, in a Worker of this page: it ends with the page. */
import type { ToWorker } from '../serve-pages.ts';

export class WorkerHost {
  readonly #start: () => Worker;
  #worker: Worker | null = null;

  constructor(start: () => Worker) {
    this.#start = start;
    // Also into the back/forward cache, where nothing of us may run.
    addEventListener('pagehide', () => this.#end());
  }

  /** Gives the port to the Worker, which is started if need be. Rejects when it breaks down. */
  accept(port: MessagePort): Promise<void> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    worker.postMessage({ lead: null } satisfies ToWorker, [port]);
    return failureOf(worker).finally(() => {
      if (this.#worker === worker) this.#end();
    });
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }
}

export function failureOf(worker: Worker): Promise<never> {
  return new Promise((_, reject) => {
    worker.addEventListener('error', ({ message }) =>
      reject(new Error(message || 'the peer could not be loaded')),
    );
  });
}
