import type { Message } from './core/messages.ts';
import { type Counts, noneMet, tally, tallyEnd, tallyError } from './counts.ts';

type OwnCounts = Omit<Counts, 'held' | 'holds' | 'heldMillis'>;

/** Counts what the driver does. */
export class Tally {
  readonly #received: Record<string, number> = {};
  readonly #sent: Record<string, number> = {};
  readonly #closed: Record<string, number> = {};
  readonly #errors: Record<string, number> = {};
  readonly #limits = noneMet();
  #droppedBytes = 0;
  #droppedMessages = 0;
  #slowEpisodes = 0;

  received(message: Message): void {
    tally(this.#received, message.type);
  }

  sent(message: Message): void {
    tally(this.#sent, message.type);
    if (message.type === 'ERROR') tallyError(this.#errors, this.#limits, message);
  }

  closed(cause: string): void {
    tallyEnd(this.#closed, this.#limits, cause);
  }

  limit(name: keyof Counts['limits']): void {
    this.#limits[name]++;
  }

  dropped(messages: number): void {
    this.#droppedMessages += messages;
  }

  /** What a slow consumer had not taken when it was closed. */
  abandoned(bytes: number): void {
    this.#droppedBytes += bytes;
  }

  slowEpisode(): void {
    this.#slowEpisodes++;
  }

  counts(): OwnCounts {
    return {
      received: { ...this.#received },
      sent: { ...this.#sent },
      closed: { ...this.#closed },
      droppedBytes: this.#droppedBytes,
      droppedMessages: this.#droppedMessages,
      slowEpisodes: this.#slowEpisodes,
      errors: { ...this.#errors },
      limits: { ...this.#limits },
    };
  }
}
