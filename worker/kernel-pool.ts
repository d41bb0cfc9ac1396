/** The kernels of one donor: hands each task to an idle one, and gives every task an end. */
import { ERRORS, WampError } from '../peer/errors.ts';
import type { AnnealAnswer, AnnealTask } from '../peer/procedures.ts';
import type { KernelHandle } from './kernel-handle.ts';

/** A task waits here for the one before it to end, and while the registration follows a change of kernels. */
interface Waiting {
  start(kernel: KernelHandle): void;
  fail(error: WampError): void;
}

/** What whoever has a task run says of it, and wants to hear. */
export interface Terms {
  readonly signal: AbortSignal;
  /**
   * Told once, `before()` milliseconds before the task's time is over; not of a replay, whose end nobody knows, and not where a
   * further task waits here already: a donor that asked for one more each time would keep two, and another donor has none.
   */
  readonly ending?: { before(): number; tell(): void };
}

/** What a kernel is at: how its task is ended, from whichever side; null since it is free. */
interface Work {
  readonly end: ((error: WampError) => void) | null;
  readonly since: number;
}

/** What a kernel may take beyond the task's own limit: preparing a large problem on a slow phone. */
const PREPARE_MILLIS = 20_000;
const MOST_WAITING = 64;
/** The share may be lowered in the middle of a task: its deadline holds for the lowest a visitor can choose. */
const LEAST_SHARE = 0.25;

export class KernelPool {
  /** Kernels alive. */
  readonly #kernels = new Map<KernelHandle, Work>();
  readonly #waiting = new Set<Waiting>();
  readonly #onChange: () => void;
  #share = 1;
  /** Tasks about to end: each takes one of those that wait. */
  #ending = 0;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#kernels.size;
  }

  get running(): number {
    let running = 0;
    for (const { end } of this.#kernels.values()) if (end) running += 1;
    return running;
  }

  share(part: number): void {
    if (part === this.#share) return;
    this.#share = part;
    for (const kernel of this.#kernels.keys()) kernel.share(part);
  }

  add(kernel: KernelHandle): void {
    this.#free(kernel);
    kernel.share(this.#share);
    this.#pump();
    this.#onChange();
  }

  remove(kernel: KernelHandle, reason: string): void {
    const work = this.#kernels.get(kernel);
    if (!this.#kernels.delete(kernel)) return;
    work?.end?.(new WampError(ERRORS.kernelLost, reason));
    if (this.#kernels.size === 0) this.#failWaiting(ERRORS.kernelLost, reason);
    this.#onChange();
  }

  /** Every task ends in `lehr.error.stopped`; no kernel is left. */
  close(): void {
    const kernels = [...this.#kernels.values()];
    this.#kernels.clear();
    for (const { end } of kernels) end?.(new WampError(ERRORS.stopped, 'the donor stopped'));
    this.#failWaiting(ERRORS.stopped, 'the donor stopped');
  }

  /**
   * Settles at the latest with the signal, the kernel's end or its deadline, whatever the thread does. The answer says how long the
   * task lay here, or the kernel had stood still for it.
   */
  run(task: AnnealTask, problem: Uint8Array, terms: Terms): Promise<AnnealAnswer> {
    const { signal } = terms;
    return new Promise((resolve, reject) => {
      if (this.#waiting.size >= Math.max(MOST_WAITING, this.size) || this.size === 0) {
        reject(new WampError(ERRORS.busy, 'there is no kernel for this task'));
        return;
      }
      const since = performance.now();
      const waiting: Waiting = {
        start: (kernel) => {
          const { since: free } = this.#kernels.get(kernel)!;
          // A task that waited came before its kernel was free, by as much.
          const lead = Math.round(free - since);
          this.#start(kernel, { task, problem }, terms).then(
            (answer) => resolve({ ...answer, lead }),
            reject,
          );
        },
        fail: reject,
      };
      const cancel = () => {
        if (this.#waiting.delete(waiting)) reject(new WampError(ERRORS.canceled, 'the task was called back'));
      };
      if (signal.aborted) {
        reject(new WampError(ERRORS.canceled, 'the task was called back'));
        return;
      }
      signal.addEventListener('abort', cancel, { once: true });
      this.#waiting.add(waiting);
      this.#pump();
    });
  }

  #free(kernel: KernelHandle): void {
    this.#kernels.set(kernel, { end: null, since: performance.now() });
  }

  #pump(): void {
    for (const [kernel, { end }] of this.#kernels) {
      if (end) continue;
      const [next] = this.#waiting;
      if (!next) return;
      this.#waiting.delete(next);
      next.start(kernel);
    }
  }

  /** The kernel counts as busy until its thread says so itself, also when the task ended before. */
  #start(
    kernel: KernelHandle,
    { task, problem }: { readonly task: AnnealTask; readonly problem: Uint8Array },
    { signal, ending }: Terms,
  ): Promise<AnnealAnswer> {
    return new Promise((resolve, reject) => {
      const stop = new AbortController();
      const cancel = () => {
        stop.abort();
        reject(new WampError(ERRORS.canceled, 'the task was called back'));
      };
      const expire = () => {
        this.remove(kernel, 'the kernel did not answer in time');
        kernel.discard();
      };
      // The task's limit is kernel time; who works a quarter of the time takes four times as long.
      const longest = (task.millis * 2) / Math.min(this.#share, LEAST_SHARE);
      const timer = setTimeout(expire, longest + PREPARE_MILLIS);
      const unnoticed = ending && task.until === null ? this.#notice(task, ending) : () => {};
      const done = () => {
        clearTimeout(timer);
        unnoticed();
        signal.removeEventListener('abort', cancel);
      };
      const end = (error: WampError) => {
        done();
        stop.abort();
        reject(error);
      };
      this.#kernels.set(kernel, { end, since: performance.now() });
      signal.addEventListener('abort', cancel, { once: true });
      this.#onChange();
      kernel
        .run(task, problem, stop.signal)
        .then(resolve, reject)
        .finally(() => {
          done();
          if (!this.#kernels.has(kernel)) return;
          this.#free(kernel);
          this.#pump();
          this.#onChange();
        });
    });
  }

  /** @returns what to call at the task's end, once or more */
  #notice({ millis }: AnnealTask, { before, tell }: NonNullable<Terms['ending']>): () => void {
    let ending = 0;
    const notice = () => {
      ending = 1;
      this.#ending += 1;
      if (this.#waiting.size < this.#ending) tell();
    };
    const timer = setTimeout(notice, Math.max(0, millis / this.#share - before()));
    return () => {
      clearTimeout(timer);
      this.#ending -= ending;
      ending = 0;
    };
  }

  #failWaiting(uri: string, reason: string): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const { fail } of waiting) fail(new WampError(uri, reason));
  }
}
