/**
 * Writes that wait a moment so that they share a transaction, and its sync, with others: those of one turn of the event loop, and
 * those that are in no hurry. Made for stores on disk; one that syncs nothing calls them at once.
 */

/** How long a write that is in no hurry waits for another at most. */
const LONGEST_WAIT = 20;

type Write = () => void;

export class GatheredWrites {
  readonly #ofTurn = new Set<Write>();
  readonly #inNoHurry = new Set<Write>();
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  atTurnEnd(write: Write): void {
    if (this.#isOver) {
      write();
      return;
    }
    if (this.#ofTurn.size === 0) setImmediate(() => callAll(this.#ofTurn));
    this.#ofTurn.add(write);
  }

  withNext(write: Write): void {
    if (this.#isOver) {
      write();
      return;
    }
    this.#inNoHurry.add(write);
    this.#timer ??= setTimeout(() => this.next(), LONGEST_WAIT);
  }

  /** Somebody writes in this turn. */
  next(): void {
    if (this.#inNoHurry.size === 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    callAll(this.#inNoHurry);
  }

  /** Calls all that waits; from now on nothing waits. */
  end(): void {
    this.#isOver = true;
    callAll(this.#ofTurn);
    this.next();
  }
}

/** What is asked for meanwhile is for the next time. */
function callAll(waiting: Set<Write>): void {
  const writes = [...waiting];
  waiting.clear();
  for (const write of writes) write();
}
