/**
 * What waits in front of a socket whose peer reads too slowly: in order, and bounded in bytes.
 *
 * 1. A peer that keeps up costs nothing here: its messages go straight to the socket.
 * 2. A peer for whom an eighth of the limit waits is behind: whoever feeds it is to be held back until it has taken half of
 *    that, for as long as there is patience with it (patience.ts). Who can be held back loses it nothing.
 * 3. When patience is spent, or what cannot be held back goes beyond the limit, what is droppable (events, progressive
 *    results) is given up oldest first, so that the rest stays below the limit; for a peer that takes nothing at all, below an
 *    eighth of it. Answers are never given up.
 * 4. A peer that takes nothing while half the limit's worth was given up for it is beyond help, as one is for whom more
 *    answers wait than the limit: whoever sends ends the connection then.
 */
import { type Clock, Patience } from './patience.ts';

/** The socket behind: `taken` is called once these bytes, and all before them, were handed to the network. */
export interface Sink<Bytes extends Sized = Uint8Array> {
  /** Bytes it was given and has not handed to the network yet. */
  readonly buffered: number;
  write(bytes: Bytes, taken?: () => void): void;
  /** Offers the network at once what was held back to go in one piece; absent: nothing is. */
  offer?(): void;
}

/** Bytes in whatever form the socket takes them. */
interface Sized {
  readonly length: number;
}

interface Waiting<Bytes> {
  readonly bytes: Bytes;
  readonly droppable: boolean;
}

/** How much a socket may hold before messages wait here instead, where they can still be dropped. */
const MARK = 256 * 1024;
/** Parts of the limit: what waits for a peer before it is behind, and then until it has caught up. */
const BEHIND = 1 / 8;
const CAUGHT_UP = 1 / 16;
/** What waits for a peer that takes nothing, once patience is spent, and what is given up for it before its end. */
const STALLED = 1 / 8;
const SACRIFICE = 1 / 2;
/** What a waiting message costs besides its bytes, roughly. */
const ENTRY = 64;

/** A turn of the event loop may bring a megabyte from a publisher before any socket is looked at. */
function afterTwoTurns(step: () => void): void {
  setImmediate(() => setImmediate(step));
}

export interface OutboxOptions {
  /** Bytes that may wait, the socket's own buffer included. */
  readonly limit: number;
  /** How long others may be held back for this peer at a time, in milliseconds; 0: never. */
  readonly holdMillis: number;
  /** `isBehind` is over: it caught up, or others were held back for long enough. */
  readonly relieved?: (caughtUp: boolean) => void;
  /** `isFull` is over: nothing waits here any more. */
  readonly drained?: () => void;
  /** Runs a step when a socket that reads has had its chance to. */
  readonly later?: (step: () => void) => void;
  readonly clock?: Clock;
}

export class Outbox<Bytes extends Sized = Uint8Array> {
  readonly #sink: Sink<Bytes>;
  readonly #limit: number;
  readonly #mark: number;
  readonly #patience: Patience;
  readonly #drained: (() => void) | undefined;
  /** null: the socket takes what comes. Entries before #head are gone; null: dropped. */
  #queue: (Waiting<Bytes> | null)[] | null = null;
  #head = 0;
  /** No droppable entry stands before it. */
  #oldest = 0;
  #holes = 0;
  #bytes = 0;
  #dropped = 0;
  readonly #later: (step: () => void) => void;
  /** Counts the times the socket took something; it is stalled when it has not for a while. */
  #takes = 0;
  #isStalled = false;
  /** Bytes that came, and bytes that were dropped, since the socket last took something. */
  #arrived = 0;
  #sacrificed = 0;

  constructor(sink: Sink<Bytes>, options: OutboxOptions) {
    const { limit, holdMillis, relieved = () => {}, drained, later = afterTwoTurns, clock } = options;
    this.#drained = drained;
    this.#sink = sink;
    this.#later = later;
    this.#limit = limit;
    this.#mark = Math.min(MARK, limit / 4);
    this.#patience = new Patience({ millis: holdMillis, over: relieved, clock });
  }

  /** Bytes not yet handed to the network. */
  get bytes(): number {
    return this.#sink.buffered + this.#bytes;
  }

  /** True: whoever sends to it is to be held back, until `relieved`. */
  get isBehind(): boolean {
    return this.#patience.isHeld;
  }

  /** True: the socket has enough for now, and what is sent waits here, until `drained`. */
  get isFull(): boolean {
    return this.#queue !== null;
  }

  /** True: end the connection. */
  get isHopeless(): boolean {
    return this.#sacrificed > this.#limit * SACRIFICE || this.bytes > this.#limit;
  }

  /** Messages given up since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  send(bytes: Bytes, droppable: boolean): void {
    if (this.#queue === null) {
      this.#write(bytes);
      return;
    }
    this.#queue.push({ bytes, droppable });
    this.#bytes += bytes.length + ENTRY;
    this.#arrived += bytes.length;
    if (this.#bytes > this.#limit * BEHIND) this.#patience.behind();
    while (this.#isTooMuch() && this.#dropOldest());
  }

  #isTooMuch(): boolean {
    if (this.bytes > this.#limit) return true;
    const stalled = this.#limit * STALLED;
    return this.#isStalled && !this.isBehind && this.#arrived > stalled && this.#bytes > stalled;
  }

  /** Before the end: hands what waits to the socket, whatever it holds already; to a peer beyond help, answers only. */
  flush(): void {
    const queue = this.#queue?.slice(this.#head) ?? [];
    const hopeless = this.isHopeless;
    this.#reset();
    for (const entry of queue) {
      if (entry === null) continue;
      if (hopeless && entry.droppable) this.#dropped++;
      else this.#sink.write(entry.bytes);
    }
  }

  /** The write that fills the socket up is the one whose end we wait for. */
  #write(bytes: Bytes): void {
    const sink = this.#sink;
    if (this.#hasRoom(bytes)) {
      sink.write(bytes);
      return;
    }
    this.#queue = [];
    this.#wait();
    sink.write(bytes, () => this.#taken());
  }

  #hasRoom({ length }: Sized): boolean {
    const sink = this.#sink;
    if (sink.buffered + length <= this.#mark) return true;
    sink.offer?.();
    return sink.buffered + length <= this.#mark;
  }

  /** The socket has just taken something, or was just given too much. */
  #wait(): void {
    const takes = ++this.#takes;
    this.#isStalled = false;
    this.#arrived = 0;
    this.#sacrificed = 0;
    this.#later(() => {
      this.#isStalled = takes === this.#takes;
    });
  }

  #taken(): void {
    const queue = this.#queue;
    this.#sacrificed = 0;
    if (queue === null) return;
    this.#patience.took();
    while (this.#head < queue.length) {
      const entry = queue[this.#head++]!;
      if (entry === null) {
        this.#holes--;
        continue;
      }
      this.#bytes -= entry.bytes.length + ENTRY;
      if (!this.#hasRoom(entry.bytes)) {
        this.#wait();
        this.#sink.write(entry.bytes, () => this.#taken());
        this.#tidy();
        if (this.#bytes <= this.#limit * CAUGHT_UP) this.#patience.caughtUp();
        return;
      }
      this.#sink.write(entry.bytes);
    }
    this.#reset();
    this.#drained?.();
  }

  /** False when there is none. The newest stays: its receiver shall at least learn how things stand now. */
  #dropOldest(): boolean {
    const queue = this.#queue!;
    const last = queue.length - 1;
    let at = Math.max(this.#oldest, this.#head);
    while (at < last && !queue[at]?.droppable) at++;
    this.#oldest = at;
    if (at >= last) return false;
    const { length } = queue[at]!.bytes;
    queue[at] = null;
    this.#holes++;
    this.#dropped++;
    this.#bytes -= length + ENTRY;
    this.#sacrificed += length;
    this.#tidy();
    return true;
  }

  /** Now and then, so that each message pays for its own removal only. */
  #tidy(): void {
    const queue = this.#queue!;
    const gone = this.#head + this.#holes;
    if (gone < 1024 || gone * 2 < queue.length) return;
    this.#queue = queue.slice(this.#head).filter((entry) => entry !== null);
    this.#head = 0;
    this.#oldest = 0;
    this.#holes = 0;
  }

  /** The connection is over: nobody waits for it any more. */
  close(): void {
    this.#patience.caughtUp();
  }

  #reset(): void {
    this.#takes++;
    this.#isStalled = false;
    this.#queue = null;
    this.#head = 0;
    this.#oldest = 0;
    this.#holes = 0;
    this.#bytes = 0;
    this.#patience.caughtUp();
  }
}
