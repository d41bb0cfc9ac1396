/** What must happen when: a binary heap with at most one deadline per key, removable in O(log n). Times are data, not timers. */

interface Entry<Key> {
  readonly key: Key;
  readonly at: number;
  /** Its place in the heap. */
  index: number;
}

export class Deadlines<Key> {
  readonly #heap: Entry<Key>[] = [];
  readonly #entries = new Map<Key, Entry<Key>>();

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
    const entry: Entry<Key> = { key, at, index: this.#heap.length };
    this.#entries.set(key, entry);
    this.#heap.push(entry);
    this.#up(entry.index);
  }

  clear(key: Key): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    const last = this.#heap.pop()!;
    if (last === entry) return;
    this.#place(last, entry.index);
    this.#down(this.#up(entry.index));
  }

  /** Removes and returns the earliest key whose deadline is `now` or before. */
  takeDue(now: number): Key | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.at > now) return undefined;
    this.clear(first.key);
    return first.key;
  }

  #up(from: number): number {
    const entry = this.#heap[from]!;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#heap[parent]!.at <= entry.at) break;
      this.#place(this.#heap[parent]!, at);
      at = parent;
    }
    this.#place(entry, at);
    return at;
  }

  #down(from: number): void {
    const entry = this.#heap[from]!;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#heap.length) break;
      if (child + 1 < this.#heap.length && this.#heap[child + 1]!.at < this.#heap[child]!.at) child += 1;
      if (this.#heap[child]!.at >= entry.at) break;
      this.#place(this.#heap[child]!, at);
      at = child;
    }
    this.#place(entry, at);
  }

  #place(entry: Entry<Key>, at: number): void {
    this.#heap[at] = entry;
    entry.index = at;
  }
}
