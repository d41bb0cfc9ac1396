/** For tests of outboxes: a socket that holds what it is given. */
import { Outbox, type OutboxOptions, type Sink } from './outbox.ts';

export const LIMIT = 16_000;
/** A socket that holds what it is given until the network takes it. */
export function socket() {
  const written: Uint8Array[] = [];
  let held = 0;
  const takers: (() => void)[] = [];
  /** The network takes all of it. */
  const drain = () => {
    held = 0;
    for (const taken of takers.splice(0)) taken();
  };
  return {
    written,
    sink: {
      get buffered() {
        return held;
      },
      write(bytes: Uint8Array, taken?: () => void) {
        written.push(bytes);
        held += bytes.length;
        if (taken) takers.push(taken);
      },
    },
    drain,
    drainAll() {
      do drain();
      while (held > 0);
    },
  };
}

/** Every socket had its chance. */
const atOnce = (step: () => void) => step();

/** Nobody waits for its peer, but where a test says so. */
export const outboxOf = (sink: Sink, options: Partial<OutboxOptions> = {}) =>
  new Outbox(sink, { limit: LIMIT, holdMillis: 0, later: atOnce, ...options });

/** Message i, of this length. */
export const message = (i: number, length: number) => new Uint8Array(length).fill(i % 256);
