/**
 * What one turn of the event loop writes to a socket goes to the system in one call when the turn ends: system calls are
 * two thirds of what a small message costs. Short pieces are put together first; long ones are not copied.
 *
 * A quiet loop does not wait for that end (turn.ts).
 */
import type { StreamSocket } from './stream-socket.ts';
import { flushLater } from './turn.ts';

export type ByteStream = Pick<StreamSocket, 'write' | 'cork' | 'uncork' | 'writableLength'>;

/** Pieces up to here, in all, are put together: below it a copy costs less than a longer list for the system. */
const TOGETHER = 16 * 1024;
/** Where there is more, only pieces up to here are: others share their bytes with receivers that get the same, each copy of them is memory. */
const SHORT = 512;

export class TurnWriter {
  readonly #stream: ByteStream;
  /** Most turns write one piece to a socket. */
  #first: Uint8Array | null = null;
  #others: Uint8Array[] = [];
  #bytes = 0;
  #written: (() => void)[] = [];

  constructor(stream: ByteStream) {
    this.#stream = stream;
  }

  /** Bytes not yet handed to the system. */
  get buffered(): number {
    return this.#bytes + this.#stream.writableLength;
  }

  /** `written` is called once the system has taken these bytes, and all before them. The bytes must not change until then. */
  write(bytes: Uint8Array, written?: () => void): void {
    if (this.#first === null) {
      this.#first = bytes;
      flushLater(this);
    } else {
      this.#others.push(bytes);
    }
    this.#bytes += bytes.length;
    if (written !== undefined) this.#written.push(written);
  }

  /** Hands on what was held back: at the end of the turn, before the stream ends, and when much has gathered. */
  flush(): void {
    const first = this.#first;
    if (first === null) return;
    const others = this.#others;
    const total = this.#bytes;
    const written = told(this.#written);
    this.#first = null;
    this.#bytes = 0;
    if (written !== undefined) this.#written = [];
    if (others.length === 0) {
      this.#stream.write(first, written);
      return;
    }
    this.#others = [];
    if (total <= TOGETHER) this.#stream.write(joined(first, others, total), written);
    else this.#writeAll(first, others, written);
  }

  #writeAll(first: Uint8Array, others: readonly Uint8Array[], written: (() => void) | undefined): void {
    const stream = this.#stream;
    const pieces = putTogether(first, others);
    const last = pieces.pop()!;
    stream.cork();
    for (const piece of pieces) stream.write(piece);
    stream.write(last, written);
    stream.uncork();
  }
}

/** The same bytes in fewer pieces: neighbours that are short become one, others are not copied. */
function putTogether(first: Uint8Array, others: readonly Uint8Array[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let begin = first;
  let more: Uint8Array[] = [];
  let total = first.length;
  for (const piece of others) {
    if (begin.length <= SHORT && piece.length <= SHORT && total + piece.length <= TOGETHER) {
      more.push(piece);
      total += piece.length;
      continue;
    }
    pieces.push(more.length === 0 ? begin : joined(begin, more, total));
    begin = piece;
    more = [];
    total = piece.length;
  }
  pieces.push(more.length === 0 ? begin : joined(begin, more, total));
  return pieces;
}

function joined(first: Uint8Array, others: readonly Uint8Array[], total: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(total);
  bytes.set(first);
  let at = first.length;
  for (const other of others) {
    bytes.set(other, at);
    at += other.length;
  }
  return bytes;
}

function told(listeners: readonly (() => void)[]): (() => void) | undefined {
  if (listeners.length <= 1) return listeners[0];
  return () => {
    for (const listener of listeners) listener();
  };
}
