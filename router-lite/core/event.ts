/** How a publication is told to those who subscribed. */
import type { Dict, Event, Id, Payload, Uri } from './messages.ts';
import type { Session } from './session.ts';
import type { Subscription } from './subscriptions.ts';

/** A publication on its way to whoever subscribed. */
export interface Outgoing {
  readonly topic: Uri;
  readonly publication: Id;
  readonly details: Dict;
  readonly payload: Payload;
  readonly trust?: number | undefined;
}

/** Trust levels are for those who announced that they understand them. */
export function tellsTrust(session: Session): boolean {
  return session.open.features.publicationTrustLevels;
}

export function eventOf(
  { topic, publication, details: shown, payload, trust }: Outgoing,
  { id, pattern }: Subscription,
  tellTrust: boolean,
  more?: Dict,
): Event {
  let details = pattern.match === 'exact' ? shown : { ...shown, topic };
  if (tellTrust && trust !== undefined) details = { ...details, trustlevel: trust };
  if (more !== undefined) details = { ...details, ...more };
  return { type: 'EVENT', subscription: id, publication, details, payload };
}
