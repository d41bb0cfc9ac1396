/** One timer for whatever is due next. */
export class Alarm {
  readonly #now: () => number;
  readonly #ring: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #at = Number.POSITIVE_INFINITY;

  /** `ring` sets it anew for what is due after that. */
  constructor(now: () => number, ring: () => void) {
    this.#now = now;
    this.#ring = ring;
  }

  /**
   * It rings no later than this; Infinity: nothing is due. One that rings too early finds nothing due and is set again: cheaper
   * than setting it anew at every message.
   */
  set(due: number): void {
    if (due >= this.#at) return;
    clearTimeout(this.#timer);
    this.#at = due;
    const delay = Math.min(Math.max(Math.ceil(due - this.#now()), 0), MAX_DELAY);
    this.#timer = setTimeout(() => {
      this.#at = Number.POSITIVE_INFINITY;
      this.#ring();
    }, delay);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** setTimeout counts in 31 bits. */
const MAX_DELAY = 2 ** 31 - 1;
