/**
 * Calls that wait, by `order`, with removal from the middle in O(1): callers cancel, time out and leave while they wait. A call
 * that comes back from an unavailable callee goes in where it belongs, which is near the front or near its like.
 */

interface Node<T> {
  readonly item: T;
  before: Node<T> | null;
  after: Node<T> | null;
}

export class CallQueue<T extends { readonly order: number }> {
  readonly #nodes = new Map<T, Node<T>>();
  #first: Node<T> | null = null;
  #last: Node<T> | null = null;

  get size(): number {
    return this.#nodes.size;
  }

  get first(): T | undefined {
    return this.#first?.item;
  }

  /** In O(1) where it is the latest. */
  add(item: T): void {
    let before = this.#last;
    while (before !== null && before.item.order > item.order) before = before.before;
    const after = before === null ? this.#first : before.after;
    const node: Node<T> = { item, before, after };
    if (before === null) this.#first = node;
    else before.after = node;
    if (after === null) this.#last = node;
    else after.before = node;
    this.#nodes.set(item, node);
  }

  delete(item: T): boolean {
    const node = this.#nodes.get(item);
    if (node === undefined) return false;
    this.#nodes.delete(item);
    if (node.before === null) this.#first = node.after;
    else node.before.after = node.after;
    if (node.after === null) this.#last = node.before;
    else node.after.before = node.before;
    return true;
  }

  /** In order; items may be deleted meanwhile. */
  *[Symbol.iterator](): Iterator<T> {
    for (let node = this.#first; node !== null; node = node.after) yield node.item;
  }
}
