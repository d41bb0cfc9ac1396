/** What pages are told of the donor: at most four times a second; the last word is always said. */
const SPACING_MILLIS = 250;

export class StatusBulletin {
  readonly #say: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saidAt = 0;

  constructor(say: () => void) {
    this.#say = say;
  }

  soon(): void {
    const wait = Math.max(0, this.#saidAt + SPACING_MILLIS - performance.now());
    this.#timer ??= setTimeout(() => this.now(), wait);
  }

  now(): void {
    this.close();
    this.#saidAt = performance.now();
    this.#say();
  }

  /** Nothing is said by itself any more. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
