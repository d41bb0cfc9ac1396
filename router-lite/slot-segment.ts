/**
 * Events of one slot that came in one turn of the event loop, as one value of a Store:
 *
 *   count (u32) │ count × (weight, length: u32) │ the kept events, one after another
 *
 * Their numbers go on from that of the first, which is in the value's key. Weights are below 2^32: so are messages.
 */
import type { Dict } from './core/messages.ts';
import type { Entry, SlotEvent } from './core/slot-event.ts';
import { eventIn, keptEvent } from './kept-event.ts';
import { allocate } from './serializers/bytes.ts';

const COUNT = 4;
const ROW = 8;

export type Row = Pick<Entry, 'number' | 'weight'>;

/** What one segment has at most: reading one event shall cost little. An index fits a byte. */
export const MOST_EVENTS = 256;
export const MOST_WEIGHT = 64 * 1024;

export interface Part {
  readonly weight: number;
  readonly bytes: Uint8Array;
}

/** An event as segments have it. How often it was delivered is no part of it. Throws for what no message can carry. */
export function partOf({ event, weight }: Entry): Part {
  return { weight, bytes: keptEvent(event, asideOf(event)) };
}

function asideOf({ trust, lists }: SlotEvent): Dict | undefined {
  return trust === undefined && lists === undefined ? undefined : { trust, lists };
}

/** Of events whose numbers have no gap. */
export function segmentOf(group: readonly Part[]): Uint8Array {
  const size = group.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const value = allocate(COUNT + ROW * group.length + size);
  const view = viewOf(value);
  view.setUint32(0, group.length);
  let row = COUNT;
  let at = COUNT + ROW * group.length;
  for (const { weight, bytes } of group) {
    view.setUint32(row, weight);
    view.setUint32(row + 4, bytes.length);
    value.set(bytes, at);
    row += ROW;
    at += bytes.length;
  }
  return value;
}

export function rowsIn(value: Uint8Array, first: number): Row[] {
  const view = viewOf(value);
  const count = view.getUint32(0);
  if (count > MOST_EVENTS) throw new RangeError(`a segment has ${count} events, and ${MOST_EVENTS} at most`);
  return Array.from({ length: count }, (_, i) => ({
    number: first + i,
    weight: view.getUint32(COUNT + ROW * i),
  }));
}

/** Undefined where it has none of this number. */
export function entryIn(value: Uint8Array, first: number, number: number): Entry | undefined {
  const view = viewOf(value);
  const count = view.getUint32(0);
  const index = number - first;
  if (index < 0 || index >= count) return undefined;
  let at = COUNT + ROW * count;
  for (let i = 0; i < index; i++) at += view.getUint32(COUNT + ROW * i + 4);
  const weight = view.getUint32(COUNT + ROW * index);
  const length = view.getUint32(COUNT + ROW * index + 4);
  const { aside = {}, ...event } = eventIn(value.subarray(at, at + length));
  const { trust, lists } = aside as Pick<SlotEvent, 'trust' | 'lists'>;
  return { number, weight, attempts: 0, event: { ...event, trust, lists } };
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}
