/** How a fact is told to those who subscribed. */
import { eventOf, tellsTrust } from './event.ts';
import type { Fact } from './fact-log.ts';
import type { Event } from './messages.ts';
import type { Session } from './session.ts';
import type { Subscription } from './subscriptions.ts';

/** The events of one fact under one subscription, each made when it is first needed; those for followers are not to be dropped. */
export function eventsOf(fact: Fact, subscription: Subscription): (to: Session, isKept: boolean) => Event {
  const made = new Map<number, Event>();
  return (to, isKept) => {
    const trusting = fact.trust !== undefined && tellsTrust(to);
    const kind = (trusting ? 1 : 0) + (isKept ? 2 : 0);
    let event = made.get(kind);
    if (event === undefined) {
      event = isKept ? keptEvent(fact, subscription, trusting) : eventOf(fact, subscription, trusting);
      made.set(kind, event);
    }
    return event;
  };
}

/** For one who follows: it is not to be dropped. */
export function keptEvent(fact: Fact, subscription: Subscription, trusting: boolean): Event {
  const event: { -readonly [Key in keyof Event]: Event[Key] } = eventOf(fact, subscription, trusting);
  event.kept = true;
  return event;
}
