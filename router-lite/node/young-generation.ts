/**
 * Has V8 collect its young generation while large messages pass through.
 *
 * Each read from the network is a buffer outside V8's heap. V8 frees it when it collects what is young, but what is outside
 * counts only towards the full collection, which marks the whole heap: a process that moves buffers and makes little else
 * has one every 30 MB (10 to 20 ms of CPU), and by then the buffers' memory is cold and partly given back to the system.
 * A collection of the young generation takes less than a millisecond. See docs/decisions/router-speed.md.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Bytes received between two collections. Garbage is up to twice that: a message longer than one read is gathered in a
 * second buffer. Where the heap is small V8 begins a full collection once 8 MB outside it have come since the last one;
 * half of that leaves room for what is under way.
 */
const EVERY = 2 * 1024 * 1024;

type Collect = (options: { type: 'minor' }) => void;

let collect: Collect | null = null;
let bytes = 0;

/** Tells of bytes that came from the network. */
export function received(count: number): void {
  bytes += count;
  if (bytes < EVERY) return;
  bytes = 0;
  collect ??= collector();
  collect({ type: 'minor' });
}

/** V8's own function, which no other code of the process comes to see unless it was started so. */
function collector(): Collect {
  const exposed = (globalThis as { gc?: Collect }).gc;
  if (exposed !== undefined) return exposed;
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('globalThis.gc') as Collect | undefined;
  setFlagsFromString('--no-expose-gc');
  return gc ?? (() => {});
}
