import type { Framing } from '../serializers/serializer.ts';

/** More than this is not held back for company: a frame must not grow past what peers accept. */
const FULL = 64 * 1024;

/** Collects what is sent within one turn of the event loop into one frame. */
export class Batch {
  readonly #framing: Framing;
  readonly #out: (frame: Uint8Array, droppable: boolean) => void;
  #messages: Uint8Array[] = [];
  #bytes = 0;
  #droppable = false;
  #scheduled = false;

  constructor(framing: Framing, out: (frame: Uint8Array, droppable: boolean) => void) {
    this.#framing = framing;
    this.#out = out;
  }

  /** Droppable messages and answers never share a frame, for a frame is dropped as a whole. */
  add(bytes: Uint8Array, droppable: boolean): void {
    if (droppable !== this.#droppable || this.#bytes + bytes.length > FULL) this.send();
    this.#droppable = droppable;
    this.#messages.push(bytes);
    this.#bytes += bytes.length;
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.send();
    });
  }

  /** Sends what has been collected. */
  send(): void {
    if (this.#messages.length === 0) return;
    const frame = this.#framing.join(this.#messages);
    this.#messages = [];
    this.#bytes = 0;
    this.#out(frame, this.#droppable);
  }
}
