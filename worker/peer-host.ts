/**
 * Keeps this browser's peer while pages hold it, and loads it late: whoever hosts it can listen from its first line on. When
 * the last page has left, the peer closes its connection; the next page gets a new one.
 */

/** What the host needs of a BrowserPeer, whose code is not here yet. */
interface Hosted {
  accept(port: MessagePort): void;
}

/** Loads the peer's code and makes a peer; it calls `onClosed` when it accepts no more pages. */
export type OpenHosted = (onClosed: () => void) => Promise<Hosted>;

export class PeerHost {
  readonly #open: OpenHosted;
  #peer: Promise<Hosted> | null = null;

  constructor(open: OpenHosted) {
    this.#open = open;
  }

  /** Rejects when the peer's code cannot be loaded. */
  async accept(port: MessagePort): Promise<void> {
    this.#peer ??= this.#start();
    (await this.#peer).accept(port);
  }

  async #start(): Promise<Hosted> {
    const forget = () => {
      this.#peer = null;
    };
    try {
      return await this.#open(forget);
    } catch (error) {
      // The next page tries again: a server that was away for a moment must not be the end.
      forget();
      throw error;
    }
  }
}

/** A peer of the server at `origin`, which has `/ws` and `/blob/<sha256>`. */
export function peerOf(origin: string): OpenHosted {
  return async (onClosed) => {
    const { openServed } = await import('./served-peer.ts');
    return openServed(origin, onClosed);
  };
}
