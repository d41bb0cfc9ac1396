/**
 * How late a page's timers are: what a visitor feels when the main thread, or the device, has too much to do. Looks come every
 * EVERY milliseconds. A look that is three intervals late stands for the two that could not be taken as well: who only counts
 * looks would see least when it is worst. Pure: times in (milliseconds on one clock).
 */
import type { Level } from './strain.ts';

export const EVERY = 100;
/** Ten seconds of looks. */
const WINDOW = 100;
/**
 * A page that answers within 200 ms is a good one, one that takes 500 a poor one (web.dev/articles/inp): we go before that.
 * A busy machine alone makes looks tens of milliseconds late.
 */
const HIGH = 250;
const LOW = 100;
/** Later than this is no lag but sleep: of the machine, or of the page. */
const ASLEEP = 5_000;

export class Lag {
  readonly #late: number[] = [];
  #lookedAt: number | null = null;

  look(now: number): void {
    const before = this.#lookedAt;
    this.#lookedAt = now;
    if (before === null) return;
    const late = Math.max(0, now - before - EVERY);
    if (late > ASLEEP) {
      this.reset();
      return;
    }
    for (let missed = late; missed >= 0; missed -= EVERY) this.#late.push(missed);
    this.#late.splice(0, this.#late.length - WINDOW);
  }

  /** Nothing is known: the page was out of view. */
  reset(): void {
    this.#late.length = 0;
    this.#lookedAt = null;
  }

  /** The 95th percentile; 0 before the window is full. */
  get p95(): number {
    if (this.#late.length < WINDOW) return 0;
    return [...this.#late].sort((a, b) => a - b)[Math.ceil(0.95 * WINDOW) - 1]!;
  }

  get level(): Level {
    const { p95 } = this;
    return p95 > HIGH ? 'high' : p95 < LOW ? 'low' : 'between';
  }
}
