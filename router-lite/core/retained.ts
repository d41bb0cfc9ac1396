/**
 * Retained events (spec: "Event Retention"): the last one of each topic, for those who subscribe later and ask for it.
 * Best effort and bounded: at most two a topic, and beyond `limit` topics the one retained longest ago is forgotten.
 */
import type { Audience } from './audience.ts';
import type { Dict, Id, Payload, Uri } from './messages.ts';
import type { Session } from './session.ts';
import { matches, type Pattern } from './uris.ts';

export interface RetainedEvent {
  readonly topic: Uri;
  readonly publication: Id;
  readonly details: Dict;
  readonly payload: Payload;
  readonly trust: number | undefined;
  readonly audience: Audience | undefined;
}

/** What some may not see must not hide from them what they may: the last for all, and a later one for a few. */
interface Kept {
  readonly forAll: RetainedEvent | undefined;
  readonly forFew: RetainedEvent | undefined;
}

export class Retained {
  readonly #limit: number;
  readonly #topics = new Map<Uri, Kept>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** `limited`: its audience is more than "all but the publisher". */
  keep(event: RetainedEvent, limited: boolean): void {
    const before = this.#topics.get(event.topic);
    this.#topics.delete(event.topic);
    this.#topics.set(
      event.topic,
      limited ? { forAll: before?.forAll, forFew: event } : { forAll: event, forFew: undefined },
    );
    if (this.#topics.size <= this.#limit) return;
    const [oldest] = this.#topics.keys();
    this.#topics.delete(oldest!);
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

function pick(session: Session, kept: Kept | undefined): RetainedEvent[] {
  for (const event of [kept?.forFew, kept?.forAll]) {
    if (event !== undefined && (event.audience === undefined || event.audience(session))) return [event];
  }
  return [];
}
