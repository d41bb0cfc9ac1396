/**
 * How long others wait for a peer that is behind. One that reads at all deserves that whoever sends to it slows down; one that does
 * not must not cost the others more than a moment. So patience with a peer is bounded:
 *
 * 1. It ends well when the peer has caught up.
 * 2. It is spent when the peer took nothing for half of `millis`, or has not caught up within all of it.
 * 3. Once spent, nobody waits for this peer again before ten times as long.
 */

/** Replaced in tests. */
export interface Clock {
  /** Milliseconds that never run backwards. */
  now(): number;
  /** Runs a step once; the function it returns prevents that. */
  after(millis: number, step: () => void): () => void;
}

export interface PatienceOptions {
  /** The longest that others wait at a time; 0: they never do. */
  readonly millis: number;
  /** They need not wait any more: it caught up, or patience with it is spent. */
  readonly over: (caughtUp: boolean) => void;
  readonly clock?: Clock | undefined;
}

/** Of the time others waited in vain: how long they do not wait again. */
const REST = 10;

const REAL: Clock = {
  now: () => performance.now(),
  after(millis, step) {
    const timer = setTimeout(step, millis);
    return () => clearTimeout(timer);
  },
};

export class Patience {
  readonly #millis: number;
  readonly #over: (caughtUp: boolean) => void;
  readonly #clock: Clock;
  /** Prevents the next look; null: nobody waits. */
  #cancel: (() => void) | null = null;
  #hasTaken = false;
  #restsUntil = Number.NEGATIVE_INFINITY;

  constructor({ millis, over, clock = REAL }: PatienceOptions) {
    this.#millis = millis;
    this.#over = over;
    this.#clock = clock;
  }

  /** Whoever sends to this peer shall wait. */
  get isHeld(): boolean {
    return this.#cancel !== null;
  }

  /** The peer has fallen behind. */
  behind(): void {
    if (this.isHeld || this.#millis === 0 || this.#clock.now() < this.#restsUntil) return;
    this.#look(() => this.#look(() => this.#spend()));
  }

  /** The peer took something. */
  took(): void {
    this.#hasTaken = true;
  }

  /** The peer has caught up, or is gone. */
  caughtUp(): void {
    this.#end(true);
  }

  /** After half the time: whoever took nothing meanwhile has had it; for the others comes what is next. */
  #look(next: () => void): void {
    this.#hasTaken = false;
    this.#cancel = this.#clock.after(this.#millis / 2, () => (this.#hasTaken ? next() : this.#spend()));
  }

  #spend(): void {
    this.#restsUntil = this.#clock.now() + REST * this.#millis;
    this.#end(false);
  }

  #end(caughtUp: boolean): void {
    if (this.#cancel === null) return;
    this.#cancel();
    this.#cancel = null;
    this.#over(caughtUp);
  }
}
