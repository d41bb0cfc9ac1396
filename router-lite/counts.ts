import { Close, WampError } from './core/errors.ts';
import type { Message } from './core/messages.ts';

/** What the driver counted since the start. */
export interface Counts {
  /** Messages by type. */
  readonly received: Readonly<Record<string, number>>;
  readonly sent: Readonly<Record<string, number>>;
  /** Ended connections by cause: `left`, `lost`, `violation`, `slow consumer` … */
  readonly closed: Readonly<Record<string, number>>;
  /** Bytes that slow consumers had not taken when they were closed. */
  readonly droppedBytes: number;
}

export function tally(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

/** Why the core ends a session with this message, as the metrics name it. */
export function causeOf(message: Message): string {
  if (message.type !== 'GOODBYE' && message.type !== 'ABORT') return 'closed';
  switch (message.reason) {
    case WampError.protocolViolation:
      return 'violation';
    case Close.systemShutdown:
      return 'shutdown';
    case Close.killed:
      return 'killed';
    default:
      return message.type === 'ABORT' ? 'denied' : 'left';
  }
}
