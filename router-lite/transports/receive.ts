import type { Message } from '../core/messages.ts';
import type { Framing, Serializer } from '../serializers/serializer.ts';
import type { TransportListener } from './transport.ts';

export interface Received {
  readonly frame: Uint8Array;
  readonly serializer: Serializer;
  /** Present: the frame holds several messages. */
  readonly framing: Framing | undefined;
  readonly listener: TransportListener;
  /** Asked between the messages of a frame: one of them may have been the last. */
  readonly isOver: () => boolean;
}

/** From the bytes of a frame to what the listener is told: its messages, or what is wrong with them. */
export function receive({ frame, serializer, framing, listener, isOver }: Received): void {
  if (framing === undefined) {
    receiveOne(frame, serializer, listener);
    return;
  }
  const parts = framing.split(frame)[Symbol.iterator]();
  while (!isOver()) {
    let next: IteratorResult<Uint8Array>;
    try {
      next = parts.next();
    } catch (error) {
      listener.violation(textOf(error));
      return;
    }
    if (next.done) return;
    receiveOne(next.value, serializer, listener);
  }
}

function receiveOne(bytes: Uint8Array, serializer: Serializer, listener: TransportListener): void {
  let message: Message;
  try {
    message = serializer.decode(bytes);
  } catch (error) {
    listener.violation(textOf(error));
    return;
  }
  listener.message(message);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
