/**
 * What must happen when: a binary heap with at most one deadline per key, removable in O(log n). Times are data, not timers.
 *
 * A key knows its own deadline. (A Map of all would make its table anew for as many keys as come and go, and those tables, once they are
 * old, keep what they held for the next full collection: calls that were over were copied twice before they were garbage.)
 */

interface Deadline<Key> {
  readonly key: Key;
  readonly at: number;
  /** Its place in the heap. */
  index: number;
}

/** What can have a deadline, in one Deadlines only. */
export interface Timed {
  /** Deadlines' own. */
  deadline?: Deadline<Timed> | undefined;
}

export class Deadlines<Key extends Timed> {
  readonly #heap: Deadline<Key>[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** The earliest deadline, or null. */
  get next(): number | null {
    return this.#heap[0]?.at ?? null;
  }

  /** Sets or replaces the key's deadline. */
  set(key: Key, at: number): void {
    this.clear(key);
    const deadline: Deadline<Key> = { key, at, index: this.#heap.length };
    key.deadline = deadline;
    this.#heap.push(deadline);
    this.#up(deadline);
  }

  clear(key: Key): void {
    const { deadline } = key;
    if (deadline === undefined) return;
    key.deadline = undefined;
    const { index } = deadline;
    // It may be one of before all were forgotten.
    if (this.#heap[index] !== deadline) return;
    const last = this.#heap.pop()!;
    if (last === deadline) return;
    this.#place(last, index);
    this.#up(last);
    this.#down(last);
  }

  /** Removes and returns the earliest key whose deadline is `now` or before. */
  takeDue(now: number): Key | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.at > now) return undefined;
    this.clear(first.key);
    return first.key;
  }

  #up(deadline: Deadline<Key>): void {
    let at = deadline.index;
    while (at > 0) {
      const parent = this.#heap[(at - 1) >> 1]!;
      if (parent.at <= deadline.at) break;
      const next = parent.index;
      this.#place(parent, at);
      at = next;
    }
    this.#place(deadline, at);
  }

  #down(deadline: Deadline<Key>): void {
    let at = deadline.index;
    for (;;) {
      let child = this.#heap[2 * at + 1];
      const other = this.#heap[2 * at + 2];
      if (child === undefined) break;
      if (other !== undefined && other.at < child.at) child = other;
      if (child.at >= deadline.at) break;
      const next = child.index;
      this.#place(child, at);
      at = next;
    }
    this.#place(deadline, at);
  }

  #place(deadline: Deadline<Key>, index: number): void {
    this.#heap[index] = deadline;
    deadline.index = index;
  }
}

/** Of two times, of which null is never. Asked after every message: no list is made for it. */
export function sooner(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
