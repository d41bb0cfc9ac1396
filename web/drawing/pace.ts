/** Milliseconds from the begin of one frame to that of the next. */
const FRAME = 100;

/** What a thread has to wait with; a test gives its own. */
export interface Timers {
  /** Of the thread's time that one picture may take, 0..1: where a frame takes long, fewer are drawn. */
  readonly share: number;
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
  /** When the next frame is wanted: at once after a change, later where something only fades; infinity: not. */
  #wantedAt = Number.POSITIVE_INFINITY;
  #notBefore = Number.NEGATIVE_INFINITY;
  /** When what is scheduled runs. */
  #dueAt = 0;
  #cancel: (() => void) | null = null;

  /** @param draw draws a frame; @returns milliseconds until the next is worth drawing though nothing changes, or infinity */
  constructor(draw: () => number, timers: Timers = threadTimers) {
    this.#draw = draw;
    this.#timers = timers;
  }

  /** Something is to be drawn. */
  want(): void {
    this.#wantedAt = Number.NEGATIVE_INFINITY;
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
    this.#wantedAt = Number.POSITIVE_INFINITY;
    this.#awake = false;
    this.#rest();
  }

  #rest(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  /** A change need not wait for a glow that fades slowly: what waits is put forward. */
  #arm(): void {
    if (this.#wantedAt === Number.POSITIVE_INFINITY || !this.#awake) return;
    const dueAt = Math.max(this.#notBefore, this.#wantedAt);
    if (this.#cancel && this.#dueAt <= dueAt) return;
    this.#rest();
    this.#dueAt = dueAt;
    this.#cancel = this.#timers.after(Math.max(0, dueAt - this.#timers.now()), () => this.#run());
  }

  #run(): void {
    this.#cancel = null;
    this.#wantedAt = Number.POSITIVE_INFINITY;
    const begun = this.#timers.now();
    const again = this.#draw();
    const took = this.#timers.now() - begun;
    this.#notBefore = begun + Math.max(FRAME, took / this.#timers.share);
    // The drawing itself may have been told of a change.
    this.#wantedAt = Math.min(this.#wantedAt, begun + again);
    this.#arm();
  }
}

const inPage = 'document' in globalThis;

/** A page draws with its screen's frames. What a worker has drawn is shown with the next one anyway: waiting for that cost it every third. */
const threadTimers: Timers = {
  // A page has more to do than to draw.
  share: inPage ? 0.5 : 0.8,
  now: () => performance.now(),
  after(millis, work) {
    let frame = 0;
    const timer = setTimeout(() => {
      if (inPage) frame = requestAnimationFrame(work);
      else work();
    }, millis);
    return () => {
      clearTimeout(timer);
      if (frame !== 0) cancelAnimationFrame(frame);
    };
  },
};
