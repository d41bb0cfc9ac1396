/** The signed-in sessions of this browser, one a credential, and the pages that hold them. */

import { AttachedDesk } from './attached-desk.ts';
import { BlobStore, httpBlobs } from './blob-store.ts';
import type { Credential } from './desk-api.ts';
import { DeskSession } from './desk-session.ts';
import { holdLifeLock } from './life-lock.ts';

/** Sessions at once: nobody signs in as more people. */
export const MOST_SESSIONS = 8;
const SWEEP_MILLIS = 5000;

export class Desks {
  readonly blobs: BlobStore;
  readonly #origin: string;
  readonly #lock = holdLifeLock();
  readonly #sessions = new Map<string, DeskSession>();
  readonly #pages = new Set<AttachedDesk>();
  #sweeping: ReturnType<typeof setInterval> | undefined;
  #sweptAt = 0;

  /** `origin` serves `/ws` and `/blob/<sha256>`: `http://127.0.0.1:8080`. */
  constructor(origin: string) {
    this.#origin = origin;
    this.blobs = new BlobStore(httpBlobs(origin));
  }

  /** A page connected; it attaches itself through its door. */
  accept(port: MessagePort): void {
    this.#pages.add(new AttachedDesk(port, this));
    if (this.#sweeping !== undefined) return;
    this.#sweptAt = performance.now();
    this.#sweeping = setInterval(() => this.#sweep(), SWEEP_MILLIS);
  }

  /** Name of the lock this worker holds as long as it lives; null where there are none. */
  async lifeLock(): Promise<string | null> {
    return (await this.#lock).name;
  }

  /** The credential's session, begun if need be; null when there are as many as may be. */
  session(credential: Credential): DeskSession | null {
    const { realm, authid, token } = credential;
    const key = JSON.stringify([realm, authid, token]);
    const known = this.#sessions.get(key);
    if (known) return known;
    if (this.#sessions.size >= MOST_SESSIONS) return null;
    const session = new DeskSession(this.#origin, credential, () => {
      if (this.#sessions.get(key) === session) this.#sessions.delete(key);
    });
    this.#sessions.set(key, session);
    return session;
  }

  left(page: AttachedDesk): void {
    this.#pages.delete(page);
    if (this.#pages.size > 0) return;
    clearInterval(this.#sweeping);
    this.#sweeping = undefined;
  }

  #sweep(): void {
    const now = performance.now();
    // The machine slept: silence until now means nothing.
    const slept = now - this.#sweptAt > 5 * SWEEP_MILLIS;
    this.#sweptAt = now;
    for (const page of [...this.#pages]) {
      if (slept) page.ping();
      else page.sweep(now);
    }
  }
}
