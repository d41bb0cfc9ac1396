/** Slots that look through facts of others for their own: a step each, in turn. */
import type { Slot } from './slot.ts';

export class SlotSearches {
  readonly #slots = new Set<Slot>();
  readonly #onBegin: () => void;

  /** `onBegin`: told when there is something to look through; step() is called from then on, until there is nothing. */
  constructor(onBegin: () => void) {
    this.#onBegin = onBegin;
  }

  get isEmpty(): boolean {
    return this.#slots.size === 0;
  }

  /** As far as this slot has to look on. */
  add(slot: Slot): void {
    if (!slot.isSearching || this.#slots.has(slot)) return;
    this.#slots.add(slot);
    if (this.#slots.size === 1) this.#onBegin();
  }

  /** Whose turn it was: it may look a step further now. */
  step(): Slot | undefined {
    for (const slot of this.#slots) {
      this.#slots.delete(slot);
      slot.searchOn();
      return slot;
    }
    return undefined;
  }

  delete(slot: Slot): void {
    this.#slots.delete(slot);
  }

  clear(): void {
    this.#slots.clear();
  }
}
