import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** When to tell of changes: the page gives one animation frame, a test gives what it likes. */
export type Schedule = (flush: () => void) => void;

/**
 * The latest value for each key, and who wants to know. Many writes before the next frame are one notification; every
 * listener runs at most once a flush, whatever it listens to. A page has one store, and so one animation frame.
 */
export class LiveStore<Values extends object> {
  readonly #values: Partial<Values> = {};
  readonly #listeners = new Map<keyof Values, Set<() => void>>();
  readonly #changed = new Set<keyof Values>();
  readonly #schedule: Schedule;
  #scheduled = false;

  constructor(schedule: Schedule = spacedFrames((tell) => requestAnimationFrame(tell))) {
    this.#schedule = schedule;
  }

  get<K extends keyof Values>(key: K): Values[K] | undefined {
    return this.#values[key];
  }

  set<K extends keyof Values>(key: K, value: Values[K] | undefined): void {
    if (Object.is(this.#values[key], value)) return;
    this.#values[key] = value;
    this.#changed.add(key);
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#schedule(() => this.#flush());
  }

  /** Calls `listener` after changes of any of the keys, until the returned function is called. */
  listen(keys: readonly (keyof Values)[], listener: () => void): () => void {
    for (const key of keys) this.#of(key).add(listener);
    return () => {
      for (const key of keys) this.#of(key).delete(listener);
    };
  }

  #of(key: keyof Values): Set<() => void> {
    const set = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, set);
    return set;
  }

  #flush(): void {
    this.#scheduled = false;
    const due = new Set<() => void>();
    for (const key of this.#changed) for (const listener of this.#of(key)) due.add(listener);
    this.#changed.clear();
    for (const listener of due) listener();
  }
}

/**
 * Milliseconds between two flushes: nobody reads numbers that change more than 30 times a second, and a screen of 144 frames a
 * second would cost more than twice the work. A little less than 1/30 s, so that every second frame of 60 a second counts.
 */
const SPACING = 30;

/**
 * The next animation frame that is not too close to the last. A hidden page has none, so nothing is rendered there, and one
 * flush catches up later.
 * @param request as requestAnimationFrame: calls back once, with the frame's time in ms
 */
export function spacedFrames(request: (tell: (now: number) => void) => void): Schedule {
  let last = Number.NEGATIVE_INFINITY;
  return (flush) => {
    const frame = (now: number) => {
      if (now - last < SPACING) return request(frame);
      last = now;
      flush();
    };
    request(frame);
  };
}

/** Renders its host when one of the keys changes, while the host is in the document. */
export class LiveSubscription<Values extends object> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #store: LiveStore<Values>;
  readonly #keys: readonly (keyof Values)[];
  #end: (() => void) | null = null;

  constructor(host: ReactiveControllerHost, store: LiveStore<Values>, keys: readonly (keyof Values)[]) {
    this.#host = host;
    this.#store = store;
    this.#keys = keys;
    host.addController(this);
  }

  hostConnected(): void {
    this.#end = this.#store.listen(this.#keys, () => this.#host.requestUpdate());
  }

  hostDisconnected(): void {
    this.#end?.();
    this.#end = null;
  }
}
