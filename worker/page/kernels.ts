/** The kernels of this page: dedicated Workers, as many as the peer asks for. */
import { pauseBefore } from '../../peer/backoff.ts';

export interface KernelsHooks {
  /** A kernel started: lend its port to the peer. */
  lend(id: string, port: MessagePort): void;
  ended(id: string, reason: string): void;
  /** A Worker broke down or could not be loaded. */
  failed(): void;
}

/** Between a kernel's end and its successor; twice as long after each that broke down soon after its start. */
const RESTART = { first: 1000, longest: 30_000 };
const SOON_MILLIS = 10_000;

export class Kernels {
  readonly #hooks: KernelsHooks;
  readonly #workers = new Map<string, Worker>();
  #target = 0;
  #count = 0;
  /** Starts in a row of which Workers broke down soon. */
  #failures = 0;
  #restart: ReturnType<typeof setTimeout> | undefined;

  constructor(hooks: KernelsHooks) {
    this.#hooks = hooks;
  }

  /** Starts or ends Workers until there are `count`; the newest go first, and at once. */
  hold(count: number): void {
    this.#target = count;
    clearTimeout(this.#restart);
    this.#restart = undefined;
    for (const id of [...this.#workers.keys()].slice(count).reverse()) {
      this.#terminate(id);
      this.#hooks.ended(id, 'its page ended it');
    }
    while (this.#workers.size < count && this.#start());
  }

  /** Ends one kernel that is of no use and starts another in a moment. */
  replace(id: string): void {
    if (!this.#terminate(id)) return;
    clearTimeout(this.#restart);
    const pause = pauseBefore(this.#failures + 1, RESTART, Math.random());
    this.#restart = setTimeout(() => this.hold(this.#target), pause);
  }

  /** False when the browser refuses a further Worker now. */
  #start(): boolean {
    this.#count += 1;
    const id = String(this.#count);
    const channel = new MessageChannel();
    let worker: Worker;
    try {
      worker = new Worker(new URL('../kernel/kernel.worker.ts', import.meta.url), { type: 'module' });
    } catch {
      return false;
    }
    this.#workers.set(id, worker);
    const startedAt = performance.now();
    worker.onerror = (event) => {
      if (performance.now() - startedAt >= SOON_MILLIS) this.#failures = 0;
      else if (this.#restart === undefined) this.#failures += 1;
      this.#hooks.ended(id, event.message || 'the Worker could not be loaded');
      this.replace(id);
      this.#hooks.failed();
    };
    worker.postMessage({ port: channel.port1 }, [channel.port1]);
    this.#hooks.lend(id, channel.port2);
    return true;
  }

  #terminate(id: string): boolean {
    this.#workers.get(id)?.terminate();
    return this.#workers.delete(id);
  }
}
