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
