/**
 * Many calls at once, each outcome handed over as it arrives. Invariants:
 *
 * 1. Every call that started is handed over once, with its index, by the loop or by delta(), unless the gathering was given up.
 * 2. At most `concurrency` calls run, and at most `ahead` run or wait to be handed over: `calls` may be as long as it likes.
 * 3. Leaving the loop, close() and the signal cancel what runs; nothing starts after.
 * 4. A wait ends with the next arrival, the end, or the signal.
 */
import { ERRORS, WampError } from '../errors.ts';
import { checkCount } from './compose.ts';
import { Fate } from './fate.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { Caller, OutputOf, Running, RunOptions, Taking } from './part.ts';

export interface GatherOptions extends RunOptions {
  /** Calls that run at once; default 16. */
  readonly concurrency?: number;
  /** Calls that run or wait to be handed over; default 1,024. While nobody asks for what is there, no more are begun. */
  readonly ahead?: number;
}

/** The outcome of the call with this index in `calls`. */
export type Arrival<O> = Outcome<O> & { readonly index: number };

export interface Gathering<O> extends AsyncIterable<Arrival<O>> {
  /** What arrived since the loop or delta() last handed something over, oldest first; never waits. Throws as the loop does. */
  delta(): Arrival<O>[];
  /** True once all is handed over, or the gathering was given up. */
  readonly done: boolean;
  /** Cancels what runs; what arrived is still there. Idempotent. */
  close(): void;
}

/**
 * Begins at once. The loop ends when all are handed over. When the signal aborts it hands over what had arrived and then
 * throws `wamp.error.canceled`: a loop that ends without an error has seen all.
 * @param calls parts that need no input: local functions, or given(part, input). Read as far as there is room.
 */
export function gather<P extends Taking<unknown>>(
  peer: Caller,
  calls: Iterable<P>,
  options: GatherOptions = {},
): Gathering<OutputOf<P>> {
  return new Gatherer(peer, calls, options);
}

class Gatherer<P extends Taking<unknown>> implements Gathering<OutputOf<P>> {
  readonly #calls: Iterator<P>;
  readonly #concurrency: number;
  readonly #ahead: number;
  readonly #fate = new Fate();
  readonly #running: Running;
  readonly #unfollow: () => void;
  #arrived: Arrival<OutputOf<P>>[] = [];
  #begun = 0;
  #inFlight = 0;
  /** `calls` has no more, or nothing may start any more. */
  #exhausted = false;
  /** What the loop ends with once all that arrived is handed over. */
  #failure: unknown = null;
  readonly #waiting: (() => void)[] = [];
  #pumping = false;

  constructor(peer: Caller, calls: Iterable<P>, options: GatherOptions) {
    const { concurrency = 16, ahead = 1024, signal, cancel = 'killnowait' } = options;
    checkCount('concurrency', concurrency);
    checkCount('ahead', ahead);
    this.#calls = calls[Symbol.iterator]();
    this.#concurrency = concurrency;
    this.#ahead = ahead;
    this.#running = { peer, cancel, timeout: undefined, fate: this.#fate };
    const followed = new Fate();
    this.#unfollow = followed.follow(signal);
    followed.onEnd((end) => this.#end(end));
    this.#pump();
  }

  get done(): boolean {
    return this.#exhausted && this.#inFlight === 0 && this.#arrived.length === 0;
  }

  delta(): Arrival<OutputOf<P>>[] {
    const arrived = this.#arrived;
    this.#arrived = [];
    if (arrived.length === 0) this.#throwFailure();
    this.#pump();
    return arrived;
  }

  close(): void {
    this.#end(null);
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Arrival<OutputOf<P>>> {
    try {
      for (;;) {
        const arrival = this.#arrived.shift();
        this.#pump();
        if (arrival) yield arrival;
        else if (this.done) break;
        else await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
      this.#throwFailure();
    } finally {
      this.close();
    }
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  #pump(): void {
    // `calls` may ask for delta() itself while it is read.
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#hasRoom()) {
        const next = this.#calls.next();
        if (next.done) {
          this.#exhausted = true;
          this.#changed();
        } else if (!this.#exhausted) void this.#begin(next.value);
      }
    } catch (error) {
      this.#end(error);
    } finally {
      this.#pumping = false;
    }
  }

  #hasRoom(): boolean {
    if (this.#exhausted || this.#inFlight >= this.#concurrency) return false;
    return this.#inFlight + this.#arrived.length < this.#ahead;
  }

  async #begin(call: P): Promise<void> {
    const index = this.#begun;
    this.#begun += 1;
    this.#inFlight += 1;
    try {
      const outcome = await outcomeOf(call, null as never, this.#running);
      this.#arrived.push({ ...outcome, index });
    } catch {
      // Given up: #end() said why.
    }
    this.#inFlight -= 1;
    this.#pump();
    this.#changed();
  }

  /** Gives up: nothing starts any more, what runs is cancelled. */
  #end(failure: unknown): void {
    if (this.#fate.ended) return;
    const unread = !this.#exhausted;
    this.#exhausted = true;
    this.#failure = failure;
    this.#fate.give(new WampError(ERRORS.canceled, 'the gathering was left'));
    if (unread && !this.#pumping) this.#calls.return?.();
    this.#changed();
  }

  #changed(): void {
    if (this.#exhausted && this.#inFlight === 0) this.#unfollow();
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
