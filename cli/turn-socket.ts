import type { Socket } from 'node:net';
import { WebSocket } from 'ws';

/**
 * A client's WebSocket whose frames of one turn leave in one write: whoever makes many calls a second pays for the system call, and
 * the router for its wake-up, once a turn and not once a call (docs/decisions/orchestrator-load.md).
 */
export class TurnSocket extends WebSocket {
  #wire: Socket | null = null;
  #held = false;

  constructor(url: string, protocols: string[]) {
    super(url, protocols);
    this.once('upgrade', ({ socket }) => {
      this.#wire = socket;
    });
  }

  override send(data: Uint8Array): void {
    const wire = this.#wire;
    if (wire && !this.#held) {
      this.#held = true;
      wire.cork();
      // Behind all promises of this turn. A socket that ends meanwhile lets go by itself.
      process.nextTick(() => {
        this.#held = false;
        wire.uncork();
      });
    }
    super.send(data);
  }
}
