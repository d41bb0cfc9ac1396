/** Changes of one thing follow each other: the last word is also the last on disk. */
export class Turns<T> {
  /** The last change that was asked for, of each. */
  private readonly last = new Map<string, Promise<T>>();

  /** Resolves, or rejects, as the change does, once those before it are over. */
  take(id: string, change: () => Promise<T>): Promise<T> {
    const before: Promise<unknown> = this.last.get(id) ?? Promise.resolve();
    const turn = before.catch(() => {}).then(change);
    this.last.set(id, turn);
    const over = () => {
      if (this.last.get(id) === turn) this.last.delete(id);
    };
    turn.then(over, over);
    return turn;
  }
}
