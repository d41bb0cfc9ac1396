/** Events of one slot that failed for the last time, by publication, oldest first. Bounded; the oldest gives way. */
import type { Id } from './messages.ts';
import type { DeadLetter } from './slot-event.ts';

/** Where those of a durable slot lie besides. */
export interface DeadLetterFile {
  readonly found: Iterable<DeadLetter>;
  keep(letter: DeadLetter): void;
  remove(letter: DeadLetter): void;
}

export class DeadLetters {
  readonly #letters = new Map<Id, DeadLetter>();
  readonly #bounds: { readonly deadLetters: number; readonly deadBytes: number };
  readonly #file: DeadLetterFile | undefined;
  #weight = 0;

  constructor(
    bounds: { readonly deadLetters: number; readonly deadBytes: number },
    file: DeadLetterFile | undefined,
  ) {
    this.#bounds = bounds;
    this.#file = file;
    for (const letter of file?.found ?? []) this.#add(letter);
  }

  get size(): number {
    return this.#letters.size;
  }

  /** How many had to give way. */
  bury(letter: DeadLetter): number {
    this.take(letter.event.publication);
    this.#add(letter);
    this.#file?.keep(letter);
    let lost = 0;
    for (const { event } of this.#letters.values()) {
      if (this.#letters.size <= this.#bounds.deadLetters && this.#weight <= this.#bounds.deadBytes) break;
      this.take(event.publication);
      lost += 1;
    }
    return lost;
  }

  #add(letter: DeadLetter): void {
    this.#letters.set(letter.event.publication, letter);
    this.#weight += letter.weight;
  }

  get(publication: Id): DeadLetter | undefined {
    return this.#letters.get(publication);
  }

  take(publication: Id): DeadLetter | undefined {
    const letter = this.lend(publication);
    if (letter !== undefined) this.forget(letter);
    return letter;
  }

  /** As take(), for who may not come to an end with it: in the file it stays, until forget() or another bury(). */
  lend(publication: Id): DeadLetter | undefined {
    const letter = this.#letters.get(publication);
    if (letter === undefined) return undefined;
    this.#letters.delete(publication);
    this.#weight -= letter.weight;
    return letter;
  }

  forget(letter: DeadLetter): void {
    this.#file?.remove(letter);
  }

  [Symbol.iterator](): Iterator<DeadLetter> {
    return this.#letters.values();
  }
}
