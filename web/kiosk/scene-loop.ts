import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Wish } from './presenter-keys.ts';
import { at, type HasContent, hold, jump, opening, type Showing, step } from './scenes.ts';

/** Milliseconds between two looks at what is to be shown. */
const LOOK = 250;

/** The loop of scenes on this page's clock. Renders its host when another one is shown, or when it is held. */
export class SceneLoop implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #has: HasContent;
  #showing: Showing = opening(performance.now());
  #turning: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost, has: HasContent) {
    this.#host = host;
    this.#has = has;
    host.addController(this);
  }

  get showing(): Showing {
    return this.#showing;
  }

  hostConnected(): void {
    this.#turning = setInterval(() => this.#show(at(this.#showing, performance.now(), this.#has)), LOOK);
  }

  hostDisconnected(): void {
    clearInterval(this.#turning);
  }

  /** @returns false for a wish that is not about scenes */
  grant(wish: Wish): boolean {
    const now = performance.now();
    if (wish.is === 'next') this.#show(step(this.#showing, 1, now, this.#has));
    else if (wish.is === 'back') this.#show(step(this.#showing, -1, now, this.#has));
    else if (wish.is === 'place') this.#show(jump(this.#showing, wish.place, now, this.#has));
    else if (wish.is === 'hold') this.#show(hold(this.#showing, now));
    else return false;
    return true;
  }

  #show(showing: Showing): void {
    if (showing === this.#showing) return;
    this.#showing = showing;
    this.#host.requestUpdate();
  }
}
