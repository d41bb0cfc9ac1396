/** The last events of chosen topics, at most so many: a ring, so that the newest costs the same however many came before. */
import type { RawEvent } from '../../../peer/client.ts';
import type { EventBatch } from '../../../worker/desk-api.ts';
import { payloadPreview } from './value-text.ts';

export const MOST_EVENTS = 10_000;

export interface TailRow {
  /** Counted from 1 since the tail began. */
  readonly id: number;
  /** Unix milliseconds of its coming here. */
  readonly at: number;
  readonly event: RawEvent;
  readonly preview: string;
  /** Topic and preview in lower case. */
  readonly search: string;
}

export class Tail {
  readonly #most: number;
  readonly #rows: TailRow[] = [];
  #came = 0;
  #missed = 0;

  constructor(most = MOST_EVENTS) {
    this.#most = most;
  }

  /** All that came, kept or not. */
  get came(): number {
    return this.#came;
  }

  /** Events that this page was too slow for, or that came while it was paused too long. */
  get missed(): number {
    return this.#missed;
  }

  add({ events, missed }: EventBatch, now: number): void {
    this.#missed += missed;
    // Of a batch longer than the ring only the end stays: nothing is made of the rest.
    const skipped = Math.max(0, events.length - this.#most);
    this.#came += skipped;
    for (let i = skipped; i < events.length; i += 1) {
      const event = events[i]!;
      const preview = payloadPreview(event);
      const search = `${event.topic} ${preview}`.toLowerCase();
      this.#rows[this.#came % this.#most] = { id: this.#came + 1, at: now, event, preview, search };
      this.#came += 1;
    }
  }

  clear(): void {
    this.#rows.length = 0;
    this.#came = 0;
    this.#missed = 0;
  }

  /** Newest first. @param words all of them must stand in the topic or the preview, in lower case */
  newest(words: readonly string[] = [], most = this.#most): TailRow[] {
    const rows: TailRow[] = [];
    const kept = Math.min(this.#came, this.#most);
    for (let i = 0; i < kept && rows.length < most; i += 1) {
      const row = this.#rows[(this.#came - 1 - i) % this.#most]!;
      if (words.every((word) => row.search.includes(word))) rows.push(row);
    }
    return rows;
  }
}
