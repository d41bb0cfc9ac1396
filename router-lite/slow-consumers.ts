/**
 * Who misses messages, and who is closed for it: noted while deliveries are under way, and seen to when they are out. To end a
 * session makes further deliveries (meta events): they must not overtake these, and a thousand slow consumers that hear of each
 * other's end must not end our stack.
 */
import type { Connection } from './connection.ts';
import type { Tally } from './tally.ts';

export class SlowConsumers {
  readonly #tally: Tally;
  readonly #bufferedBytes: number;
  readonly #now: () => number;
  readonly #missing: Connection[] = [];
  readonly #hopeless: Connection[] = [];

  constructor(tally: Tally, bufferedBytes: number, now: () => number) {
    this.#tally = tally;
    this.#now = now;
    this.#bufferedBytes = bufferedBytes;
  }

  /** A message was just sent: is this connection beyond help by now? Then it gets nothing more. */
  check(connection: Connection): void {
    const { transport, cause } = connection;
    if (cause !== null || !(transport.isHopeless ?? transport.buffered > this.#bufferedBytes)) return;
    connection.cause = 'slow consumer';
    this.#hopeless.push(connection);
  }

  /** Counts what was dropped since, and notes that it is to be told of. */
  countDropped(connection: Connection): void {
    const { dropped = 0 } = connection.transport;
    if (dropped === connection.dropped) return;
    this.#tally.dropped(dropped - connection.dropped);
    connection.dropped = dropped;
    const now = this.#now();
    if (now - connection.toldAt < NEWS_MILLIS) return;
    connection.toldAt = now;
    this.#tally.slowEpisode();
    if (connection.cause === null) this.#missing.push(connection);
  }

  /** Of whom to tell that it misses messages. What others are sent meanwhile may make these miss some too, but this ends. */
  nextMissing(): Connection | undefined {
    return this.#missing.pop();
  }

  /** Whom to end. */
  nextHopeless(): Connection | undefined {
    return this.#hopeless.pop();
  }
}

/** Who misses messages time and again is in the news only so often. */
const NEWS_MILLIS = 10_000;
