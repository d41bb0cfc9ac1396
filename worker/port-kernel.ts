/** A kernel at the far end of a port, as the donor sees it. */
import { type Remote, wrap } from 'comlink';
import { ERRORS, WampError } from '../peer/errors.ts';
import type { AnnealAnswer, AnnealTask } from '../peer/procedures.ts';
import type { KernelService, Port, Pulse } from './kernel/protocol.ts';
import type { KernelHandle } from './kernel-handle.ts';

/** Pulses that a kernel's load is taken over: three seconds. */
const REMEMBERED = 6;

export interface PortKernelHooks {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  onMoves(moves: number): void;
  /** Called once: whoever owns the kernel's thread should end it. */
  discarded(): void;
}

export class PortKernel implements KernelHandle {
  /** When it was last heard of. */
  heardAt: number;
  readonly #port: Port;
  readonly #service: Remote<KernelService>;
  readonly #hooks: PortKernelHooks;
  readonly #pulses: Pulse[] = [];
  #discarded = false;

  constructor(port: Port, hooks: PortKernelHooks) {
    this.#port = port;
    this.#hooks = hooks;
    this.heardAt = hooks.now();
    port.addEventListener('message', (event) => this.#hear(event.data));
    this.#service = wrap<KernelService>(port as unknown as Parameters<typeof wrap>[0]);
    port.start();
  }

  async run(task: AnnealTask, problem: Uint8Array, signal: AbortSignal): Promise<AnnealAnswer> {
    const stop = () => void this.#service.stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      let reply = await this.#service.run(task, null);
      if (reply.is === 'needs problem') {
        if (signal.aborted) throw new WampError(ERRORS.stopped, 'the task was stopped');
        reply = await this.#service.run(task, problem);
      }
      if (reply.is === 'answer') return reply.answer;
      if (reply.is === 'error') throw new WampError(reply.uri, reply.message);
      throw new WampError(ERRORS.kernelLost, 'the kernel forgets problems as it gets them');
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  share(part: number): void {
    void this.#service.share(part);
  }

  /** Part of the last few seconds it worked, as its own clock says; 0 before the first word. */
  get load(): number {
    const span = this.#pulses.reduce((sum, pulse) => sum + pulse.span, 0);
    return span > 0 ? this.#pulses.reduce((sum, { busy }) => sum + busy, 0) / span : 0;
  }

  discard(): void {
    if (this.#discarded) return;
    this.#discarded = true;
    this.#port.close();
    this.#hooks.discarded();
  }

  #hear(data: unknown): void {
    this.heardAt = this.#hooks.now();
    if (!isPulse(data)) return;
    this.#pulses.push(data);
    if (this.#pulses.length > REMEMBERED) this.#pulses.shift();
    this.#hooks.onMoves(data.pulse);
  }
}

/** What else comes on the port is Comlink's. */
function isPulse(data: unknown): data is Pulse {
  return typeof (data as Partial<Pulse> | null)?.pulse === 'number';
}
