/** A kernel at the far end of a port, as the donor sees it. */
import { type Remote, wrap } from 'comlink';
import { ERRORS, WampError } from '../peer/errors.ts';
import type { AnnealAnswer, AnnealTask } from '../peer/procedures.ts';
import type { KernelHandle } from './donor.ts';
import type { KernelService, Port, Pulse } from './kernel/protocol.ts';

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

  discard(): void {
    if (this.#discarded) return;
    this.#discarded = true;
    this.#port.close();
    this.#hooks.discarded();
  }

  #hear(data: unknown): void {
    this.heardAt = this.#hooks.now();
    const moves = (data as Partial<Pulse> | null)?.pulse;
    if (typeof moves === 'number') this.#hooks.onMoves(moves);
  }
}
