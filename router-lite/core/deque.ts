/** A list that grows at its end and is given up from its beginning, at the same cost however long it is. */
export class Deque<T> {
  /** Those before the head are given up: nothing holds them any more. */
  #items: (T | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  at(index: number): T | undefined {
    return index < 0 ? undefined : this.#items[this.#head + index];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head++] = undefined;
    if (this.#head >= 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** The first index whose item is not below, in a list that is sorted: its length where there is none. */
  lowest(isBelow: (item: T) => boolean): number {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBelow(this.at(middle)!)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
