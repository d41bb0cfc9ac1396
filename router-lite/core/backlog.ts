/**
 * The events of one slot that wait, oldest first. Bounded by its slot, in number and bytes. With a journal they are on disk too:
 * then only the oldest thousand or so, of 4 MiB, are in memory, and those not yet written.
 */
import { Deque } from './deque.ts';
import type { Entry, SlotEvent } from './slot-event.ts';
import { MIB } from './weight.ts';

/** Where a slot's events wait: a queue of its own (Backlog), or its place in a stream of facts (StreamBacklog). */
export interface Waiting {
  readonly length: number;
  /** Nothing waits; undefined: nothing as far as so many steps may look, and there is more (isSearching). */
  isEmpty(steps?: number): boolean | undefined;
  /** What those that wait weigh, as far as they count in the slot's bounds, in bytes. */
  readonly weight: number;
  /** The promise: of a durable slot, that it is on disk. */
  add(event: SlotEvent, weight: number): Promise<void> | undefined;
  /** Takes the oldest out, until done(). */
  next(): Entry | undefined;
  /** Gives up the oldest; false when there is none. */
  dropOldest(): boolean;
  /** So many attempts are to be remembered. */
  failed(entry: Entry): void;
  done(entry: Entry): void;
  /** next() found nothing as far as one step may look, and there is more: searchOn(), in a later step, lets it look on. */
  readonly isSearching?: boolean;
  searchOn?(): void;
  /** Writes down how far it is, though nothing of it was done with of late. */
  mark?(): void;
}

/** Where the events of one durable slot lie, by number. Everything written is on disk once its promise resolves, in order. */
export interface Journal {
  /** What lay there when the slot was opened, oldest first; asked for once, before all else. */
  readonly found: Iterable<{ readonly number: number; readonly weight: number }>;
  /** The last number there ever was; 0: none. The next event's is one more. */
  readonly last: number;
  write(entry: Entry): Promise<void>;
  /** Undefined where it is not there, or unreadable. */
  read(number: number, weight: number): Entry | undefined;
  remove(number: number, weight: number): void;
}

/** Entries of a journal in memory ahead of their turn, and what they weigh, the last aside: so many are read in one turn. */
const AHEAD = 1_000;
const AHEAD_BYTES = 4 * MIB;

export class Backlog implements Waiting {
  readonly #journal: Journal | undefined;
  readonly #onLost: (count: number) => void;
  /** The oldest, in order. */
  readonly #ahead = new Deque<Entry>();
  #aheadWeight = 0;
  /** Those that came after all of them: on disk, or on their way there. */
  readonly #later: { number: number; weight: number }[] = [];
  #head = 0;
  /** Of the later ones, those that cannot be read back yet. */
  readonly #unwritten = new Map<number, Entry>();
  #last: number;
  #weight = 0;

  /** `onLost`: told of those that lie there and cannot be read. */
  constructor(journal: Journal | undefined, onLost: (count: number) => void = () => {}) {
    this.#journal = journal;
    this.#onLost = onLost;
    for (const found of journal?.found ?? []) {
      this.#later.push(found);
      this.#weight += found.weight;
    }
    this.#last = journal?.last ?? 0;
  }

  get length(): number {
    return this.#ahead.length + this.#later.length - this.#head;
  }

  isEmpty(): boolean {
    return this.length === 0;
  }

  /** What they weigh, in bytes. */
  get weight(): number {
    return this.#weight;
  }

  add(event: SlotEvent, weight: number): Promise<void> | undefined {
    const entry: Entry = { number: this.#last + 1, event, weight, attempts: 0 };
    // What it cannot take leaves no trace here.
    const stored = this.#journal?.write(entry);
    this.#last += 1;
    this.#weight += weight;
    if (stored === undefined || (this.#head === this.#later.length && this.#isShort)) {
      this.#putAhead(entry);
      return stored;
    }
    this.#later.push({ number: entry.number, weight });
    this.#unwritten.set(entry.number, entry);
    // One that cannot be written stays in memory; its publisher was told.
    return stored.then(() => void this.#unwritten.delete(entry.number));
  }

  /** There is room for more in memory. */
  get #isShort(): boolean {
    return this.#ahead.length < AHEAD && this.#aheadWeight < AHEAD_BYTES;
  }

  #putAhead(entry: Entry): void {
    this.#ahead.push(entry);
    this.#aheadWeight += entry.weight;
  }

  next(): Entry | undefined {
    if (this.#ahead.length === 0) this.#load();
    const entry = this.#ahead.shift();
    if (entry === undefined) return undefined;
    this.#aheadWeight -= entry.weight;
    this.#weight -= entry.weight;
    return entry;
  }

  #load(): void {
    while (this.#head < this.#later.length && this.#isShort) {
      const { number, weight } = this.#later[this.#head]!;
      this.#head += 1;
      const entry = this.#unwritten.get(number) ?? this.#journal?.read(number, weight);
      this.#unwritten.delete(number);
      if (entry === undefined) {
        this.#weight -= weight;
        this.#onLost(1);
      } else this.#putAhead(entry);
    }
    if (this.#head < this.#later.length && this.#head < 100_000) return;
    this.#later.splice(0, this.#head);
    this.#head = 0;
  }

  dropOldest(): boolean {
    const oldest = this.next();
    if (oldest !== undefined) this.done(oldest);
    return oldest !== undefined;
  }

  failed(entry: Entry): void {
    // Unless it can be written it has more attempts than it should.
    void this.#journal?.write(entry).catch(() => {});
  }

  done({ number, weight }: Entry): void {
    this.#journal?.remove(number, weight);
  }
}
