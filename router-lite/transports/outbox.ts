/**
 * What waits in front of a socket whose peer reads too slowly: in order, and bounded in bytes.
 *
 * 1. A peer that keeps up costs nothing here: its messages go straight to the socket.
 * 2. What is droppable (events, progressive results) is given up oldest first, so that the rest stays below the limit.
 *    Answers are never given up.
 * 3. A peer that takes nothing at all while the limit's worth was given up for it is beyond help: nothing more is
 *    dropped, `bytes` grows past the limit, and whoever watches it ends the connection.
 */
import type { Message } from '../core/messages.ts';

/** The socket behind: `taken` is called once these bytes, and all before them, were handed to the network. */
export interface Sink {
  /** Bytes it was given and has not handed to the network yet. */
  readonly buffered: number;
  write(bytes: Uint8Array, taken?: () => void): void;
}

interface Waiting {
  readonly bytes: Uint8Array;
  readonly droppable: boolean;
}

/** How much a socket may hold before messages wait here instead, where they can still be dropped. */
const MARK = 64 * 1024;
/** What a waiting message costs besides its bytes, roughly. */
const ENTRY = 64;

/** Where a later message of its kind makes up for it, at least for most applications. */
export function isDroppable(message: Message): boolean {
  return message.type === 'EVENT' || (message.type === 'RESULT' && message.details.progress === true);
}

export class Outbox {
  readonly #sink: Sink;
  readonly #limit: number;
  readonly #mark: number;
  /** null: the socket takes what comes. Entries before #head are gone; null: dropped. */
  #queue: (Waiting | null)[] | null = null;
  #head = 0;
  /** No droppable entry stands before it. */
  #oldest = 0;
  #holes = 0;
  #bytes = 0;
  #dropped = 0;
  /** Bytes dropped since the socket last took something. */
  #sacrificed = 0;

  /** @param limit bytes that may wait, the socket's own buffer included */
  constructor(sink: Sink, limit: number) {
    this.#sink = sink;
    this.#limit = limit;
    this.#mark = Math.min(MARK, limit / 4);
  }

  /** Bytes not yet handed to the network. */
  get bytes(): number {
    return this.#sink.buffered + this.#bytes;
  }

  /** Messages given up since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  send(bytes: Uint8Array, droppable: boolean): void {
    if (this.#queue === null) {
      this.#write(bytes);
      return;
    }
    this.#queue.push({ bytes, droppable });
    this.#bytes += bytes.length + ENTRY;
    while (this.bytes > this.#limit && this.#sacrificed <= this.#limit && this.#dropOldest());
  }

  /** Hands all that waits to the socket, whatever it holds already: what is closed is sent first. */
  flush(): void {
    const queue = this.#queue?.slice(this.#head) ?? [];
    this.#reset();
    for (const entry of queue) if (entry !== null) this.#sink.write(entry.bytes);
  }

  /** The write that fills the socket up is the one whose end we wait for. */
  #write(bytes: Uint8Array): void {
    const sink = this.#sink;
    if (sink.buffered + bytes.length <= this.#mark) {
      sink.write(bytes);
      return;
    }
    this.#queue = [];
    sink.write(bytes, () => this.#taken());
  }

  #taken(): void {
    this.#sacrificed = 0;
    const queue = this.#queue;
    if (queue === null) return;
    while (this.#head < queue.length) {
      const entry = queue[this.#head++]!;
      if (entry === null) {
        this.#holes--;
        continue;
      }
      this.#bytes -= entry.bytes.length + ENTRY;
      if (this.#sink.buffered + entry.bytes.length > this.#mark) {
        this.#sink.write(entry.bytes, () => this.#taken());
        this.#tidy();
        return;
      }
      this.#sink.write(entry.bytes);
    }
    this.#reset();
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

  #reset(): void {
    this.#queue = null;
    this.#head = 0;
    this.#oldest = 0;
    this.#holes = 0;
    this.#bytes = 0;
  }
}
