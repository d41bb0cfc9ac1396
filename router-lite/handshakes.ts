/** When each handshake must be over; all have the same time, so the first that began is the next that is due. */
export class Handshakes<C> {
  readonly #millis: number;
  readonly #due = new Map<C, number>();

  constructor(millis: number) {
    this.#millis = millis;
  }

  begin(connection: C, now: number): void {
    this.#due.set(connection, now + this.#millis);
  }

  end(connection: C): void {
    this.#due.delete(connection);
  }

  /** When the next must be over; Infinity where there is none. */
  get next(): number {
    // Asked after every message: no iterator is made for it.
    if (this.#due.size === 0) return Number.POSITIVE_INFINITY;
    for (const due of this.#due.values()) return due;
    return Number.POSITIVE_INFINITY;
  }

  /** Those that took too long; they are not told of again. */
  takeLate(now: number): C[] {
    const late: C[] = [];
    for (const [connection, due] of this.#due) {
      if (due > now) break;
      late.push(connection);
    }
    for (const connection of late) this.#due.delete(connection);
    return late;
  }
}
