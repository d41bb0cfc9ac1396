/** What must happen when: a binary heap with at most one deadline per key, removable in O(log n). Times are data, not timers. */

interface Entry<Key> {
  readonly key: Key;
  readonly at: number;
}

export class Deadlines<Key> {
  readonly #heap: Entry<Key>[] = [];
  readonly #index = new Map<Key, number>();

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
    this.#heap.push({ key, at });
    this.#up(this.#heap.length - 1);
  }

  clear(key: Key): void {
    const at = this.#index.get(key);
    if (at === undefined) return;
    this.#index.delete(key);
    const last = this.#heap.pop()!;
    if (at === this.#heap.length) return;
    this.#heap[at] = last;
    this.#down(this.#up(at));
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
    this.#index.set(entry.key, at);
  }
}
