import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Between two changes of the text that stands for a picture; milliseconds. */
const SPEAK = 10_000;

/** The words that stand for a picture: they change at most every ten seconds, and the last ones are always said. */
export class Spoken implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #said = '';
  #saidAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** @returns what is to be said now, when `words` are what is true. */
  say(words: string): string {
    if (words === this.#said) return words;
    const wait = this.#saidAt + SPEAK - performance.now();
    if (wait <= 0) {
      this.#said = words;
      this.#saidAt = performance.now();
    } else {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#host.requestUpdate();
      }, wait);
    }
    return this.#said;
  }
}
