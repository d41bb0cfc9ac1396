/**
 * One serializer = one format of values + the codec of messages + a cache, so that an EVENT to a thousand
 * subscribers is encoded once. Every implementation passes serializer.suite.ts.
 */
import { decode, encode } from '../core/codec.ts';
import type { Message } from '../core/messages.ts';

/** Turns plain data into bytes and back. `parse` throws a FormatError for anything it does not read completely. */
export interface Format {
  /** `value` holds only null, booleans, numbers, bigints, strings, Uint8Arrays, arrays and plain objects. */
  write(value: unknown): Uint8Array;
  parse(bytes: Uint8Array): unknown;
}

/** The bytes are not of the format; the message says what was met. Never the router's own mistake. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
}

/** Values nested deeper than this are refused: walking them must not exhaust the stack of any peer. */
export const DEEPEST = 200;

/** How the messages of a batched serializer share a frame; one object per connection. See batched.ts. */
export interface Framing {
  join(messages: readonly Uint8Array[]): Uint8Array;
  /** The messages of a frame, at least one. Throws a FormatError. */
  split(frame: Uint8Array): Uint8Array[];
}

export interface Serializer {
  /** WebSocket subprotocol: `wamp.2.json`, `wamp.2.msgpack`, `wamp.2.cbor.batched` … */
  readonly protocol: string;
  /** Whether its frames are binary or UTF-8 text. */
  readonly binary: boolean;
  /** Absent: a frame is one message. */
  readonly framing?: () => Framing;
  /** The same message object gives the same bytes object; callers must not change them. */
  encode(message: Message): Uint8Array;
  /** Throws FormatError for bytes of another format and ProtocolViolation for what is no WAMP message. */
  decode(bytes: Uint8Array): Message;
}

export function createSerializer(protocol: string, binary: boolean, format: Format): Serializer {
  // Only events go to many; a cache for the rest would cost more than it saves.
  const events = new WeakMap<Message, Uint8Array>();
  return {
    protocol,
    binary,
    encode(message) {
      if (message.type !== 'EVENT') return format.write(encode(message));
      let bytes = events.get(message);
      if (bytes === undefined) {
        bytes = format.write(encode(message));
        events.set(message, bytes);
      }
      return bytes;
    },
    decode(bytes) {
      const tuple = format.parse(bytes);
      if (!Array.isArray(tuple)) throw new FormatError('a WAMP message is a list');
      return decode(tuple);
    },
  };
}
