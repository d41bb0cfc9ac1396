/** Whether any page of this origin is in view, with patience: who changes tabs within the origin leaves none in view for a moment. */

const HIDDEN_MILLIS = 1000;

export class Sight {
  readonly #onHidden: () => void;
  #visibleAt = performance.now();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `onHidden` is called when the patience ends. */
  constructor(onHidden: () => void) {
    this.#onHidden = onHidden;
  }

  /** True when no page has been in view for a while. */
  get hidden(): boolean {
    return performance.now() - this.#visibleAt >= HIDDEN_MILLIS;
  }

  see(visible: boolean): void {
    clearTimeout(this.#timer);
    if (visible) this.#visibleAt = Number.POSITIVE_INFINITY;
    else {
      this.#visibleAt = Math.min(this.#visibleAt, performance.now());
      const left = this.#visibleAt + HIDDEN_MILLIS - performance.now();
      if (left > 0) this.#timer = setTimeout(this.#onHidden, left);
    }
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
