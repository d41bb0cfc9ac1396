/**
 * The batched variant of each serializer: several messages in one frame (spec: "Message Batching").
 * JSON: a separator follows each message. The spec says U+001E, AutobahnPython sends U+0018; JSON can contain neither
 * unescaped, so both are read, and we write what the peer wrote: it speaks first.
 * MessagePack and CBOR: its length, 32 bits big-endian, precedes each message.
 */
import { cbor } from './cbor.ts';
import { json } from './json.ts';
import { msgpack } from './msgpack.ts';
import { FormatError, type Framing, type Serializer } from './serializer.ts';

const SEPARATOR = 0x1e;
const AUTOBAHN = 0x18;
const HEADER = 4;

function separated(): Framing {
  let separator = SEPARATOR;
  return {
    join(messages) {
      const frame = new Uint8Array(sum(messages) + messages.length);
      let at = 0;
      for (const message of messages) {
        frame.set(message, at);
        at += message.length + 1;
        frame[at - 1] = separator;
      }
      return frame;
    },
    *split(frame) {
      const last = frame[frame.length - 1];
      if (last === SEPARATOR || last === AUTOBAHN) separator = last;
      refuseEmpty(frame);
      let from = 0;
      while (from < frame.length) {
        const to = frame.indexOf(separator, from);
        // Some leave out the last one.
        const end = to < 0 ? frame.length : to;
        yield frame.subarray(from, end);
        from = end + 1;
      }
    },
  };
}

function prefixed(): Framing {
  return {
    join(messages) {
      const frame = new Uint8Array(sum(messages) + HEADER * messages.length);
      const view = new DataView(frame.buffer);
      let at = 0;
      for (const message of messages) {
        view.setUint32(at, message.length);
        frame.set(message, at + HEADER);
        at += HEADER + message.length;
      }
      return frame;
    },
    *split(frame) {
      refuseEmpty(frame);
      const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
      let at = 0;
      while (at < frame.length) {
        const from = at + HEADER;
        if (from > frame.length) throw new FormatError('the batch ends within the length of a message');
        at = from + view.getUint32(from - HEADER);
        if (at > frame.length) throw new FormatError('the batch ends within a message');
        yield frame.subarray(from, at);
      }
    },
  };
}

function sum(messages: readonly Uint8Array[]): number {
  return messages.reduce((total, { length }) => total + length, 0);
}

function refuseEmpty(frame: Uint8Array): void {
  if (frame.length === 0) throw new FormatError('a batch holds at least one message');
}

/** Its messages are the serializer's own: an event is encoded once for batched and other subscribers together. */
function batched(serializer: Serializer, framing: () => Framing): Serializer {
  return { ...serializer, protocol: `${serializer.protocol}.batched`, framing };
}

export const batchedJson = batched(json, separated);
export const batchedMsgpack = batched(msgpack, prefixed);
export const batchedCbor = batched(cbor, prefixed);
