/**
 * An event as it lies in a store: the time (a double), and then a PUBLISH in MessagePack whose request is the publication. So a
 * payload that came in MessagePack is stored, and goes on, as the bytes it came in.
 */
import type { PastEvent } from './core/history.ts';
import type { Dict, Message } from './core/messages.ts';
import { allocate } from './serializers/bytes.ts';
import { msgpack } from './serializers/msgpack.ts';
import { writeMessage } from './serializers/serializer.ts';

type Event = Omit<PastEvent, 'lists'>;

/** An event, and what is no part of EVENT.Details. */
export interface KeptEvent extends Event {
  readonly aside: Dict | undefined;
}

const TIME_BYTES = 8;

export function keptEvent({ time, topic, publication, details, payload }: Event, aside?: Dict): Uint8Array {
  const options = aside === undefined ? details : { ...details, _fact: aside };
  const message = msgpack.pieces({ type: 'PUBLISH', request: publication, options, topic, payload });
  const bytes = allocate(TIME_BYTES + message.length);
  new DataView(bytes.buffer, bytes.byteOffset).setFloat64(0, time);
  writeMessage(message, bytes, TIME_BYTES);
  return bytes;
}

/** Throws where the bytes are none of keptEvent()'s. */
export function eventIn(bytes: Uint8Array): KeptEvent {
  const message: Message = msgpack.decode(bytes.subarray(TIME_BYTES));
  if (message.type !== 'PUBLISH') throw new Error(`a store holds a ${message.type} where an event should be`);
  const { request: publication, topic, payload, options } = message;
  const time = timeIn(bytes);
  if (options._fact === undefined)
    return { time, topic, publication, details: options, payload, aside: undefined };
  const { _fact: aside, ...details } = options;
  return { time, topic, publication, details, payload, aside: aside as Dict };
}

/** Unix milliseconds of its publication; 0 in what is no kept event. */
export function timeIn({ buffer, byteOffset, length }: Uint8Array): number {
  return length < TIME_BYTES ? 0 : new DataView(buffer, byteOffset).getFloat64(0);
}
