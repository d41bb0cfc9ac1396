import { asWampError, ERRORS, WampError } from '../errors.ts';

/**
 * Whether a run, or a part of it, still goes on. In place of one AbortSignal that everything listens to: Node warns of a leak
 * from the eleventh listener of a signal on, and a run may have thousands of parts.
 */
export class Fate {
  #end: WampError | null = null;
  readonly #listeners = new Set<(end: WampError) => void>();

  /** Why it was given up; null while it goes on. */
  get ended(): WampError | null {
    return this.#end;
  }

  /** Gives it up; only the first word counts. */
  give(end: WampError): void {
    if (this.#end) return;
    this.#end = end;
    for (const listener of [...this.#listeners]) listener(end);
    this.#listeners.clear();
  }

  /** Calls the listener when it is given up, at once where it has been; returns the listener's removal. */
  onEnd(listener: (end: WampError) => void): () => void {
    if (this.#end) listener(this.#end);
    else this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends with the signal, until the returned function is called. */
  follow(signal: AbortSignal | undefined): () => void {
    if (!signal) return () => {};
    const abort = () => this.give(endOf(signal));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    return () => signal.removeEventListener('abort', abort);
  }
}

/** What a run fails with whose signal has aborted. */
function endOf({ reason }: AbortSignal): WampError {
  if (reason instanceof WampError) return reason;
  const late = reason instanceof Error && reason.name === 'TimeoutError';
  return asWampError(reason, late ? ERRORS.timeout : ERRORS.canceled);
}
