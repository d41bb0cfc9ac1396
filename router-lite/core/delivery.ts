/** What the core answers with: who gets what. The driver sends the list in order; the core itself sends nothing. */
import type { Message } from './messages.ts';
import type { Session } from './session.ts';

export interface Delivery {
  readonly to: Session;
  /** One object shared by all its receivers: a driver may cache its encoding by identity. */
  readonly message: Message;
  /** Whose message it comes of, where that is not the one at hand. */
  readonly from?: Session;
  /** Close the transport once this is sent. */
  readonly close?: boolean;
}

/** What is to be done once something is on disk; failure: why it is not. */
export type Resume = (failure: string | null, turn: Turn) => void;
export type WaitFor = (written: Promise<unknown>, resume: Resume) => void;

/** One step of the core, a message received or a tick: what time it is, and what is to be sent so far. */
export interface Turn {
  /** Milliseconds of any clock that does not run backwards. */
  readonly now: number;
  /** Unix time, in milliseconds, at `now` = 0: for what peers are told of times, never for deadlines. */
  readonly epoch: number;
  readonly out: Delivery[];
}

/** Unix milliseconds of this step. */
export function unixTime({ now, epoch }: Turn): number {
  return epoch + now;
}

/** ISO 8601 in UTC, as the meta API tells times. */
export function isoTime(unixMillis: number): string {
  return new Date(unixMillis).toISOString();
}
