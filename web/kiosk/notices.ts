import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Milliseconds until a notice goes. */
const SHOWN = 6000;

/** What is said to whoever stands before the kiosk: the last thing, for a while. Renders its host at each change. */
export class Notices implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #words = '';
  #fade: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Empty while there is none. */
  get words(): string {
    return this.#words;
  }

  hostConnected(): void {}

  hostDisconnected(): void {
    clearTimeout(this.#fade);
  }

  readonly say = (words: string): void => {
    this.#show(words);
    clearTimeout(this.#fade);
    this.#fade = setTimeout(() => this.#show(''), SHOWN);
  };

  #show(words: string): void {
    this.#words = words;
    this.#host.requestUpdate();
  }
}
