/** What travels on a kernel's port between the donor and the kernel's thread. Nothing here runs. */
import type { AnnealAnswer, AnnealTask } from '../../peer/procedures.ts';

/** Offered by the kernel through Comlink. It never throws across the port: Comlink would lose the error's URI. */
export interface KernelService {
  /** One task at a time. `problem` is null when the kernel may have it already; else its canonical bytes. */
  run(task: AnnealTask, problem: Uint8Array | null): Promise<KernelReply>;
  /** Ends the running task, if any, within a slice; its reply is an error `lehr.error.stopped`. */
  stop(): void;
  /** Part of the time to work from now on, above 0 up to 1: slices and rests of milliseconds. 1 until told. */
  share(part: number): void;
}

export type KernelReply =
  | { readonly is: 'answer'; readonly answer: AnnealAnswer }
  | { readonly is: 'error'; readonly uri: string; readonly message: string }
  /** Call again with the bytes: this kernel has not seen the problem, or forgot it. */
  | { readonly is: 'needs problem' };

/** Posted by the kernel on the same port, at least once a second as long as it lives. Comlink passes over it: it has no id. */
export interface Pulse {
  /** Moves done since the last pulse. */
  readonly pulse: number;
  /** Milliseconds worked of the `span` milliseconds since the last pulse. */
  readonly busy: number;
  readonly span: number;
}

/** Milliseconds between pulses of an idle kernel. */
export const PULSE_MILLIS = 500;

/** The part of a MessagePort in use; the browser's and Node's both fit. */
export interface Port {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  removeEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  start(): void;
  close(): void;
}
