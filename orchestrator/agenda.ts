/** What is to happen when: a binary heap; what falls on the same moment comes in the order it was planned. */
export class Agenda<T> {
  private readonly heap: { readonly at: number; readonly order: number; readonly item: T }[] = [];
  private planned = 0;

  get size(): number {
    return this.heap.length;
  }

  /** When the next is; null when nothing is planned. */
  get next(): number | null {
    return this.heap[0]?.at ?? null;
  }

  plan(at: number, item: T): void {
    const { heap } = this;
    let i = heap.length;
    heap.push({ at, order: this.planned++, item });
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.before(i, parent)) break;
      this.swap(i, parent);
      i = parent;
    }
  }

  /** The next, taken out; null when nothing is planned. */
  take(): { readonly at: number; readonly item: T } | null {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return null;
    if (heap.length === 0) return first;
    heap[0] = last;
    for (let i = 0; ; ) {
      const child = 2 * i + 1;
      if (child >= heap.length) return first;
      let least = this.before(child, i) ? child : i;
      if (child + 1 < heap.length && this.before(child + 1, least)) least = child + 1;
      if (least === i) return first;
      this.swap(i, least);
      i = least;
    }
  }

  private before(i: number, j: number): boolean {
    const a = this.heap[i]!;
    const b = this.heap[j]!;
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  private swap(i: number, j: number): void {
    const { heap } = this;
    const item = heap[i]!;
    heap[i] = heap[j]!;
    heap[j] = item;
  }
}
