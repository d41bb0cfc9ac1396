/**
 * Slots that were removed, and whose events and dead letters are still in the store: a million keys go in steps, between which others
 * have their turn. `slot-gone/<place>` stands until all are gone, so that after a crash, or a stop, the next start goes on with it.
 * Until then nobody else gets that place.
 */
import type { Uri } from './core/messages.ts';
import { soon } from './soon.ts';
import type { Store } from './store/store.ts';

/** Keys deleted in one turn. */
const STEP = 500;
const MARK = 'slot-gone/';

/** What begins so belongs to the slot at this place. */
export function eventsAt(place: string): string {
  return `slot-event/${place}/`;
}

/** Segments of events (slot-journal.ts). */
export function segmentsAt(place: string): string {
  return `slot-events/${place}/`;
}

/** What of them is done with (slot-done.ts). */
export function doneAt(place: string): string {
  return `slot-done/${place}/`;
}

export function deadAt(place: string): string {
  return `slot-dead/${place}/`;
}

/** A number in a key: keys are in the order of their numbers. */
export function padded(number: number): string {
  return String(number).padStart(16, '0');
}

export class SlotRemovals {
  readonly #store: Store;
  readonly #realm: Uri;
  readonly #onError: (error: unknown) => void;
  readonly #places = new Set<string>();
  #isStopped = false;

  /** Goes on with those of before. */
  constructor(store: Store, realm: Uri, onError: (error: unknown) => void) {
    this.#store = store;
    this.#realm = realm;
    this.#onError = onError;
    for (const key of store.keys(MARK)) {
      if (new TextDecoder().decode(store.get(key)) === realm) this.#begin(key.slice(MARK.length));
    }
  }

  has(place: string): boolean {
    return this.#places.has(place);
  }

  /** From now on nothing at this place counts. */
  add(place: string): void {
    this.#begin(place, this.#store.put(MARK + place, new TextEncoder().encode(this.#realm)));
  }

  #begin(place: string, marked?: Promise<void>): void {
    this.#places.add(place);
    this.#remove(place, marked).catch((error: unknown) => {
      if (!this.#isStopped) this.#onError(error);
    });
  }

  async #remove(place: string, marked: Promise<void> | undefined): Promise<void> {
    // What was written before is to be seen from here on.
    await marked;
    for (const prefix of [segmentsAt(place), eventsAt(place), doneAt(place), deadAt(place)]) {
      while (!this.#isStopped && (await this.#step(prefix))) await new Promise<void>(soon);
    }
    if (this.#isStopped) return;
    await this.#store.delete(MARK + place);
    this.#places.delete(place);
  }

  /** False: none are left. */
  async #step(prefix: string): Promise<boolean> {
    const deleted: Promise<void>[] = [];
    for (const key of this.#store.keys(prefix)) {
      if (deleted.length === STEP) break;
      deleted.push(this.#store.delete(key));
    }
    await Promise.all(deleted);
    return deleted.length > 0;
  }

  /** The store is about to close; what is left is for the next start. */
  stop(): void {
    this.#isStopped = true;
  }
}
