/** Milliseconds from the begin of one frame to that of the next. */
const FRAME = 100;
/** Of a thread's time that one picture may take: where a frame takes long, fewer are drawn. */
const MOST_SHARE = 0.5;

/** What a thread has to wait with; a test gives its own. */
export interface Timers {
  now(): number;
  /** Runs `work` with the next frame of the screen, after `millis`. @returns takes it back. */
  after(millis: number, work: () => void): () => void;
}

/**
 * When to draw: at once when it was quiet, at most ten times a second, never twice for one change. Invariant: nothing is
 * waited for and nothing drawn while asleep or once closed.
 */
export class Pace {
  readonly #draw: () => number;
  readonly #timers: Timers;
  #awake = false;
  #wanted = false;
  #notBefore = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;

  /** @param draw draws a frame; @returns milliseconds until the next is worth drawing though nothing changes, or infinity */
  constructor(draw: () => number, timers: Timers = threadTimers) {
    this.#draw = draw;
    this.#timers = timers;
  }

  /** Something is to be drawn. */
  want(): void {
    this.#wanted = true;
    this.#arm();
  }

  /** Whether anybody can see it. */
  wake(awake: boolean): void {
    if (awake === this.#awake) return;
    this.#awake = awake;
    if (awake) this.#arm();
    else this.#rest();
  }

  close(): void {
    this.#wanted = false;
    this.#awake = false;
    this.#rest();
  }

  #rest(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #arm(): void {
    if (!this.#wanted || !this.#awake || this.#cancel) return;
    const wait = Math.max(0, this.#notBefore - this.#timers.now());
    this.#cancel = this.#timers.after(wait, () => this.#run());
  }

  #run(): void {
    this.#cancel = null;
    this.#wanted = false;
    const begun = this.#timers.now();
    const again = this.#draw();
    const took = this.#timers.now() - begun;
    this.#notBefore = begun + Math.max(FRAME, took / MOST_SHARE);
    if (Number.isFinite(again)) {
      this.#notBefore = Math.max(this.#notBefore, begun + again);
      // A change that comes meanwhile need not wait for a glow that fades slowly.
      this.#wanted = true;
      this.#arm();
    }
  }
}

/** Of the page or of a worker: both have animation frames, older workers have not. */
const threadTimers: Timers = {
  now: () => performance.now(),
  after(millis, work) {
    let frame = 0;
    const timer = setTimeout(() => {
      if ('requestAnimationFrame' in globalThis) frame = requestAnimationFrame(work);
      else work();
    }, millis);
    return () => {
      clearTimeout(timer);
      if (frame !== 0) cancelAnimationFrame(frame);
    };
  },
};
