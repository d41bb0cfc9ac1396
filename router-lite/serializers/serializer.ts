/**
 * One serializer = one format of values + the codec of messages + a cache, so that an EVENT to a thousand
 * subscribers is encoded once. Every implementation passes serializer.suite.ts.
 */
import { decode } from '../core/decode.ts';
import { encode, headOf } from '../core/encode.ts';
import { payloadIndex } from '../core/message-codes.ts';
import type { Dict, Message, Payload } from '../core/messages.ts';
import { allocate, copy } from './bytes.ts';

/** Turns plain data into bytes and back. `parse` throws a FormatError for anything it does not read completely. */
export interface Format {
  /** `value` holds only null, booleans, numbers, bigints, strings, Uint8Arrays, arrays and plain objects. */
  write(value: unknown): Uint8Array;
  parse(bytes: Uint8Array): unknown;
  /** Absent: payloads are always written anew. */
  readonly splicing?: Splicing;
}

/** How a payload travels on as the bytes it came in, where both ends speak the same format. */
export interface Splicing {
  /** Reads a whole message, as Format.parse does, and finds its payload: from the element `payloadIndex(code)` to its end. */
  parse(bytes: Uint8Array): Parsed;
  /** The elements of a payload that parse() took. */
  read(payload: Uint8Array): unknown[];
  /** What stands before a payload of `parts` elements in a message that begins with those of `head`. */
  head(head: readonly unknown[], parts: number): Head;
}

export interface Parsed {
  readonly tuple: readonly unknown[];
  /** Where the payload begins, which goes on to the end; -1: there is none, or it may not be copied as it is. */
  readonly from: number;
  /** Better read when it is asked for, and not opaque; in `tuple` lists may stand for lists, dictionaries for dictionaries. */
  readonly late?: boolean;
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
  /**
   * The messages of a frame, at least one, each found when it is asked for: a frame of millions of them must cost no more than what is
   * made of the first that is wrong. Throws a FormatError.
   */
  split(frame: Uint8Array): Iterable<Uint8Array>;
}

export interface Serializer {
  /** WebSocket subprotocol: `wamp.2.json`, `wamp.2.msgpack`, `wamp.2.cbor.batched` … */
  readonly protocol: string;
  /** Whether its frames are binary or UTF-8 text. */
  readonly binary: boolean;
  /** Absent: a frame is one message. */
  readonly framing?: () => Framing;
  /** The same event gives the same bytes object; callers must not change them. */
  encode(message: Message): Uint8Array;
  /** The same bytes, for who can write two pieces as one. */
  pieces(message: Message): Uint8Array | Pieces;
  /** Throws FormatError for bytes of another format and ProtocolViolation for what is no WAMP message. */
  decode(bytes: Uint8Array): Message;
}

/** Bytes, or ASCII text that stands for them: of a short one it costs less to write the letters where they shall be than to copy bytes. */
export type Head = Uint8Array | string;

/** A message that is the bytes of `head` and then those of a payload, for whoever can write both as one. */
export class Pieces {
  readonly head: Head;
  readonly length: number;
  /** The payload is what stands here from #from on: most are written from there, and need no view of their own. */
  readonly #bytes: Uint8Array;
  readonly #from: number;
  #whole: Uint8Array | null = null;

  constructor(head: Head, bytes: Uint8Array, from = 0) {
    this.head = head;
    this.#bytes = bytes;
    this.#from = from;
    this.length = head.length + bytes.length - from;
  }

  get payload(): Uint8Array {
    return this.#from === 0 ? this.#bytes : this.#bytes.subarray(this.#from);
  }

  get whole(): Uint8Array {
    if (this.#whole === null) {
      this.#whole = allocate(this.length);
      this.writeTo(this.#whole, 0);
    }
    return this.#whole;
  }

  /** All of it, from `at` on. */
  writeTo(target: Uint8Array, at: number): void {
    this.writeHead(target, at);
    copy(this.#bytes, this.#from, target, at + this.head.length);
  }

  writeHead(target: Uint8Array, at: number): void {
    const { head } = this;
    if (typeof head !== 'string') copy(head, 0, target, at);
    else for (let i = 0; i < head.length; i++) target[at + i] = head.charCodeAt(i);
  }
}

/** Writes a message, in whichever form Serializer.pieces() gave it, from `at` on. */
export function writeMessage(message: Uint8Array | Pieces, target: Uint8Array, at: number): void {
  if (message instanceof Pieces) message.writeTo(target, at);
  else copy(message, 0, target, at);
}

export function createSerializer(protocol: string, binary: boolean, format: Format): Serializer {
  // An event goes to its subscribers one after another. (A WeakMap of all events cost a third of the time in collections.)
  let event: Message | null = null;
  let eventBytes: Uint8Array | Pieces | null = null;
  const { splicing } = format;

  function write(message: Message): Uint8Array | Pieces {
    const payload = 'payload' in message ? message.payload : null;
    if (!(payload instanceof SplicedPayload) || payload.splicing !== splicing)
      return format.write(encode(message));
    const { bytes, from, parts } = payload.slice;
    return new Pieces(payload.splicing.head(headOf(message), parts), bytes, from);
  }

  function pieces(message: Message): Uint8Array | Pieces {
    if (message.type !== 'EVENT') return write(message);
    if (event !== message || eventBytes === null) {
      eventBytes = write(message);
      event = message;
    }
    return eventBytes;
  }

  return {
    protocol,
    binary,
    pieces,
    encode(message) {
      const bytes = pieces(message);
      return bytes instanceof Pieces ? bytes.whole : bytes;
    },
    decode(bytes) {
      if (splicing === undefined) return decode(listOf(format.parse(bytes)));
      const { tuple, from, late } = splicing.parse(bytes);
      const message = decode(tuple);
      if (from === -1 || !('payload' in message)) return message;
      const parts = partsOf(message.payload);
      // A null among them is left out, or becomes an empty list, when it is written anew.
      if (parts === 0 || parts !== tuple.length - payloadIndex(tuple[0])) return message;
      const slice = compact(bytes, from, parts);
      // The message is new, and nobody else's yet.
      (message as { payload: Payload }).payload = new SplicedPayload(
        slice,
        splicing,
        late ? null : message.payload,
      );
      return message;
    },
  };
}

/** A payload that goes on as it came, and is read from its bytes when somebody looks into it: most only pass through. */
class SplicedPayload implements Payload {
  readonly slice: Slice;
  readonly splicing: Splicing;
  #read: Payload | null;

  /** @param read what the bytes say, where that is known already */
  constructor(slice: Slice, splicing: Splicing, read: Payload | null) {
    this.slice = slice;
    this.splicing = splicing;
    this.#read = read;
  }

  get size(): number {
    return this.slice.bytes.length - this.slice.from;
  }

  get args(): readonly unknown[] | undefined {
    return this.#all().args;
  }

  get kwargs(): Dict | undefined {
    return this.#all().kwargs;
  }

  /** What is read late is no secret: see Splicing.parse. */
  get opaque(): string | Uint8Array | undefined {
    return this.#read?.opaque;
  }

  #all(): Payload {
    if (this.#read === null) {
      const [args, kwargs] = this.splicing.read(this.slice.bytes.subarray(this.slice.from));
      this.#read = { args: args as unknown[], ...(kwargs === undefined ? {} : { kwargs: kwargs as Dict }) };
    }
    return this.#read;
  }
}

/** A payload as it came, one or two elements of a message: the bytes from `from` on. */
interface Slice {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly parts: number;
}

/** How many elements encode() makes of it; 0 too for what cannot be copied as it came. */
function partsOf({ args, kwargs, opaque }: Payload): number {
  if (opaque !== undefined) return 1;
  if (args === undefined) return 0;
  return kwargs === undefined ? 1 : 2;
}

export function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new FormatError('a WAMP message is a list');
  return value;
}

const CHUNK = 4096;
/** From here on a payload that is kept has memory of its own: small ones share some, for each piece of memory is one more to collect. */
const ALONE = 512;
let shared = new Uint8Array(0);
let used = 0;

/** The bytes of a message keep the whole network chunk in memory, for as long as a call waits in a queue. */
function compact(bytes: Uint8Array, from: number, parts: number): Slice {
  const held = bytes.buffer.byteLength;
  const length = bytes.length - from;
  if (held <= CHUNK || held <= 8 * length) return { bytes, from, parts };
  if (length >= ALONE) return { bytes: Uint8Array.from(bytes.subarray(from)), from: 0, parts };
  if (used + length > shared.length) {
    shared = new Uint8Array(CHUNK);
    used = 0;
  }
  const kept = shared.subarray(used, used + length);
  copy(bytes, from, kept, 0);
  used += length;
  return { bytes: kept, from: 0, parts };
}
