import type { AnnealAnswer, AnnealTask } from '../peer/procedures.ts';

/** One thread that anneals. */
export interface KernelHandle {
  /** Settles in its own time after `signal` aborts; may never settle when the thread is dead. Never called twice at once. */
  run(task: AnnealTask, problem: Uint8Array, signal: AbortSignal): Promise<AnnealAnswer>;
  /** Part of the time to work from now on, above 0 up to 1. */
  share(part: number): void;
  /** The kernel is of no use any more: its owner ends the thread. */
  discard(): void;
}
