/** What happens when, in virtual time: a binary heap; what falls on the same moment happens in the order it was planned. */
export class Events {
  private readonly heap: { readonly at: number; readonly order: number; readonly run: () => void }[] = [];
  private planned = 0;

  get size(): number {
    return this.heap.length;
  }

  /** Milliseconds of virtual time. */
  at(at: number, run: () => void): void {
    const { heap } = this;
    let i = heap.length;
    heap.push({ at, order: this.planned++, run });
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.before(i, parent)) break;
      this.swap(i, parent);
      i = parent;
    }
  }

  /** The next event, taken out; null when nothing is planned. */
  take(): { readonly at: number; readonly run: () => void } | null {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return null;
    if (heap.length === 0) return first;
    heap[0] = last;
    for (let i = 0; ; ) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2])
        if (child < heap.length && this.before(child, least)) least = child;
      if (least === i) return first;
      this.swap(i, least);
      i = least;
    }
  }

  private before(i: number, j: number): boolean {
    const [a, b] = [this.heap[i], this.heap[j]];
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  private swap(i: number, j: number): void {
    [this.heap[i], this.heap[j]] = [this.heap[j], this.heap[i]];
  }
}
