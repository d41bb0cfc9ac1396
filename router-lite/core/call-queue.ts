/** First come, first served, with removal from the middle in O(1): callers cancel, time out and leave while they wait. */

interface Node<T> {
  readonly item: T;
  before: Node<T> | null;
  after: Node<T> | null;
}

export class CallQueue<T> {
  readonly #nodes = new Map<T, Node<T>>();
  #first: Node<T> | null = null;
  #last: Node<T> | null = null;

  get size(): number {
    return this.#nodes.size;
  }

  push(item: T): void {
    const node: Node<T> = { item, before: this.#last, after: null };
    if (this.#last === null) this.#first = node;
    else this.#last.after = node;
    this.#last = node;
    this.#nodes.set(item, node);
  }

  shift(): T | undefined {
    const node = this.#first;
    if (node === null) return undefined;
    this.delete(node.item);
    return node.item;
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
}
