/**
 * Event history (spec: "Event History"): what was published under the patterns the realm is told to remember. A subscription
 * that such a pattern covers can be asked for its past events with wamp.subscription.get_events.
 */
import { type Bound, EventPage, type EventQuery, maySee, weightOfEvent } from './event-query.ts';
import type { Dict, Id, Payload, Uri } from './messages.ts';
import type { Session } from './session.ts';
import { covers, type Match, matches, type Pattern } from './uris.ts';
import { MIB } from './weight.ts';

/** One pattern of topics to remember. */
export interface HistoryRule {
  readonly uri: Uri;
  /** Default exact. */
  readonly match?: Match;
  /** Events kept; the oldest goes first. Default 1,000. */
  readonly limit?: number;
  /** What they may weigh in memory; default 64 MiB. The oldest goes first. */
  readonly bytes?: number;
}

export interface PastEvent {
  /** Unix milliseconds. */
  readonly time: number;
  readonly topic: Uri;
  readonly publication: Id;
  readonly details: Dict;
  readonly payload: Payload;
  /** PUBLISH.Options that list authids and authroles; absent when all may see it. */
  readonly lists?: Dict;
}

/** Where a rule's events are kept: plain data, in the order of publication. A store may stand behind it. */
export interface EventLog {
  append(event: PastEvent): void;
  /** Oldest first; at most the rule's limit. */
  events(): Iterable<PastEvent>;
}

export type OpenEventLog = (pattern: Pattern, limit: number, bytes: number) => EventLog;

/** In memory. */
export const memoryLog: OpenEventLog = (_pattern, limit, bytes) => {
  // A Set gives up its oldest at once, however many there are.
  const kept = new Set<PastEvent>();
  let weight = 0;
  return {
    append(event) {
      kept.add(event);
      weight += weightOfEvent(event);
      for (const oldest of kept) {
        if (kept.size <= limit && weight <= bytes) return;
        kept.delete(oldest);
        weight -= weightOfEvent(oldest);
      }
    },
    events: () => kept.values(),
  };
};

interface Chapter {
  readonly pattern: Pattern;
  readonly log: EventLog;
}

export class History {
  readonly #chapters: readonly Chapter[];

  constructor(rules: readonly HistoryRule[], open: OpenEventLog) {
    this.#chapters = rules.map(({ uri, match = 'exact', limit = 1_000, bytes = 64 * MIB }) => {
      const pattern: Pattern = { uri, match };
      return { pattern, log: open(pattern, limit, bytes) };
    });
  }

  get patterns(): readonly Pattern[] {
    return this.#chapters.map(({ pattern }) => pattern);
  }

  /** True when an event on this topic would be remembered: `event` need not be built otherwise. */
  covers(topic: Uri): boolean {
    return this.#chapters.some(({ pattern: { uri, match } }) => matches(uri, match, topic));
  }

  append(event: PastEvent): void {
    for (const { pattern, log } of this.#chapters) {
      if (matches(pattern.uri, pattern.match, event.topic)) log.append(event);
    }
  }

  /** The events of a subscription that this session may see and that the query asks for. */
  select({ id, pattern }: { id: Id; pattern: Pattern }, session: Session, query: EventQuery): Payload {
    const chapter = this.#chapters.find((each) => covers(each.pattern, pattern));
    const seen = [...(chapter?.log.events() ?? [])].filter(
      (event) => matches(pattern.uri, pattern.match, event.topic) && maySee(session, event),
    );
    const found = between(seen, query.bounds).filter(query.admits);
    if (query.reverse) found.reverse();
    const page = new EventPage(id, query.limit);
    return page.payload(!found.every((event) => page.add(event)));
  }
}

/** Publication ids have no order: they stand for places in the list. */
function between(events: readonly PastEvent[], bounds: readonly Bound[]): PastEvent[] {
  let from = 0;
  let until = events.length;
  for (const { publication, side, isIn } of bounds) {
    const at = events.findIndex((event) => event.publication === publication);
    if (at === -1) return [];
    if (side === 'begin') from = Math.max(from, isIn ? at : at + 1);
    else until = Math.min(until, isIn ? at + 1 : at);
  }
  return events.slice(from, until);
}
