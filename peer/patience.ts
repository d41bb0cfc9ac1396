/**
 * How long somebody waits for one answer: until its time is over or the caller's own signal aborts, whichever comes first. As an
 * AbortController of each call would tell it, and cheaper (docs/decisions/orchestrator-load.md): it has one listener at a time,
 * and dies with its call.
 */
import { after } from './after.ts';
import type { Beat } from './beat.ts';
import { ERRORS, WampError } from './errors.ts';

/** As much of an AbortSignal as calls look at: whoever makes a hundred a second has a smaller one. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface PatienceOptions {
  /** What is asked, for the words of the error. */
  readonly uri: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal?: CancelSignal | undefined;
  /** Of the connection that brings the answer, which must not lie there; absent: it may, or there is no beat. */
  readonly beat?: Beat | undefined;
}

export class Patience {
  readonly #uri: string;
  readonly #signal: CancelSignal | undefined;
  readonly #stopTimer: () => void;
  #beat: Beat | undefined;
  readonly #cancel = () => this.#give(new WampError(ERRORS.canceled, `${this.#uri} was cancelled`));
  #over: WampError | null = null;
  #listener: ((reason: WampError) => void) | null = null;

  constructor({ uri, timeout, signal, beat }: PatienceOptions) {
    this.#uri = uri;
    this.#signal = signal;
    this.#beat = beat;
    beat?.await();
    this.#stopTimer = after(timeout, () =>
      this.#give(new WampError(ERRORS.timeout, `${uri}: no answer in ${timeout} ms`)),
    );
    signal?.addEventListener('abort', this.#cancel, { once: true });
    if (signal?.aborted) this.#cancel();
  }

  /** Why it is over; null while it lasts. */
  get over(): WampError | null {
    return this.#over;
  }

  /** Who is told when it is over, at once where it is already: the last one who asked. */
  tell(listener: (reason: WampError) => void): void {
    this.#listener = listener;
    if (this.#over) listener(this.#over);
  }

  /** The answer is here, or nobody asks any more: nothing is told from now on. */
  end(): void {
    this.#listener = null;
    this.#beat?.met();
    this.#beat = undefined;
    this.#stopTimer();
    this.#signal?.removeEventListener('abort', this.#cancel);
  }

  #give(reason: WampError): void {
    if (this.#over) return;
    this.#over = reason;
    this.#listener?.(reason);
  }
}
