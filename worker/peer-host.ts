/**
 * Keeps this browser's peer while pages hold it, and loads it late: whoever hosts it can listen from its first line on. When
 * the last page has left, the peer closes its connection; the next page gets a new one.
 */
import type { BrowserPeer } from './browser-peer.ts';

type LoadPeer = () => Promise<typeof import('./browser-peer.ts')>;

export class PeerHost {
  readonly #origin: string;
  readonly #load: LoadPeer;
  #peer: Promise<BrowserPeer> | null = null;

  /** `origin` serves `/ws` and `/blob/<sha256>`. */
  constructor(origin: string, load: LoadPeer = () => import('./browser-peer.ts')) {
    this.#origin = origin;
    this.#load = load;
  }

  /** Rejects when the peer's code cannot be loaded. */
  async accept(port: MessagePort): Promise<void> {
    this.#peer ??= this.#open();
    (await this.#peer).accept(port);
  }

  async #open(): Promise<BrowserPeer> {
    const forget = () => {
      this.#peer = null;
    };
    try {
      const { BrowserPeer } = await this.#load();
      return new BrowserPeer(this.#origin, forget);
    } catch (error) {
      // The next page tries again: a server that was away for a moment must not be the end.
      forget();
      throw error;
    }
  }
}
