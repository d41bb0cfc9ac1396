/** What the core answers with: who gets what. The driver sends the list in order; the core itself sends nothing. */
import type { Message } from './messages.ts';
import type { Session } from './session.ts';

export interface Delivery {
  readonly to: Session;
  /** One object shared by all its receivers: a driver may cache its encoding by identity. */
  readonly message: Message;
  /** Close the transport once this is sent. */
  readonly close?: boolean;
}

/** One step of the core, a message received or a tick: what time it is, and what is to be sent so far. */
export interface Turn {
  /** Milliseconds of any clock that does not run backwards. */
  readonly now: number;
  readonly out: Delivery[];
}
