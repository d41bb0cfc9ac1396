import { Close, WampError } from './core/errors.ts';
import type { ErrorMessage, Message, RequestLimit } from './core/messages.ts';

/** What the driver counted since the start. */
export interface Counts {
  /** Messages by type. */
  readonly received: Readonly<Record<string, number>>;
  readonly sent: Readonly<Record<string, number>>;
  /** Ended connections by cause: `left`, `lost`, `violation`, `slow consumer` … */
  readonly closed: Readonly<Record<string, number>>;
  /** Bytes that slow consumers had not taken when they were closed. */
  readonly droppedBytes: number;
  /** Events and progressive results given up for slow consumers, oldest first. */
  readonly droppedMessages: number;
  /** How often that began: once per connection in ten seconds at most. */
  readonly slowEpisodes: number;
  /** How often a connection was held back for another that is behind, and how long all together, in milliseconds. */
  readonly holds: number;
  readonly heldMillis: number;
  /** Connections held back now. */
  readonly held: number;
  /** ERRORs sent, by `REQUEST error`, such as `CALL wamp.error.timeout`; the applications' own errors are `application`. */
  readonly errors: Readonly<Record<string, number>>;
  /** How often each limit was met. */
  readonly limits: Readonly<Record<LimitName, number>>;
}

/** The limits of RouterOptions, and of RealmOptions, that can be met. */
export type LimitName =
  | RequestLimit
  | 'messageBytes'
  | 'handshakeMillis'
  | 'sessions'
  | 'sessionsPerAddress'
  | 'pongMillis'
  | 'bufferedBytes'
  | 'holdMillis';

export function noneMet(): Record<LimitName, number> {
  return {
    messageBytes: 0,
    handshakeMillis: 0,
    sessions: 0,
    sessionsPerAddress: 0,
    pongMillis: 0,
    bufferedBytes: 0,
    holdMillis: 0,
    calls: 0,
    callBytes: 0,
    queueLimit: 0,
    unservedCalls: 0,
    registrations: 0,
    slotEvents: 0,
    subscriptions: 0,
    unstored: 0,
  };
}

/** The limit behind the end of a connection. */
const LIMIT_OF_CAUSE: Readonly<Record<string, LimitName>> = {
  'message too big': 'messageBytes',
  'handshake time-out': 'handshakeMillis',
  'no pong': 'pongMillis',
  'slow consumer': 'bufferedBytes',
};

const KNOWN_ERRORS: ReadonlySet<string> = new Set(Object.values(WampError));

/** Counts the end of a connection, and the limit it met. */
export function tallyEnd(
  closed: Record<string, number>,
  limits: Record<LimitName, number>,
  cause: string,
): void {
  tally(closed, cause);
  const limit = LIMIT_OF_CAUSE[cause];
  if (limit !== undefined) limits[limit]++;
}

/** Counts an ERROR that is sent, and the limit behind it. Labels of a metric must be few, so only known URIs are names. */
export function tallyError(
  errors: Record<string, number>,
  limits: Record<LimitName, number>,
  message: ErrorMessage,
): void {
  const { requestType, error, limit } = message;
  tally(errors, `${requestType} ${KNOWN_ERRORS.has(error) ? error : 'application'}`);
  if (limit !== undefined) limits[limit]++;
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
