/**
 * Back-pressure: who is held back, and for whom. A connection that feeds a peer that is behind is not read from until that peer has
 * caught up or patience with it is spent (transports/patience.ts): so nobody is held longer than that, and a frozen peer costs
 * those who feed it one moment. Whoever feeds no such peer notices nothing.
 */
import type { Message } from './core/messages.ts';
import { isDroppable } from './transports/droppable.ts';

/**
 * Whom to hold back so that less like this is sent: events, progressive results and calls come of whoever sent what they come of; every
 * other message answers a request of its receiver, who shall read its answers before it asks for more.
 */
export function feederOf<C>(message: Message, receiver: C, sender: C | undefined): C | undefined {
  // Facts that are kept wait in their log: nobody need be held back for them.
  if (message.type === 'EVENT' && message.kept === true) return undefined;
  return isDroppable(message) || message.type === 'INVOCATION' ? sender : receiver;
}

/** What can be held back. */
export interface Holdable {
  readonly transport: { pause?(): void; resume?(): void };
}

interface Hold<C> {
  readonly since: number;
  readonly receivers: Set<C>;
}

export class Holds<C extends Holdable> {
  readonly #now: () => number;
  readonly #held = new Map<C, Hold<C>>();
  /** By who is behind. */
  readonly #feeders = new Map<C, Set<C>>();
  #count = 0;
  #millis = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** `feeder` sent what made or keeps `receiver` behind; they may be the same. */
  hold(feeder: C, receiver: C): void {
    const { transport } = feeder;
    if (transport.pause === undefined) return;
    const feeders = this.#feeders.get(receiver) ?? new Set();
    if (feeders.has(feeder)) return;
    this.#feeders.set(receiver, feeders.add(feeder));
    const known = this.#held.get(feeder);
    if (known !== undefined) {
      known.receivers.add(receiver);
      return;
    }
    this.#held.set(feeder, { since: this.#now(), receivers: new Set([receiver]) });
    this.#count++;
    transport.pause();
  }

  /** Nobody waits for this receiver any more. */
  relieve(receiver: C): void {
    const feeders = this.#feeders.get(receiver) ?? [];
    this.#feeders.delete(receiver);
    for (const feeder of feeders) {
      const { receivers } = this.#held.get(feeder)!;
      receivers.delete(receiver);
      if (receivers.size === 0) this.#release(feeder).transport.resume?.();
    }
  }

  /** The connection is over: it neither waits nor is waited for. */
  forget(connection: C): void {
    this.relieve(connection);
    for (const receiver of this.#held.get(connection)?.receivers ?? []) {
      const feeders = this.#feeders.get(receiver)!;
      feeders.delete(connection);
      if (feeders.size === 0) this.#feeders.delete(receiver);
    }
    if (this.#held.has(connection)) this.#release(connection);
  }

  #release(feeder: C): C {
    this.#millis += this.#now() - this.#held.get(feeder)!.since;
    this.#held.delete(feeder);
    return feeder;
  }

  stats(): { readonly held: number; readonly holds: number; readonly heldMillis: number } {
    const now = this.#now();
    let heldMillis = this.#millis;
    for (const { since } of this.#held.values()) heldMillis += now - since;
    return { held: this.#held.size, holds: this.#count, heldMillis };
  }
}
