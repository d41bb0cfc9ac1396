/**
 * Retained events (spec: "Event Retention"): the last one of each topic, for those who subscribe later and ask for it.
 * Best effort and bounded: at most two a topic, and beyond so many topics, or bytes, the one retained longest ago is forgotten.
 */
import type { Audience } from './audience.ts';
import type { Dict, Id, Payload, Uri } from './messages.ts';
import type { Session } from './session.ts';
import { matches, type Pattern } from './uris.ts';
import { weightOf } from './weight.ts';

export interface RetainedEvent {
  readonly topic: Uri;
  readonly publication: Id;
  readonly details: Dict;
  readonly payload: Payload;
  readonly trust?: number | undefined;
  readonly audience: Audience | undefined;
}

/** What some may not see must not hide from them what they may: the last for all, and a later one for a few. */
interface Kept {
  readonly forAll: RetainedEvent | undefined;
  readonly forFew: RetainedEvent | undefined;
  readonly weight: number;
}

export class Retained {
  readonly #limit: number;
  readonly #bytes: number;
  readonly #topics = new Map<Uri, Kept>();
  #weight = 0;

  constructor(limit: number, bytes: number) {
    this.#limit = limit;
    this.#bytes = bytes;
  }

  /** `limited`: its audience is more than "all but the publisher". */
  keep(event: RetainedEvent, limited: boolean): void {
    const forAll = limited ? this.#topics.get(event.topic)?.forAll : event;
    const forFew = limited ? event : undefined;
    const weight = event.topic.length + weightOfEvent(forAll) + weightOfEvent(forFew);
    this.#forget(event.topic);
    this.#topics.set(event.topic, { forAll, forFew, weight });
    this.#weight += weight;
    for (const oldest of this.#topics.keys()) {
      if (this.#topics.size <= this.#limit && this.#weight <= this.#bytes) return;
      this.#forget(oldest);
    }
  }

  #forget(topic: Uri): void {
    this.#weight -= this.#topics.get(topic)?.weight ?? 0;
    this.#topics.delete(topic);
  }

  /** What a subscriber to the pattern would have received last, topic by topic. */
  for(session: Session, { uri, match }: Pattern): RetainedEvent[] {
    if (match === 'exact') return pick(session, this.#topics.get(uri));
    const found: RetainedEvent[] = [];
    for (const [topic, kept] of this.#topics) {
      if (matches(uri, match, topic)) found.push(...pick(session, kept));
    }
    return found;
  }

  get size(): number {
    return this.#topics.size;
  }
}

function weightOfEvent(event: RetainedEvent | undefined): number {
  return event === undefined ? 0 : weightOf(event.payload, event.details);
}

function pick(session: Session, kept: Kept | undefined): RetainedEvent[] {
  for (const event of [kept?.forFew, kept?.forAll]) {
    if (event !== undefined && (event.audience === undefined || event.audience(session))) return [event];
  }
  return [];
}
