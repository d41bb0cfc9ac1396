/**
 * Events on their way to a page, in batches: one is under way at a time, and the next leaves when the page has taken it and a
 * moment has passed. So a page that is busy is not buried: it misses the oldest, and is told how many.
 */
import type { SentEvent } from './desk-protocol.ts';

const BETWEEN_MILLIS = 50;
/** Events of one batch: what a page takes in within a few milliseconds. */
const BATCH = 500;
/** Events that may wait. */
const MOST = 10_000;

export class EventBatches {
  readonly #send: (events: readonly SentEvent[], missed: number) => void;
  readonly #most: number;
  #waiting: SentEvent[] = [];
  #missed = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #underWay = false;
  #sentAt = Number.NEGATIVE_INFINITY;

  constructor(send: (events: readonly SentEvent[], missed: number) => void, most = MOST) {
    this.#send = send;
    this.#most = most;
  }

  add(event: SentEvent): void {
    this.#waiting.push(event);
    // Twice as many before any goes: cutting a long list at each event would cost its length each time.
    if (this.#waiting.length >= 2 * this.#most) this.#cut();
    this.#arm();
  }

  /** The page took what was sent. */
  took(): void {
    this.#underWay = false;
    if (this.#waiting.length > 0) this.#arm();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  #arm(): void {
    if (this.#underWay || this.#timer !== undefined) return;
    // Where more wait than one batch holds, the page's own pace is pause enough.
    const pause = this.#waiting.length > BATCH ? 0 : BETWEEN_MILLIS;
    const wait = Math.max(0, this.#sentAt + pause - performance.now());
    this.#timer = setTimeout(() => this.#flush(), wait);
  }

  #flush(): void {
    this.#timer = undefined;
    this.#cut();
    const events = this.#waiting.splice(0, BATCH);
    const missed = this.#missed;
    this.#missed = 0;
    this.#underWay = true;
    this.#sentAt = performance.now();
    this.#send(events, missed);
  }

  #cut(): void {
    const over = this.#waiting.length - this.#most;
    if (over <= 0) return;
    this.#waiting.splice(0, over);
    this.#missed += over;
  }
}
