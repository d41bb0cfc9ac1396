/**
 * Of a durable slot whose events became facts between two starts of the router: what its journal has goes out first, then its place
 * in their log. The two number their events each on its own; those of the journal count below zero here, as they come before.
 */
import type { Waiting } from './backlog.ts';
import type { Entry, SlotEvent } from './slot-event.ts';

const BEFORE = 2 ** 52;

export class CarriedBacklog implements Waiting {
  readonly #journal: Waiting;
  readonly #facts: Waiting;

  constructor(journal: Waiting, facts: Waiting) {
    this.#journal = journal;
    this.#facts = facts;
  }

  get length(): number {
    return this.#journal.length + this.#facts.length;
  }

  isEmpty(steps?: number): boolean | undefined {
    return this.#journal.isEmpty() && this.#facts.isEmpty(steps);
  }

  get weight(): number {
    return this.#journal.weight + this.#facts.weight;
  }

  add(event: SlotEvent, weight: number): Promise<void> | undefined {
    return this.#facts.add(event, weight);
  }

  next(): Entry | undefined {
    const carried = this.#journal.next();
    return carried === undefined ? this.#facts.next() : { ...carried, number: carried.number - BEFORE };
  }

  get isSearching(): boolean {
    return this.#facts.isSearching === true;
  }

  searchOn(): void {
    this.#facts.searchOn?.();
  }

  mark(): void {
    this.#facts.mark?.();
  }

  dropOldest(): boolean {
    return this.#journal.dropOldest() || this.#facts.dropOldest();
  }

  failed(entry: Entry): void {
    if (entry.number >= 0) this.#facts.failed(entry);
    else this.#journal.failed(inJournal(entry));
  }

  done(entry: Entry): void {
    if (entry.number >= 0) this.#facts.done(entry);
    else this.#journal.done(inJournal(entry));
  }
}

function inJournal(entry: Entry): Entry {
  return { ...entry, number: entry.number + BEFORE };
}
