/** WebSocket frames as a client writes them (RFC 6455, sections 5.2 and 5.3): what one turn sends leaves in one write. */
import { randomFillSync } from 'node:crypto';
import { headerSize, writeHeader } from '../router-lite/transports/websocket-frames.ts';
import { unmask } from '../router-lite/transports/websocket-mask.ts';

interface Unsent {
  readonly opcode: number;
  readonly payload: Uint8Array;
}

const MASK = 4;
const MASKED = 0x80;
/** Masks that are drawn at once. */
const masks = new Uint8Array(MASK * 1024);
let drawn = masks.length;

/** What it is given must not change before the turn is over. It holds what one turn sends, and no more. */
export class MaskedFrames {
  #unsent: Unsent[] = [];
  #bytes = 0;
  readonly #write: (bytes: Uint8Array) => void;

  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write;
  }

  add(opcode: number, payload: Uint8Array): void {
    // Behind all promises of this turn.
    if (this.#unsent.length === 0) process.nextTick(() => this.flush());
    this.#unsent.push({ opcode, payload });
    this.#bytes += headerSize(payload.length) + MASK + payload.length;
  }

  /** Writes what was added; to be called before the end of the stream. */
  flush(): void {
    if (this.#unsent.length === 0) return;
    const bytes = Buffer.allocUnsafeSlow(this.#bytes);
    let at = 0;
    for (const frame of this.#unsent) at = writeMasked(bytes, at, frame);
    this.#unsent = [];
    this.#bytes = 0;
    this.#write(bytes);
  }
}

/** Returns where the frame ends. */
function writeMasked(into: Buffer, at: number, { opcode, payload }: Unsent): number {
  const size = headerSize(payload.length);
  const head = into.subarray(at, at + size);
  writeHeader(head, payload.length, opcode);
  head[1]! |= MASKED;
  const mask = newMask();
  into.set(mask, at + size);
  const begin = at + size + MASK;
  into.set(payload, begin);
  unmask(into.subarray(begin, begin + payload.length), mask);
  return begin + payload.length;
}

function newMask(): Uint8Array {
  if (drawn === masks.length) {
    randomFillSync(masks);
    drawn = 0;
  }
  drawn += MASK;
  return masks.subarray(drawn - MASK, drawn);
}
