/**
 * Keeps this browser's peer while pages hold it, and loads it late: whoever hosts it can listen from its first line on. When
 * the last page has left, the peer closes its connection; the next page gets a new one.
 */
import type { BrowserPeer } from './browser-peer.ts';

export class PeerHost {
  readonly #origin: string;
  #peer: Promise<BrowserPeer> | null = null;

  /** `origin` serves `/ws` and `/blob/<sha256>`. */
  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Rejects when the peer's code cannot be loaded. */
  async accept(port: MessagePort): Promise<void> {
    this.#peer ??= this.#load();
    (await this.#peer).accept(port);
  }

  async #load(): Promise<BrowserPeer> {
    const { BrowserPeer } = await import('./browser-peer.ts');
    return new BrowserPeer(this.#origin, () => {
      this.#peer = null;
    });
  }
}
