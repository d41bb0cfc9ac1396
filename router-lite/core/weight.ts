/** What a message that is kept costs in memory, roughly: what is bounded by number only is not bounded by messages of megabytes. */
import type { Dict, Payload } from './messages.ts';

/** What any value costs besides its letters and bytes. */
const ENTRY = 16;
/** Where bounds are not said otherwise. */
export const MIB = 1024 * 1024;

/** In bytes; a payload that is kept as it came says its length itself. */
export function weightOf(payload: Payload, options?: Dict): number {
  const { size = weigh(payload.args) + weigh(payload.kwargs) + weigh(payload.opaque) } = payload;
  return ENTRY + size + weigh(options);
}

function weigh(value: unknown): number {
  if (typeof value === 'string') return ENTRY + value.length;
  if (typeof value !== 'object' || value === null) return value === undefined ? 0 : ENTRY;
  if (ArrayBuffer.isView(value)) return ENTRY + value.byteLength;
  let total = ENTRY;
  if (Array.isArray(value)) {
    for (const part of value) total += weigh(part);
    return total;
  }
  for (const key in value) total += key.length + weigh((value as Dict)[key]);
  return total;
}
